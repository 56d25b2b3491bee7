"""Ends mail to a contact at once: on the address and on the contact, before anybody answers."""

from collections.abc import Callable

from kweek.core.decide import on_opt_out, on_suppressed
from kweek.core.rules import Rules
from kweek.core.times import Instant
from kweek.shell.committing import racing
from kweek.shell.protocols import ContactTable

AskRules = Callable[[], Rules]  # read only where there is something to decide


def opt_out(contacts: ContactTable, rules: AskRules, contact_id: str, now: Instant) -> None:
    """Commit the end of all marketing mail; doing it twice changes nothing."""
    racing(lambda: _opt_out(contacts, rules, contact_id, now))


def _opt_out(contacts: ContactTable, rules: AskRules, contact_id: str, now: Instant) -> None:
    contact = contacts.load(contact_id)
    if contact.erased is not None:
        # Whoever follows the link of an old mail means it, also of what they asked for since.
        if contact.erased.address:
            contacts.block(contact.erased.address, "unsubscribed")
        return
    if contact.address is not None:
        contacts.block_address(contact.address, "unsubscribed")
    if contact.version and contact.opted_out is None:
        contacts.commit(contact, on_opt_out(contact, rules(), now).contact)


def suppress(
    contacts: ContactTable,
    rules: AskRules,
    contact_id: str,
    address: str,
    reason: str,
    now: Instant,
) -> None:
    """Commit that an address takes no mail any more; doing it twice changes nothing."""
    contacts.block_address(address, reason)
    racing(lambda: _suppress(contacts, rules, contact_id, address, reason, now))


def _suppress(
    contacts: ContactTable,
    rules: AskRules,
    contact_id: str,
    address: str,
    reason: str,
    now: Instant,
) -> None:
    contact = contacts.load(contact_id)
    # A contact who has another address by now keeps that one.
    if contact.address == address and contact.suppressed is None:
        contacts.commit(contact, on_suppressed(contact, reason, rules(), now).contact)
