"""Where a run must be whose execution was lost: reckoned from its machine and its contact.

The contact knows the last step that asked it something and what that was answered; from
there on only the machine knew, and the machine's own states say what it would have done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kweek.core.enrolment import Enrolment
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.times import SECOND, Instant

States = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """The state at which a new execution takes over, and from when on it may ask."""

    step: str
    lap: int
    not_before: Instant | None = None


def walk(machine: Mapping[str, Any], run: Enrolment, speed: int, now: Instant) -> Place | None:
    """The next state of a run that asks somebody, or `end`; None when the machine has no such way.

    `machine` is the one that the run began with, at the speed it was compiled for.
    """
    states: States = machine["States"]
    if not run.step:
        start = _chosen(states["start"], "")
        # An entry that was made anew, or an earlier recovery, may have moved the first call.
        return _onward(states, start, run.lap, run.since, speed, now, run.not_before)
    if run.step not in states:
        return None
    ended = _ended(states[run.step], states, run, now)
    if ended is None:  # what it waits for, or until when, is on the contact
        return Place(run.step, run.lap)
    onward, at = ended
    return _onward(states, onward, run.lap, at, speed, now)


def _ended(
    state: Mapping[str, Any], states: States, run: Enrolment, now: Instant
) -> tuple[str, Instant] | None:
    """Which way the machine took from the run's step, and when; None while it is there."""
    if run.answered:
        return _chosen(states[state["Next"]], run.answered), run.answered_at
    wait = run.wait
    if wait is None or wait.claimed or wait.by_tick or now < wait.closes:
        return None
    return state["Catch"][0]["Next"], wait.closes  # the machine's timer meant silence


def _chosen(choice: Mapping[str, Any], value: str) -> str:
    ways = (way["Next"] for way in choice["Choices"] if way["StringEquals"] == value)
    return str(next(ways, choice["Default"]))


def _onward(
    states: States,
    name: str,
    lap: int,
    at: Instant,
    speed: int,
    now: Instant,
    not_before: Instant | None = None,
) -> Place | None:
    """Sleep through pauses and count laps, up to the next state that sends a message."""
    while states[name]["Type"] in ("Wait", "Pass"):
        at = Instant(at + states[name].get("Seconds", 0) * SECOND * speed)
        lap += states[name]["Type"] == "Pass"
        name = states[name]["Next"]
    if states[name]["Type"] != "Task":
        return None
    at = max(at, not_before or at)
    return Place(name, lap, at if at > now else None)


def recovery(contact: str, places: Mapping[str, tuple[Enrolment, Place]], now: Instant) -> Incoming:
    """The message that lets a contact's lost runs go on, each from its place."""
    found = {
        run_id: {
            "epoch": run.epoch,
            "entered": run.entered,
            "step": place.step,
            "lap": place.lap,
            "not_before": place.not_before,
        }
        for run_id, (run, place) in places.items()
    }
    seen = [f"{run_id}-{one['epoch']}-{one['entered']}" for run_id, one in sorted(found.items())]
    return Incoming(
        id=digest("recover", *seen),
        type="recover",
        event="Recovered",
        contact=contact,
        at=now,
        received_at=now,
        properties={"places": found},
    )
