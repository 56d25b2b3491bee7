"""Moments that a journey names: a date in the file, or one that an entry or a trait brings.

Compiled: `{"text": "2027-02-11 15:00"}` or `{"ref": ["entry", "delivery_date"]}`, with
`"plus"` (ms, may be negative) and `"at"` (`"08:00"`) where they were said.

A text with an offset is that instant. One with a time of day and no offset is the firm's
time: a webinar begins at one moment for all. A plain date is the contact's own day, from its
midnight, or from `at`. Whole days are added on the calendar, so that 15:00 stays 15:00, and
what is left of hours and minutes as time goes by: two hours before it are two hours.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kweek.core.local_time import clock_time, instant_of
from kweek.core.times import DAY, Instant, as_datetime, from_datetime

#: A year beyond what calendars know, and what is no date at all.
_BEYOND = (OverflowError, OSError, ValueError)


def moment_of(
    moment: Mapping[str, Any], resolve: Callable[[Any], Any], theirs: ZoneInfo, firms: ZoneInfo
) -> Instant | None:
    """The instant of a compiled moment; None when it names no date that can be read.

    `theirs` is the contact's zone, `firms` the policy's.
    """
    text = moment["text"] if "text" in moment else resolve({"ref": moment["ref"]})
    read = _read(text, theirs, firms)
    if read is None:
        return None
    wall, zone, exact = read
    plus = moment.get("plus") or 0
    days = int(plus / DAY)  # towards nought: half a day before is no day and half of one
    rest = plus - days * DAY
    try:
        if exact is None or days:
            exact = instant_of(wall + timedelta(days=days), zone)
        found = Instant(exact + rest)
        if moment.get("at"):
            day = as_datetime(found).astimezone(theirs).date()
            found = instant_of(datetime.combine(day, clock_time(moment["at"])), theirs)
    except _BEYOND:
        return None
    return found


def _read(
    text: Any, theirs: ZoneInfo, firms: ZoneInfo
) -> tuple[datetime, ZoneInfo, Instant | None] | None:
    """The local time that a text says, in which zone, and the instant if it says that too."""
    if not isinstance(text, str):
        return None
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            exact = from_datetime(moment)
            return as_datetime(exact).astimezone(firms).replace(tzinfo=None), firms, exact
    except _BEYOND:
        return None
    return moment, theirs if _is_date(text) else firms, None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
