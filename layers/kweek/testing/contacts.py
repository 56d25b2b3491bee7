"""Contacts and addresses in memory, each write as conditional as DynamoDB makes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kweek.core.contact import Contact
from kweek.core.holds import Standing
from kweek.core.identity import Claim, Plan
from kweek.core.ids import digest
from kweek.core.times import BEGINNING, Instant
from kweek.shell.codec import decode, encode
from kweek.shell.protocols import ContactChanged

WEAKER = {"unsubscribed": (None,), "bounced": (None, "unsubscribed")}
ANY = (None, "unsubscribed", "bounced")


@dataclass(slots=True)
class Address:
    """What is known of one address."""

    owner: str | None = None
    block: str | None = None
    erased_at: Instant = BEGINNING


NOTHING = Address()


@dataclass
class MemoryContacts:
    """Contacts as values; or, `written`, as the bytes that the table would hold."""

    due: Callable[[str, Instant | None], None]  # (contact, its entry in the index now)
    written: bool = False
    paused: dict[str, Instant] = field(default_factory=dict)
    watchers: list[Callable[[Contact, Contact], None]] = field(default_factory=list)
    _held: dict[str, tuple[int, Any]] = field(default_factory=dict)
    _aliases: dict[str, str] = field(default_factory=dict)
    _addresses: dict[str, Address] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Contact]:
        for contact_id in self._held:
            yield self.load(contact_id)

    def __len__(self) -> int:
        return len(self._held)

    def load(self, contact_id: str) -> Contact:
        """The contact of an id, following aliases; version 0 when there is none yet."""
        while contact_id in self._aliases:
            contact_id = self._aliases[contact_id]
        if contact_id not in self._held:
            return Contact(contact_id)
        version, body = self._held[contact_id]
        contact: Contact = decode(contact_id, version, body) if self.written else body
        return contact

    def known(self, contact_id: str) -> Contact | None:
        """The contact of an id, or None when nobody has it, or nobody has it any more."""
        contact = self.load(contact_id)
        return contact if contact.version and contact.erased is None else None

    def owner(self, address: str) -> Contact | None:
        """Who has claimed an address."""
        return self.claim(address).owner

    def claim(self, address: str) -> Claim:
        """What is known of an address."""
        known = self._addresses.get(self.hashed(address), NOTHING)
        owner = self.load(known.owner) if known.owner is not None else None
        return Claim(owner, known.erased_at, known.block)

    def hashed(self, address: str) -> str:
        """The name under which an address lies."""
        return digest("address of", address)

    def standing(self, address: str | None) -> Standing:
        """Why an address must not be mailed, and which journeys are paused."""
        if address is None:
            return Standing(None, dict(self.paused))
        known = self._addresses.get(self.hashed(address), NOTHING)
        return Standing(known.block, dict(self.paused))

    def block_address(self, address: str, reason: str) -> None:
        """Write on an address why it must not be mailed; a weaker reason leaves a stronger one."""
        self.block(self.hashed(address), reason)

    def block(self, hashed: str, reason: str) -> None:
        """The same, of an address of which only the keyed hash is known."""
        known = self._addresses.setdefault(hashed, Address())
        if known.block in WEAKER.get(reason, ANY):
            known.block = reason

    def commit(self, before: Contact, after: Contact) -> None:
        """Put the next version; raises ContactChanged when `before` is no longer the latest."""
        self._check(after.id, before.version)
        self._put(after)
        for watch in self.watchers:
            watch(before, after)

    def join(self, plan: Plan, before: Contact, after: Contact) -> None:
        """Commit a contact with the past, address and user id that become its own; or nothing."""
        aliases = [(plan.join.id, plan.join.version)] if plan.join else []
        if plan.claim_user and plan.claim_user != after.id:
            aliases.append((plan.claim_user, 0))
        keys = [after.id, *(alias for alias, _ in aliases)]
        if len(set(keys)) < len(keys):
            msg = f"ValidationException: one transaction, one item twice: {keys}"
            raise ValueError(msg)
        for key, version in ((after.id, before.version), *aliases):
            self._check(key, version)
        hashed = self.hashed(plan.claim_address) if plan.claim_address else ""
        if hashed and self._addresses.get(hashed, NOTHING).owner is not None:
            raise ContactChanged(before.id)
        self._put(after)
        for alias, _ in aliases:
            self._held.pop(alias, None)
            self._aliases[alias] = after.id
            self.due(alias, None)
        if hashed:
            self._addresses.setdefault(hashed, Address()).owner = after.id

    def erase(self, before: Contact, after: Contact, block: str | None) -> None:
        """Commit a tombstone, and give the address free; what blocked it, `block` too, stays."""
        self._check(after.id, before.version)
        if before.address is not None:
            known = self._addresses.setdefault(self.hashed(before.address), Address())
            if known.owner not in (None, before.id):
                raise ContactChanged(before.id)
            known.owner, known.erased_at, known.block = None, after.as_of, known.block or block
        self._put(after)

    def forget_address(self, hashed: str, at: Instant) -> None:
        """Delete what is left of an erased contact's address, unless it is blocked or claimed."""
        known = self._addresses.get(hashed, NOTHING)
        if known.block is None and known.owner is None and known.erased_at == at:
            del self._addresses[hashed]

    def _check(self, contact_id: str, version: int) -> None:
        stored = -1 if contact_id in self._aliases else self._held.get(contact_id, (0,))[0]
        if stored != version:
            raise ContactChanged(contact_id)

    def _put(self, contact: Contact) -> None:
        body = encode(contact) if self.written else contact
        self._held[contact.id] = (contact.version, body)
        self.due(contact.id, contact.due_at)
