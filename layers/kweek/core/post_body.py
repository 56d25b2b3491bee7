"""The fields of a form's post: urlencoded, multipart or JSON."""

import re
from typing import Any
from urllib.parse import parse_qsl

from kweek.core.bodies import read_json

LARGEST_POST = 64 * 1024
MOST_FIELDS = 200
_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]{1,70})"|([^\s;",]{1,70}))', re.IGNORECASE)
_NAME = re.compile(
    rb'^content-disposition:[^\r\n]*;\s*name="([^"\r\n]*)"', re.IGNORECASE | re.MULTILINE
)
_FILE = re.compile(rb"^content-disposition:[^\r\n]*;\s*filename", re.IGNORECASE | re.MULTILINE)


def posted(content_type: str, body: bytes) -> dict[str, Any]:
    """The fields by name, of two with one name the first; ValueError says why there are none."""
    match content_type.partition(";")[0].strip().lower():
        case "application/x-www-form-urlencoded":
            text = body.decode(errors="replace")
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
            return _first(pairs)
        case "multipart/form-data":
            return _first(_multipart(content_type, body))
        case "application/json":
            fields = read_json(body)
            if not isinstance(fields, dict):
                raise ValueError("the body must be a JSON object")  # noqa: TRY004 - told to a caller
            return fields
        case other:
            msg = f"send urlencoded, multipart/form-data or application/json, not {other[:60]!r}"
            raise ValueError(msg)


def _first(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    return dict(reversed(pairs))


def _multipart(content_type: str, body: bytes) -> list[tuple[str, str]]:
    """The text parts. Written out, since `email.parser` recurses once per nested part."""
    found = _BOUNDARY.search(content_type)
    if not found:
        raise ValueError("a multipart body needs its boundary")
    delimiter = b"\r\n--" + (found[1] or found[2]).encode(errors="replace")
    parts = (b"\r\n" + body).split(delimiter)[1:-1]
    if len(parts) > MOST_FIELDS:
        raise ValueError("too many fields")
    pairs = []
    for part in parts:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if name and not _FILE.search(head):
            pairs.append((name[1].decode(errors="replace"), content.decode(errors="replace")))
    return pairs
