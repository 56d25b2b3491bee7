"""The demo's timeline: each line says when, where it was read, of whom, and what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kweek.cli.telling import product
from kweek.core.times import DAY, Instant, as_datetime, parse_iso

Facts = Mapping[str, Any]
HEADER = "campaign time  read in    of        what (times are UTC)"
#: Of an event's properties the first of these is shown.
SHOWN = ("path", "form", "file", "name", "mail", "journey", "segment", "to")
#: What an event changed, in words; other changes are not for a timeline.
CHANGES = {
    "score": "{name} {points:+g} = {to:g} ({by})",
    "stage": "stage {before} > {to}",
    "segment": "{to} segment {name}",
    "journey": "{name} {to}",
    "wait": "{journey}.{step}: {outcome}",
    "suppressed": "no mail to this address any more ({reason})",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding."""

    at: Instant
    source: str
    who: str
    text: str
    more: tuple[str, ...] = ()


class Printer:
    """Prints lines as they are found; days count from the day of the first."""

    def __init__(self) -> None:
        self.first: Instant | None = None

    def show(self, line: Line) -> None:
        """Print one line, and below it what it brought about."""
        if self.first is None:
            product(HEADER)
            self.first = line.at
        day = line.at // DAY - self.first // DAY + 1
        clock = as_datetime(line.at).strftime("%H:%M")
        product(f"day {day:>2} {clock}  {line.source:<9}  {line.who:<8}  {line.text}")
        for each in line.more:
            product(f"{'':35}{each}")


def who(contact: Facts) -> str:
    """How the system knows somebody."""
    return str(contact["traits"].get("first_name") or contact["email"] or "somebody")


def of_event(event: Facts, contact: Facts) -> Line:
    """An event of the timeline, with what it changed."""
    properties = event["properties"]
    detail = next((str(properties[name]) for name in SHOWN if properties.get(name)), "")
    why = f", because: {properties['reason']}" if "reason" in properties else ""
    text = f"{event['event']} {detail}".rstrip() + why
    more = tuple(filter(None, map(_change, event["changed"])))
    return Line(parse_iso(event["at"]), "timeline", who(contact), text, more)


def of_mail(mail: Facts) -> Line:
    """A mail in the mailbox."""
    text = f"{mail['subject']} [{mail['tags']['mail']}]"
    return Line(parse_iso(mail["at"]), "mailbox", _name(mail["to"]), text)


def of_run(contact: Facts, at: Instant, journey: str, states: Iterable[str], status: str) -> Line:
    """The way that an execution has gone; Choice states, which end in `?`, need no mention."""
    steps = [state for state in states if not state.endswith("?") and state != "start"]
    text = f"{journey}: {' > '.join(steps)} ({status.lower()})"
    return Line(at, "execution", who(contact), text)


def of_send(send: Facts, contact: Facts) -> Line:
    """What became of a mail, by the ledger."""
    text = f"{send['mail']}: {send['state']}"
    return Line(parse_iso(send["at"]), "ledger", who(contact), text)


def _change(change: Facts) -> str | None:
    said = CHANGES.get(change["what"])
    if change["what"] == "consent":
        said = "consent {to}" if "to" in change else "consent to {topics}"
    shown = {**change, "topics": ", ".join(change.get("topics", ()))}
    return said.format(**shown) if said else None


def _name(address: str) -> str:
    """What tells an address apart: its label (`bounce+dirk@`), or else its first name."""
    local, _, label = address.partition("@")[0].partition("+")
    return (label or local.partition(".")[0]).capitalize()
