"""What a deploy would change, and what it must not take away from runs under way."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Definition = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Machine:
    """A journey's machine as it is deployed, and the definitions that its runs go by."""

    definition: Definition
    running: int = 0
    of_runs: tuple[Definition, ...] = ()
    in_stack: bool = True  # one of a journey that was removed outlives it until it is drained


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one journey."""

    journey: str
    kind: Literal["new", "changed", "unchanged", "removed", "drained"]
    running: int = 0

    @property
    def sentence(self) -> str:
        """The line that `kweek plan` prints."""
        runs = "1 run goes on" if self.running == 1 else f"{self.running} runs go on"
        said = {
            "new": "new",
            "changed": f"changed; {runs} by the definition they began with",
            "unchanged": "unchanged",
            "removed": f"removed; {runs} to the end",
            "drained": "was removed, and nobody is in it any more: its machine is deleted",
        }
        text = said[self.kind]
        if not self.running:
            text = text.partition(";")[0]
        return f"{self.journey}: {text}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes, in order of name, and the reasons why they cannot be made."""

    changes: tuple[Change, ...]
    refusals: tuple[str, ...]

    @property
    def drained(self) -> list[str]:
        """The journeys whose machines are to be deleted first."""
        return [change.journey for change in self.changes if change.kind == "drained"]


def plan(
    wanted: Mapping[str, Definition],
    deployed: Mapping[str, Machine],
    known: Mapping[str, Iterable[str]],
) -> Plan:
    """Compare what is wanted with what is there.

    `known` are the names that the new content has by noun (`mail`, `owner`, `journey`).
    """
    changes: list[Change] = []
    refusals: list[str] = []
    for journey in sorted({*wanted, *deployed}):
        there = deployed.get(journey)
        change = _change(journey, wanted.get(journey), there)
        if change is not None:
            changes.append(change)
        if there is not None:
            refusals += _refusals(journey, there, known, wanted=journey in wanted)
    return Plan(tuple(changes), tuple(refusals))


def _change(journey: str, wanted: Definition | None, there: Machine | None) -> Change | None:
    if there is None:
        return Change(journey, "new")
    if wanted is None:
        if there.in_stack or there.running:
            return Change(journey, "removed", there.running)
        return Change(journey, "drained")
    if not there.in_stack:
        return Change(journey, "drained") if not there.running else Change(journey, "new")
    kind: Literal["changed", "unchanged"] = "unchanged" if wanted == there.definition else "changed"
    return Change(journey, kind, there.running)


def _refusals(
    journey: str, there: Machine, known: Mapping[str, Iterable[str]], *, wanted: bool
) -> Iterator[str]:
    if wanted and not there.in_stack and there.running:
        yield (
            f"{journey}: was removed, and {there.running} of its runs are still under way; "
            "wait until they have ended, or give the journey another name"
        )
    named = {one for definition in there.of_runs for one in names_in(definition)}
    for noun, name in sorted(named):
        if name not in known[noun]:
            yield (
                f"{journey}: runs under way still need the {noun} '{name}'; "
                "keep it until they have ended"
            )


def names_in(definition: Definition) -> Iterator[tuple[str, str]]:
    """What a machine's steps name in the catalogue, as `(noun, name)`."""
    for state in definition["States"].values():
        step = state.get("Parameters", {}).get("MessageBody", {}).get("step", {})
        if "mail" in step:
            yield "mail", step["mail"]
        if step.get("do") in ("handoff", "notify", "task"):
            yield "owner", step["to"]
        if step.get("do") == "start":
            yield "journey", step["start"]
