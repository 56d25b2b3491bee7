"""How a contact lies in its item: compact JSON, defaults left out, read back whole."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from kweek.core import versions
from kweek.core.contact import Contact
from kweek.shell.packing import packed, unpacked
from kweek.shell.shapes import reader, writer

#: What each item says of its own form.
SCHEMA = versions.ITEMS
#: A write is paid for each KB: what fits in the first stays readable, what is longer is packed.
READABLE = 900


def encode(contact: Contact) -> Any:
    """The item's body, as DynamoDB takes it; id and version lie beside it."""
    body = json.dumps(said(contact), ensure_ascii=False, separators=(",", ":")).encode()
    return {"S": body.decode()} if len(body) <= READABLE else {"B": packed(body)}


def said(contact: Contact) -> dict[str, Any]:
    """Everything about a contact but its id and version, as plain values."""
    plain: dict[str, Any] = _write()(contact)
    del plain["id"]
    plain.pop("version", None)
    return plain


def contact_in(item: Mapping[str, Any]) -> Contact:
    """The contact in an item of the table."""
    check(item)
    contact_id = item["pk"]["S"].removeprefix("c#")
    return decode(contact_id, int(item["v"]["N"]), item["body"])


def check(item: Mapping[str, Any]) -> None:
    """LaterRelease when an item has a form that this release does not know."""
    versions.check_item(item.get("schema", {}).get("N"), f"an item of kind {_kind(item)}")


def _kind(item: Mapping[str, Any]) -> str:
    """What may be said of an item in a log: nothing that is anybody's."""
    return str(item.get("sk", {}).get("S", "?")).partition("#")[0]


def decode(contact_id: str, version: int, body: Mapping[str, Any]) -> Contact:
    """The contact that `encode` wrote."""
    text = unpacked(body["B"]) if "B" in body else body["S"]
    contact: Contact = _read()({**json.loads(text), "id": contact_id, "version": version})
    return contact


@cache
def _write() -> Any:
    return writer(Contact)


@cache
def _read() -> Any:
    return reader(Contact)
