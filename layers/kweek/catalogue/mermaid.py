"""Draws a journey as a Mermaid flowchart."""

from collections.abc import Iterator

from kweek.catalogue.asl_words import comment
from kweek.catalogue.journey import END, Journey, Step

_SHAPES = {
    "branch": ("{{", "}}"),
    "wait": ("([", "])"),
    "wait_for": ("([", "])"),
}


def mermaid(journey: Journey) -> str:
    """The drawing: a box for every step, an arrow for every outcome."""
    lines = ["flowchart TD", f"  start(({_quoted('start')})) --> {_id(journey.steps[0].name)}"]
    for step in journey.steps:
        left, right = _SHAPES.get(step.do, ("[", "]"))
        text = _quoted(f"<b>{step.name}</b><br>{comment(step)}")
        lines.append(f"  {_id(step.name)}{left}{text}{right}")
        for label, target in _arrows(journey, step):
            said = f"|{_quoted(label)}|" if label else ""
            lines.append(f"  {_id(step.name)} -->{said} {_id(target)}")
    lines.append(f"  {_id(END)}(({_quoted(END)}))")
    return "\n".join(lines)


def _arrows(journey: Journey, step: Step) -> Iterator[tuple[str, str]]:
    """Each target once, with the outcomes that lead there."""
    if step.do == END:
        yield "", END
        return
    found: dict[str, list[str]] = {}
    for name, said in step.then.items():
        found.setdefault(said.data, []).append(name)
    for index, (_, said) in enumerate(step.branches, 1):
        found.setdefault(said.data, []).append(f"rule {index}")
    if "otherwise" not in step.then:
        rest = "otherwise" if found else ""
        found.setdefault(journey.after(step), []).append(rest)
    for target, labels in found.items():
        yield " or ".join(label for label in labels if label), target


def _id(name: str) -> str:
    """A word that Mermaid does not take for one of its own: `end` ends a subgraph there."""
    return f"s_{name.replace('-', '_')}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'
