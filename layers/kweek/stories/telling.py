"""Tells what happened to somebody as people like to read it: when, and what."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from kweek.core.contact import Contact
from kweek.core.effects import LedgerRow, Record
from kweek.core.enrolment import Enrolment
from kweek.stories.chronicle import Chronicle
from kweek.stories.dates import shown
from kweek.testing.items import Item
from kweek.testing.virtual_world import VirtualWorld

MOST_LINES = 40  # of what happened, the latest
MOST_DETAILS = 3  # of an event

#: What an event of ours comes to; the rest is told by its name and what came with it.
WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "Journey Started": lambda p: f"entered {p['journey']}",
    "Journey Finished": lambda p: f"finished {p['journey']}",
    "Journey Exited": lambda p: f"left {p['journey']}: {p['reason']}",
    "Journey Failed": lambda p: f"{p['journey']} broke: {p['reason']}",
    "Goal Reached": lambda p: f"reached the goal of {p['journey']}",
    "Segment Entered": lambda p: f"came into segment {p['segment']}",
    "Segment Exited": lambda p: f"left segment {p['segment']}",
    "Stage Changed": lambda p: f"became {p['to']}, was {p['before']}",
    "Email Opened": lambda p: f"opened {p['mail']}",
    "Email Link Clicked": lambda p: f"clicked {p['name']} in {p['mail']}",
    "Enrolment Requested": lambda p: f"was put into {p['journey']} by the story",
    "Identified": lambda p: f"told us their {p['traits'] or 'traits again'}",
}
ROWS = {
    "sent": "got {0.mail}",
    "bounced": "{0.mail} came back",
    "complained": "called {0.mail} spam",
    "held": "{0.mail} was held back for good: {0.hold}",
    "failed": "{0.mail} failed",
    "unknown": "{0.mail} may have been sent, or not",
}
NOTICE = "{0.mail} about them went to an owner"


class Place(Protocol):
    """Where it happened."""

    @property
    def zone(self) -> ZoneInfo:
        """In which zone dates are told."""

    @property
    def virtual(self) -> VirtualWorld:
        """The world itself."""

    @property
    def chronicle(self) -> Chronicle:
        """What was written down of it."""


class Somebody(Protocol):
    """Of whom it is told."""

    @property
    def world(self) -> Place:
        """Where they live."""

    @property
    def email(self) -> str:
        """Their address."""

    @property
    def contact(self) -> Contact:
        """Their record as it is now."""


def told(who: Somebody) -> str:
    """Everything that happened to them, a line each with its date, and where they stand."""
    zone, contact = who.world.zone, who.contact
    lines = [
        f"  {shown(note.at, zone)}  {line}"
        for note in who.world.chronicle.of(contact.ids)
        for line in _lines(note.item)
    ]
    if len(lines) > MOST_LINES:
        lines = [f"  ({len(lines) - MOST_LINES} lines before)", *lines[-MOST_LINES:]]
    now = shown(who.world.virtual.clock.ms, zone)
    head = f"What happened to {who.email} (times of {zone.key}):"
    return "\n".join([head, *lines, f"  {now}  now: {_stands(who, contact)}"])


def _lines(item: Item) -> Iterator[str]:
    if isinstance(item, LedgerRow):
        said = NOTICE if item.to_owner and item.state == "sent" else ROWS.get(item.state)
        if said:
            yield f"{said.format(item)} ({item.journey}, step {item.step})"
    else:
        if isinstance(item, Record):
            yield from _event(item)
        for journey, step, counter in item.counts:
            if counter == "entered":
                yield f"came to step {step} of {journey}"


def _event(item: Record) -> Iterator[str]:
    words = WORDS.get(item.event)
    traits = [name for one in item.changed for name in one.get("names", ())]
    about = {**item.properties, "traits": ", ".join(traits)}
    yield words(about) if words else _plainly(item)
    for change in item.changed:
        if change["what"] == "journey" and change["to"] == "refused":
            yield f"was kept out of {change['name']}: {change['reason']}"


def _plainly(item: Record) -> str:
    """An event by its name, with some of what it says."""
    said = [f"{name}: {value}" for name, value in item.properties.items() if name != "send"]
    return f"{item.event} ({', '.join(said[:MOST_DETAILS])})" if said else item.event


def _stands(who: Somebody, contact: Contact) -> str:
    zone = who.world.zone
    runs = [
        f"at step {step_of(who, run_id, run)} of {run.journey}{_waits(who, run)}"
        for run_id, run in contact.enrolments.items()
        if run.status == "active"
    ]
    held = [
        f"{send.mail} is held back until {shown(send.until, zone)}: {send.hold}"
        for send in contact.sends.values()
        if send.state == "later" and send.until is not None
    ]
    return "; ".join([*runs, *held]) or f"in no journey, {contact.stage}"


def _waits(who: Somebody, run: Enrolment) -> str:
    zone = who.world.zone
    if run.wait is not None and run.wait.claimed is None:
        names = " or ".join(name for name, _ in (*run.wait.immediate, *run.wait.judged))
        return f", waiting for {names or 'time'} until {shown(run.wait.deadline, zone)}"
    if run.pause is not None and run.pause.step == run.step:
        return f" until {shown(run.pause.until, zone)}"
    return ""


def step_of(who: Somebody, run_id: str, run: Enrolment) -> str:
    """Where a run is; a pause that only the machine knows of is a step like any other."""
    machines = who.world.virtual.machines
    execution = machines.executions.get(f"{run_id}-{run.epoch}")
    if run.status != "active" or execution is None:
        return run.step
    steps = execution.program.states.keys() - {"until", "resume", "start"}
    return execution.state if execution.state in steps else run.step
