"""Entering a journey: who may, how often, and what the run takes along."""

import json
from collections.abc import Mapping
from typing import Any

from kweek.core.conditions import compiled
from kweek.core.contact import Enrolment, Passed
from kweek.core.effects import Order
from kweek.core.ids import digest
from kweek.core.rules import Journey
from kweek.core.turn import Happening, Turn

MOST_ENTRY_BYTES = 2_048  # the entry's properties travel with the contact: keep it small


def enter(turn: Turn, happening: Happening, matched: set[str]) -> None:
    """Start the journeys that a happening opens to this contact."""
    if not turn.wake:
        return
    for journey in turn.rules.journeys.values():
        if any(_opens(way, happening, matched) for way in journey.enter):
            enrol(turn, journey, happening.properties)


def _opens(way: Mapping[str, Any], happening: Happening, matched: set[str]) -> bool:
    if "event" in way:
        return way["event"] in matched
    if "segment" in way:
        return happening.event == "Segment Entered" and (
            happening.properties["segment"] == way["segment"]
        )
    return happening.event == "Stage Changed" and happening.properties["to"] in way["stage"]


def enrol(turn: Turn, journey: Journey, entry: Mapping[str, Any]) -> bool:
    """Put the contact into a journey, unless its rules keep them out; whether it did."""
    run_id = digest(turn.contact.id, journey.name, turn.cause)
    if run_id in turn.contact.enrolments or not _may_enter(turn, journey):
        return False
    passed = turn.contact.passed.get(journey.name)
    turn.update(
        passed={
            **turn.contact.passed,
            journey.name: Passed(turn.at, (passed.times if passed else 0) + 1),
        }
    )
    run = Enrolment(
        journey=journey.name,
        since=turn.at,
        topic=journey.topic,
        entry=_bounded(entry),
        goal=journey.goal,
        exit_when=journey.exit_when,
        predicates=journey.predicates,
    )
    turn.put_run(run_id, run)
    turn.change("journey", name=journey.name, to="started")
    turn.effects.append(Order("start", turn.contact.id, run_id, run.epoch, journey.name))
    counts = [(journey.name, "", "started")]
    turn.follow("Journey Started", counts, journey=journey.name, run=run_id)
    return True


def _may_enter(turn: Turn, journey: Journey) -> bool:
    contact = turn.contact
    if journey.status != "live" or contact.active(journey.name):
        return False
    passed = contact.passed.get(journey.name)
    if passed is not None and journey.re_entry["kind"] == "never":
        return False
    if passed is not None and journey.re_entry["kind"] == "after":
        again: int = passed.entered + journey.re_entry["after"]
        if turn.at < again:
            return False
    # What leaves by a state is kept out; an event that leaves must still come.
    scope = turn.scope(since=turn.now)
    if journey.exit_when is not None and compiled(journey.exit_when).holds(scope):
        return False
    return journey.only_if is None or compiled(journey.only_if).holds(turn.scope())


def _bounded(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry's properties, leaving out what would make the contact's item heavy."""
    kept: dict[str, Any] = {}
    room = MOST_ENTRY_BYTES
    for name, value in entry.items():
        room -= len(json.dumps([name, value]))
        if room < 0:
            break
        kept[name] = value
    return kept
