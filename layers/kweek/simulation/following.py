"""One of the made-up people, remembered whole, and their days told in plain sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from kweek.core.contact import Contact
from kweek.core.effects import LedgerRow, Mark, Record
from kweek.core.explaining import explanation
from kweek.core.local_time import zone_of
from kweek.core.times import Instant, as_datetime
from kweek.simulation.people import address_of, contact_id
from kweek.testing.virtual_world import VirtualWorld

Item = dict[str, Any]
#: When, where among what happened in the same moment, and what.
Told = tuple[Instant, tuple[int, int, int, int], str]
_STATES = {
    "sent": "We sent them the mail {mail} (step {step} of {journey}).",
    "held": "The mail {mail} (step {step} of {journey}) did not go: {hold}.",
    "failed": "The mail {mail} (step {step} of {journey}) failed: {hold}.",
    "unknown": "Nobody knows whether the mail {mail} (step {step} of {journey}) went.",
}
_SAID = {
    "Form Submitted": "They filled in the form {form}.",
    "Page Viewed": "They looked at the page {path}.",
    "Email Opened": "They opened the mail {mail}.",
    "Email Link Clicked": "They clicked {name} in the mail {mail}.",
    "File Downloaded": "They downloaded {file}.",
    "Email Bounced": "The mail {mail} bounced: their mailbox is gone.",
    "Email Marked as Spam": "They called the mail {mail} spam.",
    "Unsubscribed": "They asked for no more mail.",
    "Handoff Accepted": "Sales took them over.",
    "Task Given": "Somebody was asked to do this: {title}.",
    "Stage Changed": "They went from {before} to {to}.",
    "Segment Entered": "They are in the segment {segment} from now on.",
    "Segment Exited": "They are no longer in the segment {segment}.",
    "Journey Started": "They entered the journey {journey}.",
    "Journey Finished": "They came to the end of the journey {journey}.",
    "Journey Exited": "They left the journey {journey} early: {reason}.",
    "Journey Failed": "The journey {journey} failed with them: {reason}.",
    "Goal Reached": "They did what the journey {journey} is for.",
    "Identified": "Another system told us who they are.",
}


@dataclass
class Followed:
    """Keeps every event and mail of one person."""

    world: VirtualWorld
    number: int
    records: dict[str, Record] = field(default_factory=dict)
    rows: dict[str, LedgerRow] = field(default_factory=dict)
    sent: dict[str, Instant] = field(default_factory=dict)

    def watch(self) -> None:
        """Begin to remember."""
        self.world.items.streams.append(self._happens)

    @property
    def contact(self) -> Contact | None:
        """Who it is at the end, if they have come at all."""
        return self.world.contacts.known(contact_id(self.number))

    def _happens(self, _before: Any, after: Record | Mark | LedgerRow) -> None:
        if after.contact != contact_id(self.number):
            return
        if isinstance(after, Record):
            self.records[after.id] = after
        elif isinstance(after, LedgerRow):
            self.rows[after.send] = after
            self.sent.setdefault(after.send, after.at)

    def timeline(self) -> list[dict[str, Any]]:
        """What happened, oldest first: when, and a sentence."""
        told = [*self._events(), *self._mails()]
        return [
            {"at": as_datetime(at).astimezone(self._zone).isoformat(timespec="minutes"), "said": s}
            for at, _, s in sorted(told, key=lambda one: one[:2])
        ]

    def summary(self) -> list[str]:
        """How things stand with them at the end, and why."""
        contact = self.contact
        if contact is None:
            return []
        home = contact_id(self.number)
        events = [_event(one, home) for one in self.records.values()]
        rows = [_row(one, home) for one in self.rows.values()]
        raw = self.world.content.rules
        told = explanation(contact, events, rows, raw, {}, self.world.now())
        return list(told["sentences"])

    def told(self) -> Iterator[str]:
        """Everything as lines of text."""
        yield f"{address_of(self.number)}, one of many"
        day = ""
        for one in self.timeline():
            date, clock = one["at"][:10], one["at"][11:16]
            yield f"{date if date != day else '':10}  {clock}  {one['said']}"
            day = date
        yield ""
        yield "At the end:"
        yield from (f"  {sentence}" for sentence in self.summary())

    @property
    def _zone(self) -> ZoneInfo:
        return zone_of(None, self.world.rules.policy["time_zone"])

    def _events(self) -> Iterator[Told]:
        links = self.world.rules.links
        for number, one in enumerate(self.records.values()):
            row = self.rows.get(str(one.properties.get("send")))
            link = links.get(str(one.properties.get("link")), {})
            mail = {"mail": row.mail} if row else {}
            about = _Said({**mail, **dict(link), **one.properties})
            yield one.at, (0, one.received_at, one.order, number), _sentence(one.event, about)

    def _mails(self) -> Iterator[Told]:
        for number, (send, row) in enumerate(self.rows.items()):
            to = "sales or a colleague" if row.to_owner else "them"
            state = "sent" if row.state in ("delivered", "bounced", "complained") else row.state
            about = _Said({"mail": row.mail, "step": row.step, "journey": row.journey})
            said = _STATES[state].replace("sent them", f"sent {to}")
            hold = {"hold": row.hold or "no reason"}
            yield self.sent[send], (1, 0, 0, number), said.format_map(about | hold)


class _Said(dict[str, Any]):
    """Properties for a sentence; what is not known is left open."""

    def __missing__(self, name: str) -> str:
        return "(not said)" if name != "name" else "a link"

    def __or__(self, other: Mapping[str, Any]) -> "_Said":  # type: ignore[override]
        return _Said({**self, **other})


def _sentence(event: str, about: _Said) -> str:
    if event in _SAID:
        return _SAID[event].format_map(about)
    details = ", ".join(f"{name} {value}" for name, value in about.items() if name != "send")
    return f"{event}{f' ({details})' if details else ''}."


def _event(record: Record, home: str) -> Item:
    return {
        "home": home,
        "id": record.id,
        "event": record.event,
        "at": record.at,
        "received_at": record.received_at,
        "properties": record.properties,
        "changed": record.changed,
        "order": record.order,
    }


def _row(row: LedgerRow, home: str) -> Item:
    return {
        "home": home,
        "id": row.send,
        "mail": row.mail,
        "journey": row.journey,
        "step": row.step,
        "run": row.run,
        "at": row.at,
        "state": row.state,
        "hold": row.hold,
        "to_owner": row.to_owner,
    }
