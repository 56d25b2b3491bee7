"""One field of a form: what was written, as the trait it becomes, or what is wrong with it."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kweek.core.addresses import normal

LONGEST_LINE = 254
LONGEST_TEXT = 4_000
TICKED = ("yes", "on", "true", "1")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROLS_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]+")

Trait = str | int | float | bool


def ticked(written: Any) -> bool:
    """Whether a box is ticked; a box that is not ticked is not posted at all."""
    return str(written).strip().lower() in TICKED


def value(field: Mapping[str, Any], written: Any) -> Trait | None:
    """The trait, or None when the field was left empty.

    Raises ValueError with a sentence for the person who filled it in.
    """
    if field["type"] == "checkbox":
        return _box(field, written)
    text = _plain(field["type"], written)
    if not text:
        if field["required"]:
            raise ValueError("please fill this in")
        return None
    longest = LONGEST_TEXT if field["type"] == "textarea" else LONGEST_LINE
    if len(text) > longest:
        msg = f"this may have {longest} characters at most"
        raise ValueError(msg)
    return _as_type(field, text)


def _box(field: Mapping[str, Any], written: Any) -> bool:
    if field["required"] and not ticked(written):
        raise ValueError("please tick this box")
    return ticked(written)


def _plain(kind: str, written: Any) -> str:
    if written is None:
        return ""
    if not isinstance(written, str | int | float):
        raise ValueError("please write a text here")  # noqa: TRY004 - told to a person
    text = str(written)
    if kind == "textarea":
        return _CONTROLS_IN_TEXT.sub(" ", text.replace("\r\n", "\n")).strip()
    return " ".join(_CONTROLS.sub(" ", text).split())


def _as_type(field: Mapping[str, Any], text: str) -> Trait:
    if field["type"] in ("select", "radio"):
        return _option(field["options"], text)
    kind = "email" if field["field"] == "email" else field["type"]
    return _READERS.get(kind, str)(text)


def _option(options: list[str], text: str) -> str:
    for option in options:
        if " ".join(option.split()) == text:
            return option
    raise ValueError("please choose one of the options")


def _number(text: str) -> int | float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError("please write a number")
    return int(number) if number.is_integer() else number


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("please write a date as 2026-11-21") from None


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+\S*", text, re.IGNORECASE):
        raise ValueError("please write a web address that begins with https://")
    return text


_READERS: Mapping[str, Callable[[str], Trait]] = {
    "email": normal,
    "number": _number,
    "date": _date,
    "url": _url,
}
