"""How stories name times: durations as in journeys, dates in the firm's zone."""

from zoneinfo import ZoneInfo

from kweek.catalogue.durations import parse_duration
from kweek.core.moments import moment_of
from kweek.core.times import Duration, Instant, as_datetime


def duration_of(text: str) -> Duration:
    """Milliseconds of `3d`, `36h`, `1d12h`; raises ValueError, with what to write, for others."""
    try:
        return parse_duration(text)
    except ValueError:
        msg = f"'{text}' is no duration; write 3d, 36h, 30m or 1d12h"
        raise ValueError(msg) from None


def instant_of(text: str, zone: ZoneInfo) -> Instant:
    """The instant of `2027-02-11 15:00`, or of a day's first minute, in a zone.

    Raises ValueError, with what to write, when the text is no date.
    """
    found = moment_of({"text": text}, lambda value: value, zone, zone)
    if found is None:
        msg = f"'{text}' is no date; write 2027-02-11 or 2027-02-11 15:00"
        raise ValueError(msg)
    return found


def shown(instant: int, zone: ZoneInfo) -> str:
    """`Thu 11 Feb 2027 15:00`."""
    return as_datetime(Instant(instant)).astimezone(zone).strftime("%a %d %b %Y %H:%M")
