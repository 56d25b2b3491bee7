"""One file of `journeys/`, read whole."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from kweek.catalogue.conditions import BROKEN, read_condition
from kweek.catalogue.entries import read_enter
from kweek.catalogue.journey import MAILS, Journey, Step
from kweek.catalogue.journey_times import read_ends, read_enter_until, read_season
from kweek.catalogue.mail_file import Accepted, Text
from kweek.catalogue.pace import read_pace
from kweek.catalogue.paths import NAME, check_names, check_paths, check_targets
from kweek.catalogue.piece import Piece
from kweek.catalogue.predicates import Predicates
from kweek.catalogue.problems import Problems
from kweek.catalogue.re_entries import read_re_entry
from kweek.catalogue.references import looks_like_one
from kweek.catalogue.scope import Condition, Refusal, Scope
from kweek.catalogue.shape import Shape, read
from kweek.catalogue.small_words import share
from kweek.catalogue.step_file import read_step
from kweek.catalogue.values import Values, hidden_in, is_reason, leaves, read_values, with_values

#: A machine is called by its stack and its journey, in 80 characters.
LONGEST_NAME = 48

BEFORE_THE_RUN = Refusal(
    "cannot be asked of events before a run has begun",
    "ask it of a trait, or as `only_if` of the first step",
)


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
    pace: str | None = None
    accept: Accepted = Field(default_factory=dict)
    goal: Any = None
    exit_when: Any = None
    steps: Annotated[list[Any], Field(min_length=1)]


def read_journey(name: str, piece: Piece, scope: Scope) -> Journey | None:
    """The journey with its steps; None when its outline is wrong, and then that is told."""
    problems = scope.problems
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        remedy = f"use a-z, 0-9 and -, at most {LONGEST_NAME} of them"
        problems.add(piece.problem(f"'{name}' cannot name a journey", remedy))
    _check_placeholders(piece, problems)
    values = read_values(piece.get("values"), problems)
    piece = with_values(piece, values, problems)
    said = read(_JourneyShape, piece, problems)
    if said is None:
        return None
    scope = replace(scope, own=Predicates(), refused=None, read=set())
    journey = _read(name, piece, said, values, scope)
    _check_references(piece, values, scope)
    return journey


def _read(name: str, piece: Piece, said: _JourneyShape, values: Values, scope: Scope) -> Journey:
    own = scope.own or Predicates()
    goal, target = _goal(piece.get("goal"), scope)
    scope = replace(scope, goal=goal)
    exit_when, only_if = piece.get("exit_when"), piece.get("only_if")
    before = replace(scope, refused_of_events=BEFORE_THE_RUN)
    return Journey(
        name=name,
        piece=piece,
        title=said.title,
        status=said.status,
        topic=scope.names.known("topic", piece["topic"], scope.problems) or said.topic,
        values=values,
        enter=read_enter(piece["enter"], scope),
        only_if=read_condition(only_if, before) if only_if else None,
        enter_until=read_enter_until(piece.get("enter_until"), scope),
        season=read_season(piece.get("season"), scope),
        ends=read_ends(piece.get("ends"), scope),
        re_entry=read_re_entry(piece.get("re_entry"), piece["enter"], scope),
        goal=goal,
        target=target,
        pace=read_pace(piece.get("pace"), scope.problems),
        exit_when=read_condition(exit_when, replace(scope, asked_in="exit")) if exit_when else None,
        steps=_steps(piece["steps"], said.topic, values, scope),
        predicates=own.found,
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


def _steps(piece: Piece, topic: str, values: Values, scope: Scope) -> tuple[Step, ...]:
    names = check_names(piece, scope.problems)
    read_all = [read_step(each, topic, scope) for each in piece.list()]
    steps = tuple(_knowing(values, step) for step in read_all if step is not None)
    found = check_targets(steps, names, scope.problems)
    # With a broken step or target the paths would only repeat that mistake.
    if found and None not in read_all and len(set(names)) == len(names):
        check_paths(steps, scope.problems)
    return steps


def _knowing(values: Values, step: Step) -> Step:
    """A step that writes to someone carries the values, since its mail may say them."""
    if not values or step.do not in MAILS:
        return step
    return replace(step, settings={**step.settings, "values": dict(values)})


def _check_placeholders(piece: Piece, problems: Problems) -> None:
    """CloudFormation would put something else in the place of `${…}` in a machine."""
    for leaf in leaves(piece):
        if isinstance(leaf.data, str) and "${" in leaf.data and not is_reason(leaf):
            problems.settle(leaf.problem("'${' cannot stand in a journey"))


def _check_references(piece: Piece, values: Values, scope: Scope) -> None:
    """Those that nothing has read would be taken for what they say, and so do nothing."""
    if scope.problems.errors_in(piece.file):
        return
    for leaf in leaves(piece):
        if leaf.path in scope.read or leaf.path[:1] == ("values",) or is_reason(leaf):
            continue
        if looks_like_one(leaf.data):
            text = f"{leaf.shown} stands for nothing here"
            remedy = "references go where something is compared, set, sent or reckoned from"
            scope.problems.add(leaf.problem(text, remedy))
        elif inside := hidden_in(leaf.data, values):
            text = f"'{inside}' is within a text, and so means nothing"
            remedy = "a name with a dollar is the whole of a value"
            scope.problems.add(leaf.problem(text, remedy))
