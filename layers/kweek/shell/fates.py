"""Notes what became of a mail: on its ledger row, and on contact and address where it must stop."""

from kweek.core.fate import Fate
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.times import Instant
from kweek.shell import intake
from kweek.shell.clock import Clock
from kweek.shell.contacts import Contacts
from kweek.shell.items import Items
from kweek.shell.optout import suppress


def take_fate(fate: Fate, contacts: Contacts, items: Items, clock: Clock) -> None:
    """Apply one SES event, however often and in whatever order they come."""
    at, now = clock.campaign(fate.at), clock.now()
    at = min(at, now)
    if fate.state in ("bounced", "complained") and not fate.to_owner:
        suppress(contacts, fate.contact, fate.address, fate.state, now)
    messages = []
    if fate.state and not items.raise_row(fate.contact, fate.send, fate.state, at):
        messages.append(_settle(fate, at, now))
    if not fate.to_owner:
        messages += _history(fate, at, now)
    intake.send(messages)


def _settle(fate: Fate, at: Instant, now: Instant) -> Incoming:
    return Incoming(
        id=digest("settle", fate.send, str(fate.state)),
        type="settle",
        event="Email Settled",
        contact=fate.contact,
        at=at,
        received_at=now,
        properties={"send": fate.send, "state": fate.state, "message_id": fate.message_id},
    )


def _history(fate: Fate, at: Instant, now: Instant) -> list[Incoming]:
    """The event for the timeline: bounces and complaints; the rest is the ledger's alone."""
    kinds = {
        "bounced": ("bounce", "Email Bounced"),
        "complained": ("complaint", "Email Marked as Spam"),
    }
    kind, event = kinds.get(fate.state or "", ("track", "Email Soft Bounced"))
    if fate.state in ("sent", "delivered"):
        return []
    return [
        Incoming(
            id=digest(kind, fate.message_id, fate.detail),
            type=kind,  # type: ignore[arg-type]
            event=event,
            contact=fate.contact,
            at=at,
            received_at=now,
            properties={"send": fate.send, "type": fate.detail},
        )
    ]
