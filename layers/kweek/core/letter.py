"""What goes into one mail: to whom, with which links, headers and merge fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from kweek.core.conditions import compiled
from kweek.core.contact import Contact
from kweek.core.local_time import zone_of
from kweek.core.rules import Rules
from kweek.core.scores import points_at
from kweek.core.step_message import StepMessage
from kweek.core.times import Instant, as_datetime, parse_iso
from kweek.core.tokens import sign
from kweek.core.turn import Turn

LAST_EVENTS = 8  # what a rep reads before calling


@dataclass(frozen=True, slots=True)
class Person:
    """A name and an address: a sender or an owner."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes the links that only Kweek can make."""

    key: bytes
    kid: str
    base: str  # the API's public address, without a slash at its end

    def link(self, purpose: Any, *parts: str | int) -> str:
        """`{base}/{purpose}/{token}`."""
        return f"{self.base}/{purpose}/{sign(self.key, self.kid, purpose, parts)}"


def owner(contact: Contact, rule: str, rules: Rules, now: Instant) -> Person:
    """Who follows this contact up: the first line of the owner rule that fits."""
    scope = Turn(contact, rules, now, "", at=now).scope()
    for line in rules.policy["owners"][rule]:
        if "otherwise" in line:
            return Person(**line["otherwise"])
        if compiled(line["if"]).holds(scope):
            return Person(**line["to"])
    msg = f"the owner rule {rule} has no otherwise"
    raise ValueError(msg)


def variables(
    contact: Contact, message: StepMessage, mail: Mapping[str, Any], rules: Rules, signer: Signer
) -> dict[str, Any]:
    """The merge fields of a mail to the contact."""
    run = contact.enrolments[message.run]
    send = message.send_id
    return {
        "contact": {name: trait.value for name, trait in contact.traits.items()},
        "entry": dict(run.entry),
        "values": message.step.get("values", {}),
        "policy": rules.policy,
        "link": {one: signer.link("c", contact.id, send, one) for one in mail["links"]},
        "open_url": signer.link("o", contact.id, send),
        "unsubscribe_url": signer.link("u", contact.id, send),
    }


def lead(
    contact: Contact,
    message: StepMessage,
    events: Iterable[Mapping[str, Any]],
    rules: Rules,
    signer: Signer,
    now: Instant,
) -> dict[str, Any]:
    """What a rep should see at once: who it is, how warm, what about, what they did last."""
    zone = zone_of(None, rules.policy["time_zone"])  # the reader's, as policy.yaml has it
    first, last = contact.trait("first_name") or "", contact.trait("last_name") or ""
    points = {
        name: round(points_at(contact, name, lasting, now))
        for name, lasting in rules.scores.items()
    }
    return {
        "name": contact.trait("name") or f"{first} {last}".strip(),
        "email": contact.address or contact.trait("email") or "",
        "company": contact.trait("company") or "",
        "stage": contact.stage,
        "score": max(points.values(), default=0),
        "scores": points,
        "interests": interests(contact, rules),
        "events": [_told(event, zone) for event in _latest(events)],
        "accept_url": signer.link("h", contact.id, message.run, message.send_id),
        "profile_url": f"{signer.base}/api/v1/contacts/{contact.id}",
    }


def task(contact: Contact, message: StepMessage, rules: Rules) -> dict[str, str]:
    """What is asked of the reader, and until when; nothing for a notice that asks nothing."""
    asked = contact.sends[message.send_id].message.get("task")
    if asked is None:
        return {}
    return {"title": asked["title"], "due": _due(asked["due"], rules)}


def _due(due: str | None, rules: Rules) -> str:
    if due is None:
        return ""
    zone = zone_of(None, rules.policy["time_zone"])
    return as_datetime(parse_iso(due)).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def interests(contact: Contact, rules: Rules) -> list[dict[str, Any]]:
    """What the contact has shown interest in, the most first."""
    counted = [
        {"label": label, "count": contact.tallies[pid].total}
        for label, pid in rules.interests.items()
        if pid in contact.tallies
    ]
    return sorted(counted, key=lambda one: -int(str(one["count"])))


def headers(kind: str, fields: Mapping[str, Any]) -> list[dict[str, str]]:
    """The headers of a mail: one click ends marketing mail (RFC 2369, RFC 8058)."""
    if kind == "service":
        return []
    return [
        {"Name": "List-Unsubscribe", "Value": f"<{fields['unsubscribe_url']}>"},
        {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
    ]


OURS = ("Journey ", "Segment ", "Stage ", "Goal ", "Identified", "Email Image")


def _latest(events: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    theirs = [event for event in events if not event["event"].startswith(OURS)]
    return sorted(theirs, key=lambda event: -event["at"])[:LAST_EVENTS]


def _told(event: Mapping[str, Any], zone: ZoneInfo) -> dict[str, str]:
    about = event["properties"]
    keys = ("title", "path", "file", "name", "form", "mail")
    detail = next((str(about[key]) for key in keys if about.get(key)), "")
    at = as_datetime(event["at"]).astimezone(zone).strftime("%d %b %Y %H:%M")
    return {"event": event["event"], "at": at, "detail": detail}
