"""The small words of the grammar: durations, times of the day, weekdays, percentages, days."""

import re

from kweek.catalogue.durations import parse_duration
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problems, did_you_mean
from kweek.core.times import DAY

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s?%")
_DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")

#: Step Functions ends an execution after a year; a run must leave room for its other steps.
LONGEST = 300 * DAY

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {"weekdays": [0, 1, 2, 3, 4], "weekends": [5, 6], "every": [0, 1, 2, 3, 4, 5, 6]}


def duration(piece: Piece, problems: Problems, longest: int | None = None) -> int | None:
    """Milliseconds of `6d`; None, and told, when it is no duration."""
    try:
        found = parse_duration(piece.data) if isinstance(piece.data, str) else 0
    except ValueError:
        found = 0
    if not found:
        problems.add(piece.problem(f"{piece.shown} is no duration", "write 6d, 4h, 30m or 1d12h"))
        return None
    if longest is not None and found > longest:
        problems.add(piece.not_yet(f"more than {longest // DAY} days"))
        return None
    return found


def time_of_day(piece: Piece, problems: Problems) -> str | None:
    """`09:00`, from 00:00 to 23:59."""
    if isinstance(piece.data, str) and _TIME.fullmatch(piece.data):
        return piece.data
    problems.add(piece.problem(f"{piece.shown} is no time of the day", 'write "09:00"'))
    return None


def weekdays(piece: Piece, problems: Problems) -> list[int]:
    """Monday is 0: `weekdays`, `weekends`, `every`, or names of days."""
    if isinstance(piece.data, str) and piece.data in _GROUPS:
        return _GROUPS[piece.data]
    days = set()
    for each in piece.list():
        short = each.data[:3].lower() if isinstance(each.data, str) else ""
        if short in _WEEK:
            days.add(_WEEK.index(short))
        else:
            near = did_you_mean(str(each.data), [*_GROUPS, *_WEEK])
            remedy = near or f"write weekdays, weekends or [{', '.join(_WEEK[:2])}, …]"
            problems.add(each.problem(f"{each.shown} is no day of the week", remedy))
    return sorted(days)


def share(piece: Piece, problems: Problems) -> float | None:
    """0.4 of `40%`."""
    found = _PERCENT.fullmatch(piece.data) if isinstance(piece.data, str) else None
    if found and 0 < float(found[1]) <= 100:  # noqa: PLR2004 - a hundred percent
        return round(float(found[1]) / 100, 6)
    problems.add(piece.problem(f"{piece.shown} is no share", "write 40%"))
    return None


def day_of_year(piece: Piece, problems: Problems) -> None:
    """`12-20`, month first; or `11-01..12-10`."""
    parts = str(piece.data).split("..")
    if len(parts) > 2 or not all(_DAY_OF_YEAR.fullmatch(part) for part in parts):  # noqa: PLR2004
        remedy = "write month-day: 12-20, or 11-01..12-10"
        problems.add(piece.problem(f"{piece.shown} is no day of the year", remedy))
