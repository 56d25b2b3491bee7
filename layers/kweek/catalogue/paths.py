"""Where steps lead: every target exists, every step is reached, nothing falls into another."""

import re
from collections.abc import Sequence
from itertools import pairwise

from kweek.catalogue.journey import END, Step
from kweek.catalogue.loops import check_loops, ways_of
from kweek.catalogue.names import known
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problems

#: A state's name has at most 80 characters, and a step's second state ends in `?`.
LONGEST_NAME = 79
#: What the machine itself, or an outcome, is called.
RESERVED = (
    *("start", "until", "resume", END, "left", "stuck"),
    *("later", "otherwise", "done", "sent"),
)
SKIPPED = "skipped"
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def check_names(steps: Piece, problems: Problems) -> list[str]:
    """The names of the steps, each usable as a state's name, and used once."""
    names: list[str] = []
    for step in steps.list():
        name = step.data.get("step") if isinstance(step.data, dict) else None
        if not isinstance(name, str):
            continue
        place = step["step"].named(name)
        if name in names:
            problems.add(place.problem(f"two steps are called '{name}'"))
        elif name in RESERVED:
            problems.add(place.problem(f"'{name}' is taken", "choose another name"))
        elif not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            remedy = f"use a-z, 0-9 and -, at most {LONGEST_NAME} of them"
            problems.add(place.problem(f"'{name}' cannot name a step", remedy))
        names.append(name)
    return names


def check_targets(steps: Sequence[Step], names: Sequence[str], problems: Problems) -> bool:
    """Whether every `then`, `branch` and `next` names a step, or `end`."""
    targets = [target for step in steps for target in step.targets]
    found = [known("step", (*names, END), target, problems) for target in targets]
    return None not in found


def _check_skipped(steps: Sequence[Step], problems: Problems) -> None:
    """A branch answers with a target, or that it was skipped: not to be confused."""
    for step in steps:
        chosen = [target for _, target in (*step.branches, *step.shares)]
        for target in chosen if step.only_if is not None else ():
            if target.data == SKIPPED:
                text = f"'{SKIPPED}' is what this step answers when its `only_if` is false"
                problems.add(target.problem(text, "give that step another name"))


def check_paths(steps: Sequence[Step], problems: Problems) -> None:
    """What only shows when all steps are known and all targets exist."""
    _check_skipped(steps, problems)
    _check_falls(steps, problems)
    _check_next(steps, problems)
    _check_reached(steps, problems)
    check_loops(steps, problems)


def _check_falls(steps: Sequence[Step], problems: Problems) -> None:
    targets = {target.data for step in steps for target in step.targets}
    for step, below in pairwise(steps):
        if step.falls and below.name in targets:
            text = f"falls into '{below.name}', to which other ways lead"
            said = "otherwise" if step.wait and step.then else "next"
            problems.add(step.piece.problem(text, f"say `{said}: {below.name}`, or another step"))


def _check_next(steps: Sequence[Step], problems: Problems) -> None:
    """`next` beside `otherwise` is where a skipped step goes; else it says nothing."""
    for step in steps:
        if step.next is None or step.only_if is not None:
            continue
        if "otherwise" in step.then:
            text = "is never used, since `otherwise` says what follows"
            problems.add(step.next.problem(text, "keep one of them"))
        elif step.do == "split":
            text = "is never used, since a split leads to one of its parts"
            problems.add(step.next.problem(text, "leave it out"))


def _check_reached(steps: Sequence[Step], problems: Problems) -> None:
    ways = ways_of(steps)
    reached: set[str] = set()
    ahead = [steps[0].name]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(way.to for way in ways[name])
    for step in steps:
        if step.name not in reached:
            problems.add(step.piece.problem("is never reached", "lead a step to it, or remove it"))
