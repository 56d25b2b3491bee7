"""Draws a journey as a Mermaid flowchart."""

from collections.abc import Mapping
from typing import Any

from kweek.catalogue.asl_words import comment
from kweek.catalogue.journey import END, Journey, Step
from kweek.core.rule_words import in_words

_SHAPES = {
    "branch": ("{{", "}}"),
    "split": ("{{", "}}"),
    "wait": ("([", "])"),
    "wait_for": ("([", "])"),
    "end": ("((", "))"),
}
#: What the way is called that a step takes when nothing named has come.
_REST = {"send": "sent", "notify": "sent", "task": "sent", "webhook": "done", "wait": "in time"}


def mermaid(journey: Journey, predicates: Mapping[str, Any]) -> str:
    """The drawing: a box for every step, an arrow for every outcome.

    `predicates` are what the journey's rules speak of, in words that people read.
    """
    lines = ["flowchart TD", f"  start(({_quoted('start')})) --> {_id(journey.steps[0].name)}"]
    for step in journey.steps:
        left, right = _SHAPES.get(step.do, ("[", "]"))
        lines.append(f"  {_id(step.name)}{left}{_box(step, predicates)}{right}")
        arrows = _arrows(journey, step, predicates)
        for target, labels in arrows.items():  # one way needs no name
            said = f"|{_quoted(_plain(' or '.join(labels)))}|" if len(arrows) > 1 else ""
            lines.append(f"  {_id(step.name)} -->{said} {_id(target)}")
        if step.only_if is not None and step.do != END:
            lines.append(f'  {_id(step.name)} -.->|"skipped"| {_id(journey.skipped(step))}')
    lines.append(f"  {_id(END)}(({_quoted(END)}))")
    return "\n".join(lines)


def _box(step: Step, predicates: Mapping[str, Any]) -> str:
    text = f"<b>{step.name}</b><br>{_plain(comment(step))}"
    if step.only_if is not None:
        text += f"<br><i>only if {_plain(in_words(step.only_if, predicates))}</i>"
    if step.judged_by is not None:
        text += f"<br><i>judged by {_plain(in_words(step.judged_by, predicates))}</i>"
    return _quoted(text)


def _arrows(journey: Journey, step: Step, predicates: Mapping[str, Any]) -> dict[str, list[str]]:
    """Each target once, with the outcomes that lead there."""
    found: dict[str, list[str]] = {}
    for rule, said in step.branches:
        found.setdefault(said.data, []).append(in_words(rule, predicates))
    for share, said in step.shares:
        found.setdefault(said.data, []).append(f"{share} %")
    for name, said in step.then.items():
        found.setdefault(said.data, []).append(name)
    if step.do == END:
        found[END] = [END]
    elif "otherwise" not in step.then and step.do != "split":
        rest = "otherwise" if step.wait else _REST.get(step.do, "done")
        found.setdefault(journey.after(step), []).append(rest)
    return found


def _id(name: str) -> str:
    """A word that Mermaid does not take for one of its own: `end` ends a subgraph there."""
    return f"s_{name.replace('-', '_')}"


def _plain(text: str) -> str:
    """Text in which nothing is taken for a tag."""
    return text.replace("<", "#lt;").replace(">", "#gt;")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'
