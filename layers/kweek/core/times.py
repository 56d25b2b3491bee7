"""Instants and durations: integers of milliseconds in campaign time."""

from datetime import UTC, datetime
from typing import NewType

#: Milliseconds since 1970-01-01 UTC, in campaign time (DESIGN 4.6).
Instant = NewType("Instant", int)

BEGINNING = Instant(0)  # before anything happened

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def as_datetime(instant: Instant) -> datetime:
    """The aware UTC datetime of an instant."""
    return datetime.fromtimestamp(instant / 1000, tz=UTC)


def from_datetime(moment: datetime) -> Instant:
    """The instant of an aware datetime."""
    return Instant(round(moment.timestamp() * 1000))


def iso(instant: Instant) -> str:
    """`2026-11-21T10:00:00.000Z`: how instants are shown and sent."""
    return as_datetime(instant).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant % 1000:03d}Z"


def parse_iso(text: str) -> Instant:
    """The instant of an ISO 8601 text; a text without a zone is taken as UTC.

    Raises ValueError when the text is no ISO 8601 date or date-time.
    """
    moment = datetime.fromisoformat(text)
    return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
