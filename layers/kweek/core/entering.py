"""Entering a journey: who may, how often, and what the run takes along."""

import json
from collections.abc import Mapping
from typing import Any

from kweek.core import occasions, re_entry
from kweek.core.admission import refusal
from kweek.core.contact import Passed
from kweek.core.dates import Dates
from kweek.core.effects import Order
from kweek.core.ends import end_of_run
from kweek.core.enrolment import Enrolment
from kweek.core.ids import digest
from kweek.core.members import newly_open
from kweek.core.rules import Journey
from kweek.core.times import Instant
from kweek.core.turn import Happening, Turn

MOST_ENTRY_BYTES = 2_048  # the entry's properties travel with the contact: keep it small
NO_KEY = "no key"

_JOURNEY_EVENTS = {
    "finished": "Journey Finished",
    "exited": "Journey Exited",
    "goal": "Goal Reached",
}
#: What may open a journey besides the events that journeys name themselves.
_OPENING = frozenset({"Segment Entered", "Stage Changed", *_JOURNEY_EVENTS.values()})


def enter(turn: Turn, happening: Happening, matched: set[str]) -> None:
    """Start the journeys that a happening opens to this contact."""
    if not turn.wake:
        return
    if happening.event not in _OPENING and turn.rules.opening.isdisjoint(matched):
        return
    for journey in turn.rules.journeys.values():
        if any(_opens(way, happening, matched) for way in journey.enter):
            enrol(turn, journey, happening.properties)


def _opens(way: Mapping[str, Any], happening: Happening, matched: set[str]) -> bool:
    said = happening.properties
    match way:
        case {"event": pid}:
            return pid in matched
        case {"schedule": _} | {"date": _} | {"manual": _}:
            return False
        case {"segment": name}:
            return happening.event == "Segment Entered" and said["segment"] == name
        case {"journey": names, "was": was}:
            return happening.event == _JOURNEY_EVENTS[was] and said["journey"] in names
        case _:
            return happening.event == "Stage Changed" and said["to"] in way["stage"]


def enter_by_time(turn: Turn) -> None:
    """Start what time opens to this contact, and what is open to all members of a segment.

    Also when a late event is decided upon: it is not the event that starts these.
    """
    for journey in turn.rules.entered_by_time:
        if journey.timed:
            _take_occasion(turn, journey)
        _take_members(turn, journey)


def _take_occasion(turn: Turn, journey: Journey) -> None:
    """The latest occasion that was awaited: one entry, however many there were."""
    dates = Dates.of(turn.contact, turn.rules.policy)
    found = [
        (occasions.latest(way, dates, _awaited(turn, way), turn.now), way) for way in journey.timed
    ]
    at, way = max(
        ((at, way) for at, way in found if at is not None),
        key=lambda one: one[0],
        default=(None, {}),
    )
    passed = turn.contact.passed.get(journey.name)
    if at is not None and (passed is None or passed.entered < at):  # else it was taken
        enrol(turn, journey, _member_of(way), turn.now, at)


def _awaited(turn: Turn, way: Mapping[str, Any]) -> Instant:
    """Occasions after this instant count.

    The decision before has put the next one into `due_at`. What it did not know of is past: the
    journey was not deployed yet, or they were not in its segment. Somebody new waits since they
    came, and a date that is said only now may lie before now.
    """
    contact = turn.contact
    due = turn.now if contact.due_at is None else Instant(contact.due_at - 1)
    if not contact.as_of:
        return contact.created_at
    return min(contact.as_of, due) if turn.has_taken(occasions.trait_of(way)) else due


def _take_members(turn: Turn, journey: Journey) -> None:
    for segment in journey.members_of:
        if newly_open(turn, journey, segment):
            enrol(turn, journey, {"segment": segment}, turn.now)


def _member_of(way: Mapping[str, Any]) -> dict[str, Any]:
    """The entry of whom a segment brings, with or without an event."""
    return {"segment": way["segment"]} if way.get("segment") else {}


def enter_by_hand(turn: Turn, name: str, entry: Mapping[str, Any]) -> None:
    """Start a journey because somebody asked for it; a refusal is told in the timeline."""
    journey = turn.rules.journeys.get(name)
    if journey is None:
        _refuse(turn, name, "no such journey")
    elif not any("manual" in way for way in journey.enter):
        _refuse(turn, name, "not by hand")
    elif refused := enrol(turn, journey, entry):
        _refuse(turn, name, refused)


def enrol(
    turn: Turn,
    journey: Journey,
    entry: Mapping[str, Any],
    since: Instant | None = None,
    occasion: Instant | None = None,
) -> str:
    """Put the contact into a journey; why its rules keep them out, or nothing.

    A run begins `since` what is decided upon happened, unless said otherwise; whether that is
    the right time of year is asked of the `occasion`.
    """
    run = _run(turn, journey, _bounded(entry), turn.at if since is None else since)
    key = None
    if journey.re_entry["kind"] == "key":
        key = re_entry.key_of(journey, turn.contact, entry)
        if key is None:
            _refuse(turn, journey.name, NO_KEY)
            return NO_KEY
        run = run.changed(key=re_entry.hashed(key))
        if again := re_entry.under_way(turn, journey, run.key):
            for run_id in again:
                re_entry.ask_again(turn, run_id, journey, run.entry)
            return ""
    refused = refusal(turn, journey, run, run.since if occasion is None else occasion)
    return refused or _begin(turn, journey, run, key)


def _run(turn: Turn, journey: Journey, entry: Mapping[str, Any], since: Instant) -> Enrolment:
    run = Enrolment(
        journey=journey.name,
        since=since,
        topic=journey.topic,
        version=journey.version,
        begun=turn.now,
        lead_in=journey.lead_in,
        entry=entry,
        goal=journey.goal,
        exit_when=journey.exit_when,
        predicates=journey.predicates,
    )
    dates = Dates.of(turn.contact, turn.rules.policy)
    return run.changed(ends_at=end_of_run(journey.ends, run, dates)) if journey.ends else run


def _begin(turn: Turn, journey: Journey, run: Enrolment, key: str | None) -> str:
    contact = turn.contact
    passed = contact.passed.get(journey.name, Passed(run.since, 0))
    run_id = digest(contact.id, journey.name, *_named(turn.cause, key, passed))
    if run_id in contact.enrolments:
        return "entered before"
    keys = re_entry.with_key(passed.keys, run.key) if key else passed.keys
    now_passed = Passed(run.since, passed.times + 1, keys)
    turn.update(passed={**contact.passed, journey.name: now_passed})
    turn.put_run(run_id, run)
    turn.change("journey", name=journey.name, to="started")
    turn.effects.append(Order("start", contact.id, run_id, run.epoch, journey.name))
    counts = [(journey.name, "", "started")]
    turn.follow("Journey Started", counts, journey=journey.name, run=run_id)
    return ""


def _named(cause: str, key: str | None, passed: Passed) -> tuple[str, ...]:
    """What a run's id follows from: its cause or its key, which a missing date may have freed."""
    if key is None:
        return (cause,)
    return (key, str(passed.times)) if passed.times else (key,)


def _refuse(turn: Turn, journey: str, reason: str) -> None:
    told = {"what": "journey", "name": journey, "to": "refused", "reason": reason}
    if told not in turn.changed:
        turn.changed.append(told)


def _bounded(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry's properties, leaving out what would make the contact's item heavy."""
    kept: dict[str, Any] = {}
    room = MOST_ENTRY_BYTES
    for name, value in entry.items():
        size = len(json.dumps([name, value]))
        if size <= room:
            kept[name] = value
            room -= size
    return kept
