"""Two kinds of time, in the types: the campaign's and the machine's, integers of milliseconds.

Campaign time is what a journey lasts in: waits, deadlines, windows, gaps. A local stack may run
it faster, and it stands still while that is stopped. Machine time is that of the world around:
settlement, visibility, lateness, retries, TTL; it is never scaled. Only `Clock` turns one into
the other (DESIGN 4.6).
"""

from datetime import UTC, datetime
from typing import NewType

#: Milliseconds since 1970-01-01 UTC, in campaign time (DESIGN 4.6).
Instant = NewType("Instant", int)

#: How long, in campaign time.
Duration = NewType("Duration", int)

#: Milliseconds since 1970-01-01 UTC, in machine time.
MachineInstant = NewType("MachineInstant", int)

#: How long, in machine time.
MachineDuration = NewType("MachineDuration", int)

BEGINNING = Instant(0)  # before anything happened
NEVER_ENTERED = MachineInstant(0)

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def scaled(span: MachineDuration, speed: int) -> Duration:
    """How long a stretch of machine time is on the campaign's clock."""
    return Duration(span * speed)


def as_datetime(instant: Instant) -> datetime:
    """The aware UTC datetime of an instant."""
    return datetime.fromtimestamp(instant / 1000, tz=UTC)


def from_datetime(moment: datetime) -> Instant:
    """The instant of an aware datetime."""
    return Instant(round(moment.timestamp() * 1000))


def iso(instant: Instant) -> str:
    """`2026-11-21T10:00:00.000Z`: how instants are shown and sent."""
    seconds = as_datetime(instant).isoformat(timespec="seconds").removesuffix("+00:00")
    return f"{seconds}.{instant % 1000:03d}Z"


def parse_iso(text: str) -> Instant:
    """The instant of an ISO 8601 text; a text without a zone is taken as UTC.

    Raises ValueError when the text is no ISO 8601 date or date-time.
    """
    moment = datetime.fromisoformat(text)
    return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
