"""What SES reports of a mail, read from its event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kweek.core.times import MachineInstant, parse_iso

STATES: Mapping[str, str] = {
    "Send": "sent",
    "Delivery": "delivered",
    "Bounce": "bounced",
    "Complaint": "complained",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """One SES event about one of our mails; `state` is the ledger's, None for a passing fault."""

    send: str
    contact: str
    to_owner: bool
    state: str | None
    message_id: str
    address: str
    at: MachineInstant
    detail: str = ""


def read_fate(event: Mapping[str, Any]) -> Fate | None:
    """The fate in an SES event, or None when it is about none of our mails.

    Shape: SES event publishing, `{eventType, mail: {messageId, timestamp, destination, tags},
    bounce: {bounceType}}`; raises KeyError on any other.
    """
    mail, kind = event["mail"], event["eventType"]
    tags = mail.get("tags", {})
    if "send_id" not in tags or "contact" not in tags:
        return None
    part = event.get(kind.lower(), {})
    transient = kind == "Bounce" and part.get("bounceType") != "Permanent"
    return Fate(
        send=tags["send_id"][0],
        contact=tags["contact"][0],
        to_owner=tags.get("to", ["contact"])[0] == "owner",
        state=None if transient else STATES.get(kind),
        message_id=mail["messageId"],
        address=mail["destination"][0],
        at=MachineInstant(parse_iso(part.get("timestamp") or mail["timestamp"])),
        detail=str(part.get("bounceType") or part.get("complaintFeedbackType") or kind),
    )
