"""Signed tokens for the links in mails and pages: opaque, bound to one purpose, never expiring."""

import base64
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

#: open, click, unsubscribe, preferences, hand-off, form
Purpose = Literal["o", "c", "u", "p", "h", "f"]

LONGEST = 512  # refused before anything is decoded
FIELDS = 5
MAC_BYTES = 16  # a guess succeeds once in 2^128


def sign(key: bytes, kid: str, purpose: Purpose, parts: Sequence[str | int]) -> str:
    """`v1.<kid>.<purpose>.<payload>.<mac>`, all of it fit for a URL."""
    payload = _text(json.dumps(list(parts), separators=(",", ":")).encode())
    signed = f"v1.{kid}.{purpose}.{payload}"
    return f"{signed}.{_mac(key, signed)}"


def verify(keys: Mapping[str, bytes], purpose: Purpose, token: str) -> list[Any] | None:
    """What was signed for this purpose, or None, whatever the reason.

    The MAC covers the payload as text, so no second spelling of a token verifies.
    """
    fields = token.split(".") if len(token) <= LONGEST and token.isascii() else []
    if len(fields) != FIELDS or fields[0] != "v1" or fields[2] != purpose:
        return None
    key = keys.get(fields[1])
    signed, _, mac = token.rpartition(".")
    if key is None or not hmac.compare_digest(mac, _mac(key, signed)):
        return None
    parts: list[Any] = json.loads(_raw(fields[3]))
    return parts


def _mac(key: bytes, signed: str) -> str:
    # The prefix keeps these MACs apart from anything else made with the same key.
    return _text(hmac.digest(key, b"kweek token\0" + signed.encode(), "sha256")[:MAC_BYTES])


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
