"""Request bodies from anywhere: bounded, unpacked, and only JSON that can be written again."""

import zlib
from typing import Any

from pydantic_core import from_json

GZIP_MAGIC = b"\x1f\x8b"
#: What is left of it when a gateway took the body for text.
GZIP_LOST = "\x1f\ufffd".encode()
GZIP_WINDOW = 31  # zlib's number for "a gzip header, the largest window"


class BodyTooLarge(ValueError):
    """The body, once unpacked, is larger than its limit."""


def unpacked(body: bytes, limit: int) -> bytes:
    """The body without its gzip, if it has one; a bomb is not unpacked beyond the limit."""
    if body.startswith(GZIP_LOST):
        raise ValueError("the body's gzip was lost on its way through the gateway; send it plain")
    if body.startswith(GZIP_MAGIC):
        body = _gunzip(body, limit)
    if len(body) > limit:
        msg = f"the body may have {limit // 1024} KB"
        raise BodyTooLarge(msg)
    return body


def read_json(body: bytes) -> Any:
    """The value in a JSON body; ValueError when there is none.

    Unlike `json.loads` this refuses lone surrogates, which no later step could encode, and
    nesting without end.
    """
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as wrong:
        msg = f"the body is no JSON: {wrong}"
        raise ValueError(msg) from wrong


def _gunzip(body: bytes, limit: int) -> bytes:
    packed = zlib.decompressobj(GZIP_WINDOW)
    try:
        plain = packed.decompress(body, limit + 1)
    except zlib.error as wrong:
        raise ValueError("the body begins as gzip, but cannot be unpacked") from wrong
    if not packed.eof and len(plain) <= limit:
        raise ValueError("the body is gzip that was cut off")
    return plain
