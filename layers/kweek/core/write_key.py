"""The write key of a tracking call: Basic auth's user name, or a field of body or query."""

import base64
import hmac
from collections.abc import Mapping
from typing import Any


def given_in_header(authorization: str) -> str | None:
    """The user name of `Basic …`; None when the header is absent or says something else."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except ValueError:
        return None


def given_in_body(body: Any) -> str | None:
    """`writeKey`, as browsers send it that cannot set a header."""
    key = body.get("writeKey") if isinstance(body, dict) else None
    return key if isinstance(key, str) else None


def given_in_query(query: Mapping[str, str]) -> str | None:
    """`writeKey`, as beacons and pixels send it."""
    return query.get("writeKey")


def fits(given: str | None, key: str) -> bool:
    """Whether this is the key; how long the answer takes tells nothing about it."""
    return given is not None and hmac.compare_digest(given.encode(errors="replace"), key.encode())
