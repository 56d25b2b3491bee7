"""Dates and times of day as a person would write them in a mail."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from kweek.core.times import Instant, as_datetime

# Spelt out here: strftime would follow whatever locale the machine has.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = len("2027-02-11")


def day(value: object, zone: ZoneInfo) -> str:
    """`Thursday 11 February 2027`; empty when the value is no date that can be read."""
    read = _read(value, zone)
    if read is None:
        return ""
    return f"{_DAYS[read.weekday()]} {read.day} {_MONTHS[read.month - 1]} {read.year}"


def time_of_day(value: object, zone: ZoneInfo) -> str:
    """`15:00`; empty when the value says no time of day."""
    read = _read(value, zone)
    return f"{read:%H:%M}" if isinstance(read, datetime) else ""


def _read(value: object, zone: ZoneInfo) -> date | datetime | None:
    """The local date, or date and time, of a text or an instant.

    What says no zone is local already: a webinar's `15:00` is the firm's, a delivery's day is
    the day itself.
    """
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return as_datetime(Instant(value)).astimezone(zone)
        if not isinstance(value, str):
            return None
        text = value.strip()
        if len(text) <= _DATE:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return moment.astimezone(zone) if moment.tzinfo else moment
    except (OverflowError, OSError, ValueError):
        return None
