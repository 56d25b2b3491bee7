"""One file of `journeys/`, read whole."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from kweek.catalogue.conditions import BROKEN, read_condition
from kweek.catalogue.dollars import check_moment
from kweek.catalogue.entries import read_enter, read_re_entry
from kweek.catalogue.journey import Journey, Step
from kweek.catalogue.mail_file import Text
from kweek.catalogue.paths import NAME, check_names, check_paths, check_targets
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Condition, Scope
from kweek.catalogue.shape import Shape, read
from kweek.catalogue.small_words import day_of_year, share
from kweek.catalogue.step_file import read_step

#: A machine is called by its stack and its journey, in 80 characters.
LONGEST_NAME = 48


class _JourneyShape(Shape):
    title: Text
    status: Literal["draft", "live", "closing"]
    topic: Text
    values: dict[str, Any] = Field(default_factory=dict)
    enter: Any
    only_if: Any = None
    enter_until: str | None = None
    re_entry: Any = None
    season: str | None = None
    ends: str | None = None
    goal: Any = None
    exit_when: Any = None
    steps: Annotated[list[Any], Field(min_length=1)]


def read_journey(name: str, piece: Piece, scope: Scope) -> Journey | None:
    """The journey with its steps; None when its outline is wrong, and then that is told."""
    problems = scope.problems
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        remedy = f"use a-z, 0-9 and -, at most {LONGEST_NAME} of them"
        problems.add(piece.problem(f"'{name}' cannot name a journey", remedy))
    said = read(_JourneyShape, piece, problems)
    if said is None:
        return None
    scope = replace(scope, values=tuple(said.values))
    goal, target = _goal(piece.get("goal"), scope)
    scope = replace(scope, goal=goal)
    exit_when, only_if = piece.get("exit_when"), piece.get("only_if")
    _check_not_yet(piece, scope)
    _check_placeholders(piece, scope)
    return Journey(
        name=name,
        piece=piece,
        title=said.title,
        status=said.status,
        topic=scope.names.known("topic", piece["topic"], problems) or said.topic,
        enter=read_enter(piece["enter"], scope),
        only_if=read_condition(only_if, scope) if only_if else None,
        re_entry=read_re_entry(piece.get("re_entry"), scope),
        goal=goal,
        target=target,
        exit_when=read_condition(exit_when, replace(scope, asked_in="exit")) if exit_when else None,
        steps=_steps(piece["steps"], said.topic, scope),
    )


def _goal(piece: Piece | None, scope: Scope) -> tuple[Condition | None, float | None]:
    """The condition that is counted, and the share of runs that should reach it."""
    if piece is None:
        return None, None
    if not isinstance(piece.data, dict):
        return read_condition(piece, scope) or BROKEN, None
    target = piece.get("target")
    rest = {key: value for key, value in piece.data.items() if key != "target"}
    wanted = share(target, scope.problems) if target else None
    return read_condition(piece.holding(rest), scope), wanted


def _steps(piece: Piece, topic: str, scope: Scope) -> tuple[Step, ...]:
    names = check_names(piece, scope.problems)
    read_all = [read_step(each, topic, scope) for each in piece.list()]
    steps = tuple(step for step in read_all if step is not None)
    found = check_targets(steps, names, scope.problems)
    # With a broken step or target the paths would only repeat that mistake.
    if found and None not in read_all and len(set(names)) == len(names):
        check_paths(steps, scope.problems)
    return steps


def _check_placeholders(piece: Piece, scope: Scope) -> None:
    """CloudFormation would put something else in the place of `${…}` in a machine."""
    for leaf in piece.leaves():
        if isinstance(leaf.data, str) and "${" in leaf.data:
            scope.problems.add(leaf.problem("'${' cannot stand in a journey"))


def _check_not_yet(piece: Piece, scope: Scope) -> None:
    checks: dict[str, Any] = {
        "values": lambda _: None,
        "enter_until": lambda found: check_moment(found, scope),
        "season": lambda found: day_of_year(found, scope.problems),
        "ends": lambda found: day_of_year(found, scope.problems),
    }
    for key, check in checks.items():
        if found := piece.get(key):
            check(found)
            scope.problems.add(found.not_yet(f"`{key}`"))
