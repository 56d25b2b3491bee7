"""Notes what became of a mail: on its ledger row, and on contact and address where it must stop."""

from dataclasses import dataclass

from kweek.core.fate import Fate
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.times import Instant
from kweek.shell.optout import AskRules, suppress
from kweek.shell.protocols import ContactTable, ItemTable, SendEvents, Timekeeper


@dataclass(frozen=True)
class Feedback:
    """What taking notice of a mail's fate needs."""

    contacts: ContactTable
    items: ItemTable
    clock: Timekeeper
    rules: AskRules
    send: SendEvents


def take_fate(fate: Fate, world: Feedback) -> None:
    """Apply one SES event, however often and in whatever order they come."""
    at, now = world.clock.campaign(fate.at), world.clock.now()
    at = min(at, now)
    if fate.state in ("bounced", "complained") and not fate.to_owner:
        suppress(world.contacts, world.rules, fate.contact, fate.address, fate.state, now)
    messages = []
    if fate.state and not world.items.raise_row(fate.contact, fate.send, fate.state, at):
        messages.append(_settle(fate, at, now))
    if not fate.to_owner:
        messages += _history(fate, at, now)
    world.send(messages)


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
