"""Erases somebody: commit the tombstone, do what it ordered, and sweep their past out of the table.

Whatever breaks off is begun again by the message's redelivery, and at the latest by the second
sweep, which also takes what workers that had read the contact before have put since.
"""

from dataclasses import replace

from kweek.core import erasing
from kweek.core.contact import Contact, Erased
from kweek.core.incoming import Incoming
from kweek.core.times import Instant
from kweek.shell.world import World

KEPT = f"m#{erasing.MARK}"  # until the second sweep: what was ordered must not be ordered again


def erase(world: World, incoming: Incoming) -> None:
    """Erase a contact, once, however often its message comes."""
    contact = world.contacts.load(incoming.sender)
    if contact.version == 0:
        return
    tombstone = contact if contact.erased else bury(world, contact, incoming)
    if tombstone.outbox and tombstone.erased:
        _finish(world, tombstone, tombstone.erased)
        world.contacts.commit(tombstone, erasing.swept(tombstone))


def sweep_again(world: World, tombstone: Contact, erased: Erased, now: Instant) -> None:
    """Take what has landed since, and what is left of the address; then nothing is due any more."""
    if tombstone.due_at is None or now < tombstone.due_at:
        return
    _finish(world, tombstone, erased)
    _sweep(world, tombstone, erased)
    if erased.address:
        world.contacts.forget_address(erased.address, erased.at)
    world.contacts.commit(tombstone, erasing.swept_again(tombstone, erased))


def bury(world: World, contact: Contact, incoming: Incoming) -> Contact:
    """Commit the tombstone; whoever is between a read and a commit of theirs begins again."""
    left = world.performer.catch_up(contact, world.items.existing(contact.outbox))
    address = world.contacts.hashed(contact.address) if contact.address else ""
    cause = f"c#{contact.id}|{KEPT}"
    speed = max(1, round(world.clock.speed))
    decision = erasing.on_erase(contact, incoming, cause, world.rules, left, address, speed)
    tombstone = replace(decision.contact, outbox={cause: decision.decided})
    block = contact.suppressed or ("unsubscribed" if contact.opted_out else None)
    world.contacts.erase(contact, tombstone, block)
    return tombstone


def _finish(world: World, tombstone: Contact, erased: Erased) -> None:
    """Do what the erasure ordered, its mark last; then sweep, and keep that mark."""
    done = world.items.existing(tombstone.outbox)
    for cause, decided in tombstone.outbox.items():
        if cause not in done:
            world.performer.perform(decided.effects)
    _sweep(world, tombstone, erased, KEPT)


def _sweep(world: World, tombstone: Contact, erased: Erased, *keep: str) -> None:
    for part in tombstone.ids:
        world.items.sweep(part, erased.runs, keep)
