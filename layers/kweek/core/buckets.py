"""Points by day: what expires is gone a whole day at a time, and a cap counts for a day.

A day is one of UTC, of the event's own time; its number is written as text, as JSON has keys.
"""

import math
from collections.abc import Collection, Mapping

from kweek.core.times import DAY, Instant

Days = Mapping[str, float]

#: How far behind a line's latest day an event may come and still find its own day's cap.
REMEMBERED = 30


def start_of_day(at: Instant) -> Instant:
    """The first instant of the day that `at` is in."""
    return Instant(at - at % DAY)


def left(days: Days, expires: int, now: Instant) -> float:
    """The points that have not expired by `now`."""
    return sum(points for day, points in days.items() if now < _over(day, expires))


def expiries(days: Days, expires: int) -> tuple[Instant, ...]:
    """When the points of each day expire."""
    return tuple(_over(day, expires) for day in days)


def added(days: Days, points: float, at: Instant, expires: int, now: Instant) -> dict[str, float]:
    """The days with points given at `at`; those whose points have expired are dropped."""
    day = _day(at)
    more = {**days, day: days.get(day, 0) + points}
    return {day: points for day, points in more.items() if now < _over(day, expires)}


def granted(days: Days, points: float, at: Instant, per_day: float) -> float:
    """How many of a line's points its cap lets through on the day of `at`.

    None on a day that has been forgotten: what a cap promises is to give no more.
    """
    if int(_day(at)) < _oldest(days):
        return 0
    room = max(0, per_day - abs(days.get(_day(at), 0)))
    return points if abs(points) <= room else math.copysign(room, points)


def noted(days: Days, points: float, at: Instant) -> dict[str, float]:
    """The days of a capped line with points that it gave at `at`; old days are forgotten."""
    day = _day(at)
    return remembered({**days, day: days.get(day, 0) + points})


def remembered(days: Days) -> dict[str, float]:
    """The days of a capped line that an event may still fall on."""
    oldest = _oldest(days)
    return {day: points for day, points in days.items() if int(day) >= oldest}


def over_cap(
    days: Days, per_day: float, shared: Collection[str]
) -> tuple[dict[str, float], list[tuple[Instant, float]]]:
    """A capped line's days after two histories met on `shared` days: the days as the cap has them.

    And what each of those days gave too much, with the day's start.
    """
    kept = dict(days)
    for day in shared:
        if abs(days[day]) > per_day:
            kept[day] = math.copysign(per_day, days[day])
    surplus = [
        (Instant(int(day) * DAY), days[day] - kept[day])
        for day in sorted(shared)
        if kept[day] != days[day]
    ]
    return remembered(kept), surplus


def joined(one: Days, other: Days) -> dict[str, float]:
    """The points by day of two histories that turned out to be one person's."""
    return {day: one.get(day, 0) + other.get(day, 0) for day in (*one, *other)}


def _day(at: Instant) -> str:
    return str(at // DAY)


def _over(day: str, expires: int) -> Instant:
    """At least as long as said, also for what came in the day's first moment."""
    return Instant((int(day) + 1) * DAY + expires)


def _oldest(days: Days) -> int:
    return max(map(int, days), default=0) - REMEMBERED
