"""`enter: { schedule: … }`: at one moment for all, or again and again by the calendar."""

from typing import Annotated, Any

from pydantic import Field

from kweek.catalogue.moments import read_moment
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import Shape, read
from kweek.catalogue.small_words import EVERY_DAY, time_of_day, weekdays


class _Schedule(Shape):
    schedule: Any
    segment: str | None = None


class _Recurring(Shape):
    at: str
    days: Any = None
    #: Months that are too short for it have it on their last day.
    day_of_month: Annotated[int, Field(ge=1, le=31)] | None = None


def read_schedule(piece: Piece, scope: Scope) -> list[dict[str, Any]]:
    """The way in; for everyone, or for those in a segment."""
    if read(_Schedule, piece, scope.problems) is None:
        return []
    when, members = piece["schedule"], piece.get("segment")
    segment = scope.names.known("segment", members, scope.problems) if members else None
    same = scope.refusing("differs by contact", "write a date, or enter by { date: $contact.… }")
    found = _recurring(when, scope) if isinstance(when.data, dict) else read_moment(when, same)
    return [{"schedule": found, "segment": segment}]


def _recurring(piece: Piece, scope: Scope) -> dict[str, Any]:
    said = read(_Recurring, piece, scope.problems)
    if said is None:
        return {}
    at = time_of_day(piece["at"], scope.problems)
    days, day_of_month = piece.get("days"), piece.get("day_of_month")
    if day_of_month:
        if days:
            remedy = "keep `days` or `day_of_month`"
            scope.problems.add(days.problem("goes by the week and by the month", remedy))
        return {"at": at, "day_of_month": said.day_of_month}
    return {"at": at, "days": weekdays(days, scope.problems) if days else EVERY_DAY}
