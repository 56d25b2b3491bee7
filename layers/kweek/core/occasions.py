"""The occasions on which time alone opens a journey: a rhythm, a date, a schedule.

An occasion is taken by the first decision after it, and only by who waited for it: the decision
before has put it into `due_at`. So a journey that is deployed on a Wednesday begins on Monday.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kweek.core.dates import Dates
from kweek.core.local_time import clock_time, instant_of
from kweek.core.times import BEGINNING, Instant, as_datetime

Way = Mapping[str, Any]

FARTHEST = 64  # days between two occasions of a schedule: a month, and the clock's changes


def is_timed(way: Way) -> bool:
    """Whether time alone can open this way in."""
    return "date" in way or "schedule" in way or bool(way.get("every"))


def latest(way: Way, dates: Dates, after: Instant, until: Instant) -> Instant | None:
    """The latest occasion of a way in, after one instant and up to another."""
    if not _concerns(way, dates):
        return None
    if way.get("every"):
        found = _rhythm(way, dates, until)
    elif _recurs(way):
        found = _last_time(way["schedule"], until, dates.theirs)
    else:
        found = _once(way, dates)
        after = max(after, _known_since(way, dates))
    return found if found is not None and after < found <= until else None


def trait_of(way: Way) -> str | None:
    """The contact's trait that says the date of a way in, if one does."""
    source, name = (*way.get("date", {}).get("ref", ()), "", "")[:2]
    return name if source == "contact" else None


def upcoming(way: Way, dates: Dates, after: Instant) -> Instant | None:
    """The next occasion of a way in, after an instant; None when there is none to be seen yet."""
    if not _concerns(way, dates):
        return None
    if way.get("every"):
        joined = dates.contact.segments[way["segment"]]
        return Instant(max(_rhythm(way, dates, after) or 0, joined) + way["every"])
    if _recurs(way):
        return _next_time(way["schedule"], after, dates.theirs)
    found = _once(way, dates)
    return found if found is not None and found > after else None


def _concerns(way: Way, dates: Dates) -> bool:
    """Whether the contact is in the segment that the way is for, if it is for one."""
    return way.get("segment") is None or way["segment"] in dates.contact.segments


def _recurs(way: Way) -> bool:
    return "schedule" in way and not {"text", "ref"} & way["schedule"].keys()


def _once(way: Way, dates: Dates) -> Instant | None:
    return dates.instant(way["date"] if "date" in way else way["schedule"])


def _known_since(way: Way, dates: Dates) -> Instant:
    """Since when the contact's trait says this date: a date that was past by then opens nothing."""
    trait = dates.contact.traits.get(trait_of(way) or "")
    return trait.at if trait is not None else BEGINNING


def _rhythm(way: Way, dates: Dates, until: Instant) -> Instant | None:
    """The latest whole number of spans after joining the segment."""
    joined, every = dates.contact.segments[way["segment"]], way["every"]
    spans = (until - joined) // every
    return Instant(joined + spans * every) if spans > 0 else None


def _last_time(schedule: Way, until: Instant, zone: ZoneInfo) -> Instant | None:
    day = _day(until, zone) + timedelta(days=1)
    for _ in range(FARTHEST):
        found = _time_on(day, schedule, zone)
        if found is not None and found <= until:
            return found
        day -= timedelta(days=1)
    return None


def _next_time(schedule: Way, after: Instant, zone: ZoneInfo) -> Instant | None:
    day = _day(after, zone) - timedelta(days=1)
    for _ in range(FARTHEST):
        found = _time_on(day, schedule, zone)
        if found is not None and found > after:
            return found
        day += timedelta(days=1)
    return None


def _day(at: Instant, zone: ZoneInfo) -> date:
    return as_datetime(at).astimezone(zone).date()


def _time_on(day: date, schedule: Way, zone: ZoneInfo) -> Instant | None:
    """The schedule's time on a day; a month too short for its day has it on its last."""
    if "days" in schedule:
        fits = day.weekday() in schedule["days"]
    else:
        fits = day.day == min(schedule["day_of_month"], monthrange(day.year, day.month)[1])
    return instant_of(datetime.combine(day, clock_time(schedule["at"])), zone) if fits else None
