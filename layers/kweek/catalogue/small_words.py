"""The small words of the grammar: durations, times of the day, weekdays, percentages, days."""

import re
from calendar import monthrange

from kweek.catalogue.durations import parse_duration
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problems, did_you_mean
from kweek.core.times import DAY, Duration

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s?%")
DAY_OF_YEAR = re.compile(r"(\d\d)-(\d\d)")
LEAP_YEAR = 2028

#: Step Functions ends an execution after a year; a run must leave room for its other steps.
LONGEST = Duration(300 * DAY)

EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GROUPS = {"weekdays": [0, 1, 2, 3, 4], "weekends": [5, 6], "every": EVERY_DAY}


def duration(piece: Piece, problems: Problems, longest: Duration | None = None) -> Duration | None:
    """Milliseconds of `6d`; None, and told, when it is no duration."""
    try:
        found = parse_duration(piece.data) if isinstance(piece.data, str) else Duration(0)
    except ValueError:
        found = Duration(0)
    if not found:
        problems.add(piece.problem(f"{piece.shown} is no duration", "write 6d, 4h, 30m or 1d12h"))
        return None
    if longest is not None and found > longest:
        text = f"{piece.shown} is longer than one wait can be"
        problems.add(piece.problem(text, f"wait {longest // DAY}d at most, and then wait again"))
        return None
    return found


def time_of_day(piece: Piece, problems: Problems) -> str | None:
    """`09:00`, from 00:00 to 23:59."""
    if isinstance(piece.data, str) and TIME.fullmatch(piece.data):
        return piece.data
    problems.add(piece.problem(f"{piece.shown} is no time of the day", 'write "09:00"'))
    return None


def weekdays(piece: Piece, problems: Problems) -> list[int]:
    """Monday is 0: `weekdays`, `weekends`, `every`, or names of days."""
    if isinstance(piece.data, str) and piece.data in GROUPS:
        return GROUPS[piece.data]
    days = set()
    if piece.data == []:
        problems.add(piece.problem("names no day of the week"))
    for each in piece.list():
        short = each.data[:3].lower() if isinstance(each.data, str) else ""
        if short in WEEK:
            days.add(WEEK.index(short))
        else:
            near = did_you_mean(str(each.data), [*GROUPS, *WEEK])
            remedy = near or f"write weekdays, weekends or [{', '.join(WEEK[:2])}, …]"
            problems.add(each.problem(f"{each.shown} is no day of the week", remedy))
    return sorted(days)


def share(piece: Piece, problems: Problems) -> float | None:
    """0.4 of `40%`."""
    found = PERCENT.fullmatch(piece.data) if isinstance(piece.data, str) else None
    if found and 0 < float(found[1]) <= 100:  # noqa: PLR2004 - a hundred percent
        return round(float(found[1]) / 100, 6)
    problems.add(piece.problem(f"{piece.shown} is no share", "write 40%"))
    return None


def day_of_year(piece: Piece, problems: Problems) -> tuple[int, int] | None:
    """Month and day of `12-20`; None, and told, when no year has such a day."""
    found = DAY_OF_YEAR.fullmatch(piece.data) if isinstance(piece.data, str) else None
    month, day = (int(found[1]), int(found[2])) if found else (0, 0)
    if 1 <= month <= 12 and 1 <= day <= monthrange(LEAP_YEAR, month)[1]:  # noqa: PLR2004
        return month, day
    remedy = "write month-day: 12-20"
    problems.add(piece.problem(f"{piece.shown} is no day of the year", remedy))
    return None
