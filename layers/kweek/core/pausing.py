"""Pauses that ask the contact: until a local time, or until a moment.

The machine sleeps and comes back, also in a later execution; when the pause is over is
reckoned anew then, from where it began.
"""

from collections.abc import Mapping
from typing import Any

from kweek.core import visits
from kweek.core.dates import Dates
from kweek.core.enrolment import Enrolment, Pause
from kweek.core.epochs import OLDEST
from kweek.core.local_time import EVERY_DAY, clock_time, next_at
from kweek.core.runs import NO_DATE, end_run
from kweek.core.step_message import StepMessage
from kweek.core.times import SECOND, Instant, iso
from kweek.core.turn import Turn

PLAN = ("for", "at", "days", "until", "late")


def pause(turn: Turn, message: StepMessage) -> None:
    """Let the machine sleep, or go on when the pause is over."""
    run = turn.contact.enrolments[message.run]
    plan = {key: message.step[key] for key in PLAN if message.step.get(key)}
    begun = run.pause.begun if run.pause else turn.now
    until = _over(turn, run, plan, begun)
    if until is None:
        end_run(turn, message.run, "exited", NO_DATE)
        turn.effects.append(message.answer("left"))
    elif turn.now < until:
        kept = Pause(message.name, message.lap, until, begun, plan)
        turn.put_run(message.run, run.changed(pause=kept))
        back = iso(min(until, _worn_at(run)))
        turn.effects.append(message.answer("later", until=back, at=message.name))
    else:
        turn.put_run(message.run, run.changed(pause=None))
        late = plan.get("late") and until < begun
        if late:
            turn.count(message.journey, message.name, "outcome late")
        visits.answer(turn, message, "late" if late else "done")


def _over(turn: Turn, run: Enrolment, plan: Mapping[str, Any], begun: Instant) -> Instant | None:
    """When a pause that began then is over: at a moment, or after a time, at a local hour."""
    dates = Dates.of(turn.contact, turn.rules.policy)
    if "until" in plan:
        return dates.instant(plan["until"], run.entry)
    earliest = Instant(begun + plan.get("for", 0))
    if "at" not in plan:
        return earliest
    return next_at(earliest, clock_time(plan["at"]), dates.theirs, plan.get("days", EVERY_DAY))


def _worn_at(run: Enrolment) -> Instant:
    """When an execution must come back, though only to be replaced by another."""
    return Instant((run.begun or run.since) + OLDEST + SECOND)
