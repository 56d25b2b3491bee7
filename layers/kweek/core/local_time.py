"""Local times: the contact's zone, gaps and folds, windows in which nobody is mailed."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from kweek.core.times import Instant, as_datetime, from_datetime

EVERY_DAY = frozenset(range(7))


def zone_of(name: object, fallback: str) -> ZoneInfo:
    """The zone of an IANA name; the fallback for anything that is none."""
    try:
        return ZoneInfo(str(name)) if name else ZoneInfo(fallback)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(fallback)


@lru_cache(maxsize=1_024)  # whoever waits for a day or a season asks for the same few
def instant_of(wall: datetime, zone: ZoneInfo) -> Instant:
    """The instant of a naive local time.

    A time that a clock change skips becomes the first valid instant after the gap; one that
    comes twice is the first of the two.
    """
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return from_datetime(moment)
    return from_datetime(_end_of_gap(wall, zone))


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    low = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    high = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)  # clocks change on whole seconds


def clock_time(text: str) -> time:
    """`"08:30"` as a time of day."""
    return time.fromisoformat(text)


def next_at(now: Instant, at: time, zone: ZoneInfo, days: Collection[int] = EVERY_DAY) -> Instant:
    """The first local time `at`, not before `now`, on one of `days` (Monday is 0)."""
    day = as_datetime(now).astimezone(zone).date() - timedelta(days=1)
    while True:
        if day.weekday() in days:
            found = instant_of(datetime.combine(day, at), zone)
            if found >= now:
                return found
        day += timedelta(days=1)


def quiet_until(now: Instant, starts: time, ends: time, zone: ZoneInfo) -> Instant | None:
    """When the quiet hours that `now` falls into are over; None outside them.

    `starts` after `ends` spans midnight; equal times mean there are none. An hour that comes
    twice is quiet twice.
    """
    local = as_datetime(now).astimezone(zone)
    wall = local.time()
    inside = starts <= wall < ends if starts <= ends else wall >= starts or wall < ends
    if not inside or starts == ends:
        return None
    again = _second(datetime.combine(local.date(), ends), zone)
    over = next_at(Instant(now + 1), ends, zone)
    return again if again is not None and now < again < over else over


def _second(wall: datetime, zone: ZoneInfo) -> Instant | None:
    """The instant at which a local time comes again because clocks went back."""
    first, later = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return from_datetime(later) if first < later else None
