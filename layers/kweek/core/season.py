"""The days of the year on which a journey takes people in, and on which its runs end.

Days are the firm's own, and both ends of a season belong to it; one may span the new year.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kweek.core.local_time import instant_of
from kweek.core.times import Instant, as_datetime

#: The first and the last `[month, day]`.
Season = Sequence[Sequence[int]]


def in_season(season: Season | None, at: Instant, zone: ZoneInfo) -> bool:
    """Whether an instant lies in the season; without one it always does."""
    if season is None:
        return True
    first, last = (tuple(day) for day in season)
    local = as_datetime(at).astimezone(zone)
    today = (local.month, local.day)
    if first <= last:
        return first <= today <= last
    return today >= first or today <= last


def opened(season: Season, at: Instant, zone: ZoneInfo) -> Instant:
    """When the season began for the last time, at the latest at `at`."""
    return max(one for one in _midnights(season[0], at, zone) if one <= at)


def opening(season: Season, at: Instant, zone: ZoneInfo) -> Instant:
    """When the season begins next, after `at`."""
    return min(one for one in _midnights(season[0], at, zone) if one > at)


def end_of(day: Sequence[int], at: Instant, zone: ZoneInfo) -> Instant:
    """The next midnight, after `at`, at which a `[month, day]` is over."""
    return min(one for one in _midnights(day, at, zone, days=1) if one > at)


def _midnights(day: Sequence[int], at: Instant, zone: ZoneInfo, days: int = 0) -> Iterator[Instant]:
    """The midnights `days` after a day of the year, in the years around an instant."""
    year = as_datetime(at).astimezone(zone).year
    for each in (year - 1, year, year + 1):
        found = _date(each, day[0], day[1], days)
        yield instant_of(datetime.combine(found, time()), zone)


def _date(year: int, month: int, day: int, days: int) -> date:
    """That many days after a day of the year; 29 February is 1 March where there is none."""
    try:
        return date(year, month, day) + timedelta(days=days)
    except ValueError:
        return date(year, month + 1, 1)
