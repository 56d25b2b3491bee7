"""When everything is, for the stories of the shipped journeys: two hours pass in a second."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kweek.core.times import DAY, HOUR, as_datetime, from_datetime

SPEED, FACTOR = "2h/s", 2 * 3_600
BEGINS = "2026-11-03T06:00:00Z"  # in the season of year-end; starting the stack takes some days
WEBINAR = "2026-11-24 15:00"  # a Tuesday
QUIET = "2d"  # who hears nothing for so long counts as lost touch with
HOME = ZoneInfo("Europe/Amsterdam")

#: What the stack may need for one thing while all stories run: fifteen seconds of ours.
SLACK = 30 * HOUR


def there(instant):
    """The firm's local date and time of an instant."""
    return as_datetime(instant).astimezone(HOME)


def at_home(text):
    """The instant of a local date and time."""
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=HOME))


def day(instant, after=0):
    """The local date of an instant, or some days after it, as ISO has it."""
    return there(instant + after * DAY).date().isoformat()
