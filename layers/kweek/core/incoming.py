"""What arrives for a contact: the one message that the events queue carries."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from kweek.core.ids import digest
from kweek.core.times import Instant
from kweek.core.versions import MESSAGES, check_message

Kind = Literal[
    "track",
    "identify",
    "page",
    "alias",
    "form",
    "open",
    "click",
    "handoff",
    "unsubscribe",
    "bounce",
    "complaint",
    "due",
    "settle",
    "failed",
    "group",
    "enrol",
    "look",
    "recover",
    "restored",
    "erase",
]


@dataclass(frozen=True, slots=True)
class Consent:
    """A yes, with the words it was given to."""

    topics: tuple[str, ...]
    wording: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message of `events.fifo`.

    `at` is when it happened, `received_at` when Kweek took it (both campaign time, and
    `at <= received_at`). Who it is about: `contact` when a signed token or our own
    machinery says so, else the user id, the anonymous id or the address.
    """

    id: str
    type: Kind
    event: str
    at: Instant
    received_at: Instant
    anonymous_id: str | None = None
    user_id: str | None = None
    previous_id: str | None = None
    contact: str | None = None
    address: str | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    traits: Mapping[str, Any] = field(default_factory=dict)
    consent: Consent | None = None

    @property
    def sender(self) -> str:
        """The contact id that this message's sender has by itself; its history stays under it."""
        if self.contact:
            return self.contact
        if self.anonymous_id:
            return digest("anonymous", self.anonymous_id)
        if self.user_id:
            return digest("user", self.user_id)
        if self.address:
            return digest("address", self.address)
        msg = f"message {self.id} names nobody"
        raise ValueError(msg)

    @property
    def group(self) -> str:
        """The FIFO group: what one sender does is handled in order.

        An alias goes behind the past that it joins, not into the person's own group.
        """
        if self.type == "alias" and self.previous_id and not self.contact:
            return digest("anonymous", self.previous_id)
        return self.sender

    def as_json(self) -> dict[str, Any]:
        """The queue message's body."""
        return {"v": MESSAGES, **{name: value for name, value in asdict(self).items() if value}}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read back what `as_json` wrote, now or in an earlier release."""
        check_message(body.get("v"), "a message for ingest")
        known = {name: value for name, value in body.items() if name not in ("v", "consent")}
        given = body.get("consent")
        consent = (
            Consent(tuple(given["topics"]), given["wording"], given["form"]) if given else None
        )
        return cls(**known, consent=consent)
