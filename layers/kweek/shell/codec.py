"""How a contact lies in its item: compact JSON, defaults left out, read back whole."""

import json
from collections.abc import Mapping
from functools import cache

from pydantic import TypeAdapter

from kweek.core.contact import Contact
from kweek.core.effects import Decided

#: Raised whenever an item's form changes; each release reads all earlier ones.
SCHEMA = 1


@cache
def _contacts() -> TypeAdapter[Contact]:
    return TypeAdapter(Contact)


@cache
def _outboxes() -> TypeAdapter[Mapping[str, Decided]]:
    return TypeAdapter(Mapping[str, Decided])


def encode(contact: Contact) -> str:
    """The item's body; id and version lie beside it."""
    contacts = _contacts()
    body = contacts.dump_json(
        contact, exclude_defaults=True, exclude={"id", "version", "outbox"}
    ).decode()
    if not contact.outbox:
        return body
    # An effect's kind is a default, and must not be left out.
    outbox = _outboxes().dump_json(contact.outbox).decode()
    return f'{body[:-1]}{"," if body != "{}" else ""}"outbox":{outbox}}}'


def decode(contact_id: str, version: int, body: str) -> Contact:
    """The contact that `encode` wrote."""
    return _contacts().validate_python({**json.loads(body), "id": contact_id, "version": version})
