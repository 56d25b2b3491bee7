"""Sends the contacts that time alone has changed through ingest."""

from collections.abc import Iterable

from kweek.core.incoming import Incoming
from kweek.core.times import Instant
from kweek.shell.protocols import SendEvents


def send_due(due: Iterable[tuple[str, Instant]], send: SendEvents, now: Instant) -> int:
    """Queue a message for each `(contact, since when it is due)`; how many."""
    found = [_message(*one, now) for one in due]
    send(found)
    return len(found)


def _message(contact: str, due_at: Instant, now: Instant) -> Incoming:
    return Incoming(
        id=f"due-{due_at}", type="due", event="Due", contact=contact, at=now, received_at=now
    )
