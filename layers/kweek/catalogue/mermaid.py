"""Draws a journey as a Mermaid flowchart."""

from collections.abc import Mapping
from typing import Any

from kweek.catalogue.arrows import arrows
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


def mermaid(journey: Journey, predicates: Mapping[str, Any]) -> str:
    """The drawing: a box for every step, an arrow for every outcome.

    `predicates` are what the journey's rules speak of, in words that people read.
    """
    lines = ["flowchart TD", f"  start(({_quoted('start')})) --> {_id(journey.steps[0].name)}"]
    for step in journey.steps:
        left, right = _SHAPES.get(step.do, ("[", "]"))
        lines.append(f"  {_id(step.name)}{left}{_box(step, predicates)}{right}")
        ways = arrows(journey, step, predicates)
        named = sum(way.kind != "skipped" for way in ways) > 1  # one way needs no name
        for way in ways:
            line = "-.->" if way.kind == "skipped" else "-->"
            told = named or way.kind == "skipped"
            said = f"|{_quoted(_plain(' or '.join(way.labels)))}|" if told else ""
            lines.append(f"  {_id(step.name)} {line}{said} {_id(way.target)}")
    lines.append(f"  {_id(END)}(({_quoted(END)}))")
    return "\n".join(lines)


def _box(step: Step, predicates: Mapping[str, Any]) -> str:
    text = f"<b>{step.name}</b><br>{_plain(comment(step))}"
    if step.only_if is not None:
        text += f"<br><i>only if {_plain(in_words(step.only_if, predicates))}</i>"
    if step.judged_by is not None:
        text += f"<br><i>judged by {_plain(in_words(step.judged_by, predicates))}</i>"
    return _quoted(text)


def _id(name: str) -> str:
    """A word that Mermaid does not take for one of its own: `end` ends a subgraph there."""
    return f"s_{name.replace('-', '_')}"


def _plain(text: str) -> str:
    """Text in which nothing is taken for a tag."""
    return text.replace("<", "#lt;").replace(">", "#gt;")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'
