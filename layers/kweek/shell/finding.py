"""Finds whom a message is about, joined and claimed as it says; of somebody erased, nobody."""

from kweek.core import identity
from kweek.core.contact import Contact
from kweek.core.filling import born
from kweek.core.identity import Known, Plan, Presence, next_life
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.times import BEGINNING, Instant
from kweek.shell.protocols import ContactTable
from kweek.shell.world import World


class Gone(Exception):
    """Somebody whom a message names was erased after it had come: it is dropped (G6)."""


def who(world: World, incoming: Incoming) -> tuple[Contact, str]:
    """The contact a message is about, joined and claimed as it says, and where it lies; or Gone."""
    known = _known(world.contacts, incoming)
    contact = _joined(world, identity.plan(incoming, known))
    return contact, _home(incoming, contact, known)


def _joined(world: World, plan: Plan) -> Contact:
    if plan.nothing_new:
        return plan.subject
    before = born(plan.subject, world.rules)
    after = identity.joined(before, plan.join, world.rules) if plan.join else before
    after = plan.carried_out(after)
    world.contacts.join(plan, before, after)
    return after


def _home(incoming: Incoming, contact: Contact, known: Known) -> str:
    """The id under which a message's event lies: the one it came with, where that is theirs.

    Somebody else's browser, or a user id that another record has claimed, is no place where
    anybody would look for it.
    """
    if incoming.sender in contact.ids:
        return incoming.sender
    # Whoever was erased goes by another id since.
    by_user = _own_id(incoming) != incoming.sender or "sender" not in known.homes
    own = known.homes.get("user" if by_user else "sender")
    return own if own in contact.ids else contact.id


def present(contacts: ContactTable, contact_id: str) -> Presence:
    """Who goes by an id now: where it was erased, whoever began anew with it."""
    contact, erased_at = contacts.load(contact_id), BEGINNING
    while contact.erased is not None:
        erased_at = contact.erased.at
        contact_id = next_life(contact_id, erased_at)
        contact = contacts.load(contact_id)
    return Presence(contact_id, contact, erased_at)


def _known(contacts: ContactTable, incoming: Incoming) -> Known:
    if incoming.contact:
        return Known(_named_by_us(contacts, incoming.contact))
    user, homes = None, {}
    if incoming.user_id:
        named = digest("user", incoming.user_id)
        homes["user"], found, erased_at = present(contacts, named)
        _came_after(incoming, erased_at)
        user = found if found.version else None
        mine = user is not None and _own_id(incoming) in (named, *user.ids)
        if user and mine and incoming.address in (None, user.address):
            return Known(user, user, homes=homes)
    homes["sender"], sender, erased_at = present(contacts, _own_id(incoming))
    _came_after(incoming, erased_at)
    subject = user or sender
    if incoming.address is None or incoming.address == subject.address:
        return Known(sender, user, subject if incoming.address else None, homes)
    owner, erased_at, _ = contacts.claim(incoming.address)
    _came_after(incoming, erased_at)
    if owner is None and sender.address is not None:
        apart = present(contacts, digest("address", incoming.address))
        homes["address"] = apart.id
        owner = apart.contact if apart.contact.version else None
    return Known(sender, user, owner, homes)


def _named_by_us(contacts: ContactTable, contact_id: str) -> Contact:
    """A link, a mail's fate, our own machinery mean who was erased, and nobody who came after."""
    contact = contacts.load(contact_id)
    if contact.erased is not None:
        raise Gone(contact_id)
    return contact


def _came_after(incoming: Incoming, erased_at: Instant) -> None:
    if incoming.received_at <= erased_at:
        raise Gone(incoming.id)


def _own_id(incoming: Incoming) -> str:
    if incoming.type == "alias" and incoming.previous_id:
        return digest("anonymous", incoming.previous_id)
    return incoming.sender
