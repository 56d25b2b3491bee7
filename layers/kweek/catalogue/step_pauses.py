"""`wait: 6d`, and waits until a local time."""

from typing import Any

from kweek.catalogue.dollars import check_moment
from kweek.catalogue.journey import Step
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import read
from kweek.catalogue.small_words import LONGEST, duration, time_of_day, weekdays
from kweek.catalogue.step_shapes import WaitMapShape

EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]


def read_pause(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    """A step in which only time passes."""
    del topic
    wait = piece["wait"]
    then: dict[str, Piece] = {}
    if isinstance(wait.data, dict):
        settings = _settings(wait, scope)
        if late := wait.get("late"):
            then["late"] = late
    else:
        settings = {"for": duration(wait, scope.problems, LONGEST) or 0}
    return Step(
        name=name, do="wait", piece=piece, settings=settings, then=then, next=piece.get("next")
    )


def _settings(wait: Piece, scope: Scope) -> dict[str, Any]:
    if read(WaitMapShape, wait, scope.problems) is None:
        return {}
    at = wait.get("at")
    local = time_of_day(at, scope.problems) if at else None
    if until := wait.get("until"):
        check_moment(until, scope)
        scope.problems.add(until.not_yet("waiting `until` a moment"))
        return {}
    length = wait.get("for")
    settings: dict[str, Any] = {"for": 0}
    if length:
        settings["for"] = duration(length, scope.problems, LONGEST) or 0
    days = wait.get("days")
    if late := wait.get("late"):
        scope.problems.add(late.problem("`late` belongs to `until`"))
    if at:
        every = weekdays(days, scope.problems) if days else EVERY_DAY
        return {**settings, "at": local, "days": every}
    if days:
        scope.problems.add(days.problem("does not say the time of the day", 'write at: "09:00"'))
    elif not length:
        scope.problems.add(wait.problem("does not say how long", "write for: 6d"))
    return settings
