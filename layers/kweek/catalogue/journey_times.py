"""`enter_until`, `season` and `ends`: the times of a whole journey."""

from typing import Any, TypeAlias

from kweek.catalogue.moments import Moment, read_moment
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Scope
from kweek.catalogue.small_words import DAY_OF_YEAR, day_of_year

Season: TypeAlias = tuple[tuple[int, int], tuple[int, int]]

#: The day that does not come each year.
LEAP_DAY = (2, 29)


def read_enter_until(piece: Piece | None, scope: Scope) -> Moment | None:
    """The moment from which nobody enters any more."""
    return read_moment(piece, scope) if piece else None


def read_season(piece: Piece | None, scope: Scope) -> Season | None:
    """`11-01..12-10`: both days are in it, and it may span the new year."""
    if piece is None:
        return None
    first, dots, last = str(piece.data).partition("..")
    if not dots:
        text = f"{piece.shown} is no part of the year"
        scope.problems.add(piece.problem(text, "write from..to, month first: 11-01..12-10"))
        return None
    begins = day_of_year(piece.holding(first), scope.problems)
    ends = day_of_year(piece.holding(last), scope.problems)
    return (begins, ends) if begins and ends else None


def read_ends(piece: Piece | None, scope: Scope) -> dict[str, Any] | None:
    """The last day of a run, each year anew; or the moment at which all runs end."""
    if piece is None:
        return None
    if not isinstance(piece.data, str) or not DAY_OF_YEAR.fullmatch(piece.data):
        return {"moment": read_moment(piece, scope)}
    day = day_of_year(piece, scope.problems)
    if day == LEAP_DAY:
        text = f"{piece.shown} does not come each year"
        scope.problems.add(piece.problem(text, "write 02-28 or 03-01"))
    return {"month_day": list(day)} if day else None
