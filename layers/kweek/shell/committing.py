"""Commits decisions, finishes what earlier ones left, and begins again when raced."""

from collections.abc import Callable
from typing import TypeVar

from kweek.core.contact import Contact
from kweek.core.decide import Decision
from kweek.core.effects import Decided
from kweek.shell.protocols import ContactChanged
from kweek.shell.world import World

T = TypeVar("T")

MOST_RACES = 20  # by then the queue's own redelivery is the better pause


def racing(attempt: Callable[[], T]) -> T:
    """Try until nobody else commits in between; each attempt starts at its own read."""
    for _ in range(MOST_RACES):
        try:
            return attempt()
        except ContactChanged as raced:
            last = raced
    raise last


def caught_up(world: World, contact: Contact) -> dict[str, Decided]:
    """Perform what earlier causes left behind; what of the outbox a commit must carry over."""
    if not contact.outbox:
        return {}
    return world.performer.catch_up(contact, world.items.existing(contact.outbox))


def commit(world: World, before: Contact, decision: Decision, left: dict[str, Decided]) -> Decided:
    """Commit a decision, carrying over what is still in the outbox."""
    decided = decision.decided
    keep = decided.effects or decided.changed or decided.counts or decided.extra
    outbox = {**left, decision.cause: decided} if keep else left
    world.contacts.commit(before, decision.contact.changed(outbox=outbox))
    return decided
