"""How a contact lies in its item: compact JSON, defaults left out, read back whole."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from kweek.core.contact import Contact
from kweek.core.effects import Decided
from kweek.shell.packing import packed, unpacked

#: Raised whenever an item's form changes; each release reads all earlier ones.
SCHEMA = 1
#: A write is paid for each KB: what fits in the first stays readable, what is longer is packed.
READABLE = 900


@cache
def _contacts() -> TypeAdapter[Contact]:
    return TypeAdapter(Contact)


@cache
def _outboxes() -> TypeAdapter[Mapping[str, Decided]]:
    return TypeAdapter(Mapping[str, Decided])


def encode(contact: Contact) -> Any:
    """The item's body, as DynamoDB takes it; id and version lie beside it."""
    body = _as_json(contact)
    return {"S": body.decode()} if len(body) <= READABLE else {"B": packed(body)}


def _as_json(contact: Contact) -> bytes:
    body = _contacts().dump_json(
        contact, exclude_defaults=True, exclude={"id", "version", "outbox"}
    )
    if not contact.outbox:
        return body
    # An effect's kind is a default, and must not be left out.
    comma = b"," if body != b"{}" else b""
    return body[:-1] + comma + b'"outbox":' + _outboxes().dump_json(contact.outbox) + b"}"


def decode(contact_id: str, version: int, body: Mapping[str, Any]) -> Contact:
    """The contact that `encode` wrote."""
    text = unpacked(body["B"]) if "B" in body else body["S"]
    return _contacts().validate_python({**json.loads(text), "id": contact_id, "version": version})
