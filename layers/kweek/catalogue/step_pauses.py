"""`wait: 6d`, waits until a local time, and waits until a moment."""

from typing import Any

from kweek.catalogue.journey import Step
from kweek.catalogue.moments import read_moment
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import read
from kweek.catalogue.small_words import EVERY_DAY, LONGEST, duration, time_of_day, weekdays
from kweek.catalogue.step_shapes import WaitMapShape


def read_pause(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    """A step in which only time passes."""
    del topic
    wait = piece["wait"]
    late = wait.get("late")
    if isinstance(wait.data, dict):
        settings = _settings(wait, scope)
    else:
        settings = {"for": duration(wait, scope.problems, LONGEST) or 0}
    return Step(
        name=name,
        do="wait",
        piece=piece,
        settings=settings,
        then={"late": late} if late else {},
        next=piece.get("next"),
    )


def _settings(wait: Piece, scope: Scope) -> dict[str, Any]:
    if read(WaitMapShape, wait, scope.problems) is None:
        return {}
    if until := wait.get("until"):
        for key in ("for", "days"):
            if said := wait.get(key):
                text = f"`{key}` cannot stand beside `until`"
                scope.problems.add(said.problem(text, "keep one of them"))
        moment = read_moment(until, scope, wait.get("at"))
        return {"until": moment, "late": wait.get("late") is not None}
    if late := wait.get("late"):
        text = "nobody is late for a wait that begins when they come"
        scope.problems.add(late.problem(text, "`late` belongs to `until`"))
    return _at_least(wait, scope)


def _at_least(wait: Piece, scope: Scope) -> dict[str, Any]:
    """So long, and then the first such local time."""
    length, at, days = wait.get("for"), wait.get("at"), wait.get("days")
    settings = {"for": (duration(length, scope.problems, LONGEST) or 0) if length else 0}
    if at:
        local = time_of_day(at, scope.problems)
        every = weekdays(days, scope.problems) if days else EVERY_DAY
        return {**settings, "at": local, "days": every}
    if days:
        scope.problems.add(days.problem("does not say the time of the day", 'write at: "09:00"'))
    elif not length:
        scope.problems.add(wait.problem("does not say how long", "write for: 6d"))
    return settings
