"""Journey steps that are no mail: what each does to the contact, and what it answers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kweek.core import entering, runs, visits, waits
from kweek.core.conditions import compiled
from kweek.core.contact import Contact, Enrolment, Pause, Trait
from kweek.core.decide import Decision
from kweek.core.local_time import EVERY_DAY, clock_time, next_at, zone_of
from kweek.core.rules import Rules
from kweek.core.step_message import StepMessage
from kweek.core.times import Instant, iso
from kweek.core.turn import Turn


def on_step(contact: Contact, message: StepMessage, rules: Rules, now: Instant) -> Decision:
    """Carry out one step. A run that ended meanwhile is answered `left`, and nothing changes."""
    turn = visits.begin(contact, message, rules, now)
    if isinstance(turn, Decision):
        return turn
    again = _run(turn, message).pause is not None
    _DO[message.step["do"]](turn, message)
    return visits.end(turn, message, again=again)


def _run(turn: Turn, message: StepMessage) -> Enrolment:
    return turn.contact.enrolments[message.run]


def _pause(turn: Turn, message: StepMessage) -> None:
    """Until a local time: the machine sleeps and comes back, and the zone is looked at anew."""
    run = _run(turn, message)
    pause = run.pause
    if pause is None or (pause.step, pause.lap) != (message.name, message.lap):
        pause = Pause(message.name, message.lap, _until(turn, message.step))
    if turn.now >= pause.until:
        turn.put_run(message.run, replace(run, pause=None))
        turn.effects.append(message.answer("done"))
        return
    turn.put_run(message.run, replace(run, pause=pause))
    turn.effects.append(message.answer("later", until=iso(pause.until), at=message.name))


def _until(turn: Turn, step: Mapping[str, Any]) -> Instant:
    earliest = Instant(turn.now + (step.get("for") or 0))
    if not step.get("at"):
        return earliest
    zone = zone_of(turn.contact.trait("timezone"), turn.rules.policy["time_zone"])
    return next_at(earliest, clock_time(step["at"]), zone, step.get("days") or EVERY_DAY)


def _wait_for(turn: Turn, message: StepMessage) -> None:
    run, plan = _run(turn, message), message.step["wait"]
    begun = waits.opened(run, plan, message.name, message.lap, message.entered, turn.now)
    turn.put_run(message.run, replace(run, wait=begun))


def _branch(turn: Turn, message: StepMessage) -> None:
    run = _run(turn, message)
    scope = turn.scope(run)
    ways = message.step["branch"]
    target = next((to for rule, to in ways if compiled(rule).holds(scope)), None)
    outcome = target or message.step["otherwise"]
    turn.count(message.journey, message.name, f"outcome {outcome}")
    turn.effects.append(message.answer(outcome))


def _update(turn: Turn, message: StepMessage) -> None:
    step, contact = message.step, turn.contact
    given = {name: Trait(value, turn.now) for name, value in (step.get("traits") or {}).items()}
    without = [one for one in contact.lists if one not in (step.get("remove_from") or ())]
    added = [one for one in (step.get("add_to") or ()) if one not in without]
    turn.update(traits={**contact.traits, **given}, lists=(*without, *added))
    turn.change("update", traits=list(given), lists=list(turn.contact.lists))
    turn.effects.append(message.answer("done"))


def _start(turn: Turn, message: StepMessage) -> None:
    journey = turn.rules.journeys.get(message.step["start"])
    if journey is not None:
        entering.enrol(turn, journey, _run(turn, message).entry)
    turn.effects.append(message.answer("done"))


def _end(turn: Turn, message: StepMessage) -> None:
    runs.end_run(turn, message.run, "finished")


_DO = {
    "wait": _pause,
    "wait_for": _wait_for,
    "branch": _branch,
    "update": _update,
    "start": _start,
    "end": _end,
}
