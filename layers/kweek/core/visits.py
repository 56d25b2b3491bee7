"""A run's visit to a step: who is turned away before it, and what is noted of it.

A message enters its step unless the run is over, the machine has gone on, the run's time has
not come, or its execution is worn: then that is its answer, and nothing else happens.
"""

from kweek.core import runs
from kweek.core.conditions import compiled
from kweek.core.contact import Contact
from kweek.core.decide import Decision, finish, look, settle
from kweek.core.effects import Decided
from kweek.core.enrolment import Enrolment
from kweek.core.epochs import renew, worn
from kweek.core.rules import Rules
from kweek.core.step_message import StepMessage
from kweek.core.times import DAY, Instant, iso
from kweek.core.turn import Turn

YOUNG = DAY  # an execution this young lasts as long as any wait; a newer one would not help


def turn_of(contact: Contact, message: StepMessage, rules: Rules, now: Instant) -> Turn:
    """The turn in which a message is decided upon."""
    at = max(now, contact.as_of)
    return Turn(contact, rules, at, message.cause, at=at)


def turned_away(
    contact: Contact, message: StepMessage, rules: Rules, now: Instant
) -> Decision | None:
    """All that a message comes to which may not enter its step; None when it may."""
    run = message.run_of(contact)
    if run is None:
        left = (message.answer("left"),) if message.token else ()
        return Decision(contact, Decided(left), message.cause)
    if message.entered < run.entered:
        return Decision(contact, Decided(), message.cause)  # superseded: the machine has gone on
    turn = turn_of(contact, message, rules, now)
    if runs.is_over(turn, message.run):
        turn.effects += [message.answer("left")] if message.token else []
        settle(turn)
        return finish(turn, {})
    # No machine waits for the end of a run: it cannot be told to come back.
    return _sent_back(turn, message, run) if message.token else None


def _sent_back(turn: Turn, message: StepMessage, run: Enrolment) -> Decision | None:
    """The machine is to come back later, or another in its place."""
    if run.not_before is not None and turn.now < run.not_before:
        later = message.answer("later", until=iso(run.not_before), at=message.name)
        return Decision(turn.contact, Decided((later,)), message.cause)
    if not _outlived(message, run, turn.now):
        return None
    renew(turn, message.run, message.name, message.lap)
    turn.effects.append(message.answer("left"))
    return finish(turn, {})


def _outlived(message: StepMessage, run: Enrolment, now: Instant) -> bool:
    """Whether a run's execution is worn, or would be before the step's wait is over."""
    young = now - (run.begun or run.since) < YOUNG
    length = 0 if young else (message.step.get("wait") or {}).get("within", 0)
    return worn(run, Instant(now + length))


def enter(turn: Turn, message: StepMessage) -> None:
    """Note that the run is at this step now."""
    turn.put_run(message.run, message.entered_by(turn.contact.enrolments[message.run]))


def skips(turn: Turn, message: StepMessage) -> bool:
    """Whether the step's `only_if` does not hold: then it is counted and answered so."""
    only_if = message.step.get("only_if")
    run = turn.contact.enrolments[message.run]
    if only_if is None or compiled(only_if).holds(turn.scope(run)):
        return False
    turn.count(message.journey, message.name, "outcome skipped")
    answer(turn, message, "skipped")
    return True


def answer(turn: Turn, message: StepMessage, outcome: str) -> None:
    """Give a step its outcome, and remember it: a lost run goes on from there."""
    run = message.run_of(turn.contact)
    if run is not None:
        turn.put_run(message.run, run.changed(answered=outcome, answered_at=turn.now))
    turn.effects.append(message.answer(outcome))


def begin(contact: Contact, message: StepMessage, rules: Rules, now: Instant) -> Turn | Decision:
    """The turn in which a step is carried out; or all that its message comes to, decided."""
    away = turned_away(contact, message, rules, now)
    if away is not None:
        return away
    turn = turn_of(contact, message, rules, now)
    first = not message.is_at(contact.enrolments[message.run])
    enter(turn, message)
    if first and skips(turn, message):
        return end(turn, message, again=False)
    return turn


def end(turn: Turn, message: StepMessage, *, again: bool) -> Decision:
    """Look at what the step has changed, and close its turn.

    A step that asked to come back is `again` the same visit; the end is no step of the
    journey's author, and `finished` counts it.
    """
    look(turn)
    settle(turn)
    if not again and message.step["do"] != "end":
        turn.count(message.journey, message.name, "entered")
    return finish(turn, {})
