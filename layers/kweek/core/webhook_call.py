"""What a webhook sends, how it is signed, and what is taken from the answer."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from kweek.core.contact import Contact
from kweek.core.references import resolver
from kweek.core.step_message import StepMessage

USER_AGENT = "Kweek"
LONGEST_TIMEOUT = 20  # seconds: its function has thirty
MOST_ANSWER = 64 * 1024
LONGEST_TEXT = 500  # characters of one trait
MOST_SHOWN = 1024  # characters of an answer in the timeline
LARGEST_NUMBER = 1e15  # beyond it not every reader keeps a number as it is
TRY_AGAIN = (408, 429)
REDIRECT, REFUSED, FAULT = 300, 400, 500


@dataclass(frozen=True, slots=True)
class Request:
    """One call, the same at every try: its id tells the receiver that it comes again."""

    id: str
    url: object
    body: bytes
    timeout: float  # seconds


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a call: a status with the beginning of its content, or a reason without.

    With `passing` the reason may be gone the next time.
    """

    status: int = 0
    content: bytes = b""
    reason: str = ""
    passing: bool = False

    @property
    def done(self) -> bool:
        """Whether the receiver took it."""
        return self.status // 100 == 2  # noqa: PLR2004 - 2xx

    @property
    def again(self) -> bool:
        """Whether another try may have a better end."""
        return self.passing or self.status in TRY_AGAIN or self.status >= FAULT


def request(contact: Contact, message: StepMessage, entry: Mapping[str, Any]) -> Request:
    """The call that a step asks for, with the contact's and the entry's values in it."""
    step = message.step
    body = {
        "id": message.send_id,
        "journey": message.journey,
        "step": message.name,
        "run": message.run,
        "contact": contact.id,
        "event": "webhook",
        "data": resolver(contact, entry)(step.get("send") or {}),
    }
    text = json.dumps(body, separators=(",", ":"))
    return Request(
        message.send_id, step["url"], text.encode(), min(step["timeout"], LONGEST_TIMEOUT)
    )


def headers(asked: Request, key: str, seconds: int) -> dict[str, str]:
    """The headers of a call made at a time (seconds since 1970).

    The receiver reckons the HMAC-SHA256 of "t.body" under the stack's webhook key, and refuses
    what is old.
    """
    signed = b"%d.%s" % (seconds, asked.body)
    mac = hmac.digest(key.encode(), signed, "sha256").hex()
    return {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": USER_AGENT,
        "Idempotency-Key": asked.id,
        "Kweek-Signature": f"t={seconds},v1={mac}",
    }


def answered(reply: Reply) -> Any:
    """The JSON value of an answer; None when it is none, or too long to have been read whole."""
    if len(reply.content) > MOST_ANSWER:
        return None
    try:
        return from_json(reply.content, allow_inf_nan=False)
    except ValueError:
        return None


def shown(value: Any) -> str:
    """The beginning of an answer, for the timeline."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))[:MOST_SHOWN]


def kept(value: Any, keep: Mapping[str, str]) -> dict[str, Any]:
    """The traits that an answer gives: `keep` names for each where in the answer it stands."""
    found = {trait: _at(value, path.split(".")) for trait, path in keep.items()}
    return {trait: one for trait, one in found.items() if _is_plain(one)}


def _at(value: Any, path: list[str]) -> Any:
    for part in path:
        if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    return isinstance(value, bool) or (
        isinstance(value, int | float) and abs(value) <= LARGEST_NUMBER
    )
