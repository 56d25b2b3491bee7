"""Where each step leads, with what the ways are called: what every drawing of a journey shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kweek.catalogue.journey import END, Journey, Step
from kweek.core.rule_words import in_words

#: What the way is called that a step takes when nothing named has come.
_REST = {"send": "sent", "notify": "sent", "task": "sent", "webhook": "done", "wait": "in time"}

#: `chosen`: by rule or chance; `came`: what was waited for; `judged`: at the deadline.
Kind = Literal["chosen", "came", "judged", "rest", "skipped"]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way on from a step, with all outcomes that take it."""

    target: str
    labels: tuple[str, ...]
    kind: Kind


def arrows(journey: Journey, step: Step, predicates: Mapping[str, Any]) -> list[Arrow]:
    """Each target once; the way of those who skip the step comes last, and by itself.

    `predicates` are what the journey's rules speak of, in words that people read.
    """
    found: dict[str, Arrow] = {}
    for target, label, kind in _ways(journey, step, predicates):
        before = found.get(target)
        found[target] = (
            Arrow(target, (*before.labels, label), before.kind)
            if before
            else Arrow(target, (label,), kind)
        )
    skipped = step.only_if is not None and step.do != END
    extra = [Arrow(journey.skipped(step), ("skipped",), "skipped")] if skipped else []
    return [*found.values(), *extra]


def _ways(
    journey: Journey, step: Step, predicates: Mapping[str, Any]
) -> Iterator[tuple[str, str, Kind]]:
    at_once = {name for name, _ in step.wait.immediate} if step.wait else set()
    for rule, said in step.branches:
        yield said.data, in_words(rule, predicates), "chosen"
    for share, said in step.shares:
        yield said.data, f"{share} %", "chosen"
    for name, said in step.then.items():
        kind: Kind = "came" if name in at_once else "rest" if name == "otherwise" else "judged"
        yield said.data, name, kind
    if step.do == END:
        yield END, END, "rest"
    elif "otherwise" not in step.then and step.do != "split":
        rest = "otherwise" if step.wait else _REST.get(step.do, "done")
        yield journey.after(step), rest, "rest"
