"""Where steps lead: every target exists, every step is reached, nothing falls or turns back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from kweek.catalogue.durations import in_words
from kweek.catalogue.journey import END, Step
from kweek.catalogue.names import known
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problems
from kweek.catalogue.small_words import LONGEST

#: A state's name has at most 80 characters, and a step's second state ends in `?`.
LONGEST_NAME = 79
#: What the machine itself, or an outcome, is called.
RESERVED = ("start", "until", "resume", END, "left", "stuck", "later", "otherwise", "done", "sent")
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


def check_paths(steps: Sequence[Step], problems: Problems) -> None:
    """What only shows when all steps are known and all targets exist."""
    _check_falls(steps, problems)
    _check_next(steps, problems)
    ways = {step.name: dict(_ways(steps, index)) for index, step in enumerate(steps)}
    _check_reached(steps, ways, problems)
    if _check_loops(steps, ways, problems):
        _check_length(steps, ways, problems)


def _check_falls(steps: Sequence[Step], problems: Problems) -> None:
    targets = {target.data for step in steps for target in step.targets}
    for step, below in pairwise(steps):
        if step.falls and below.name in targets:
            text = f"falls into '{below.name}', to which other ways lead"
            said = "otherwise" if step.wait and step.then else "next"
            problems.add(step.piece.problem(text, f"say `{said}: {below.name}`, or another step"))


def _check_next(steps: Sequence[Step], problems: Problems) -> None:
    for step in steps:
        if step.next is not None and "otherwise" in step.then:
            text = "is never used, since `otherwise` says what follows"
            problems.add(step.next.problem(text, "keep one of them"))


def _ways(steps: Sequence[Step], index: int) -> Iterator[tuple[str, Piece]]:
    """The steps that may follow, each with the piece that leads there."""
    step = steps[index]
    for target in step.targets:
        if target.data != END:
            yield target.data, target
    if step.falls and index + 1 < len(steps):
        yield steps[index + 1].name, step.piece


def _check_reached(
    steps: Sequence[Step], ways: Mapping[str, Mapping[str, Piece]], problems: Problems
) -> None:
    reached: set[str] = set()
    ahead = [steps[0].name]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(ways[name])
    for step in steps:
        if step.name not in reached:
            problems.add(step.piece.problem("is never reached", "lead a step to it, or remove it"))


def _check_loops(
    steps: Sequence[Step], ways: Mapping[str, Mapping[str, Piece]], problems: Problems
) -> bool:
    """Whether no way leads back to where a run was before."""
    done: set[str] = set()
    back: list[Piece] = []

    def follow(name: str, before: tuple[str, ...]) -> None:
        for target, piece in ways[name].items():
            if target in (*before, name):
                back.append(piece)
                problems.add(piece.not_yet(f"going back to '{target}'"))
            elif target not in done:
                follow(target, (*before, name))
        done.add(name)

    follow(steps[0].name, ())
    return not back


def _check_length(
    steps: Sequence[Step], ways: Mapping[str, Mapping[str, Piece]], problems: Problems
) -> None:
    """A run of Step Functions lasts a year at most."""
    own = {step.name: _length(step) for step in steps}
    longest: dict[str, int] = {}

    def from_here(name: str) -> int:
        if name not in longest:
            longest[name] = own[name] + max((from_here(next_) for next_ in ways[name]), default=0)
        return longest[name]

    total = from_here(steps[0].name)
    if total > LONGEST:
        text = f"a run that may take {in_words(total)}, more than {in_words(LONGEST)}"
        problems.add(steps[0].piece.not_yet(text))


def _length(step: Step) -> int:
    return step.wait.within if step.wait else int(step.settings.get("for") or 0)
