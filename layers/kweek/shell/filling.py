"""Reads a contact's past when the rules ask what the contact has not been tallied for."""

from collections.abc import Collection
from dataclasses import replace

from kweek.core import filling
from kweek.core.contact import Contact
from kweek.shell.world import World


def filled(world: World, contact: Contact, left: Collection[str]) -> Contact:
    """The contact, filled for the present rules.

    Filling is part of the read, and the next commit keeps it: whoever reads again, because
    somebody else has committed first, fills again. `left` are the events that were decided
    upon and have no item yet: while there are any, the past is not whole, and is read again
    the next time.
    """
    if contact.filled == world.rules.filled or contact.erased is not None:
        return contact
    if contact.version == 0:
        return filling.born(contact, world.rules)
    past = [
        event for part in contact.ids for event in world.items.under(part, "e#", consistent=True)
    ]
    whole = filling.filled(contact, past, world.rules)
    return replace(whole, filled=contact.filled) if left else whole
