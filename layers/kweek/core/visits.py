"""A run's visit to a step that is no mail: what comes before and after carrying it out."""

from kweek.core.contact import Contact
from kweek.core.decide import Decision, finish, look, settle
from kweek.core.effects import Decided
from kweek.core.rules import Rules
from kweek.core.step_message import StepMessage
from kweek.core.times import Instant
from kweek.core.turn import Turn


def begin(contact: Contact, message: StepMessage, rules: Rules, now: Instant) -> Turn | Decision:
    """The turn in which a step is carried out; or all that its message comes to, decided.

    A run that ended meanwhile is answered `left`, and nothing changes.
    """
    run = message.run_of(contact)
    if run is None:
        left = (message.answer("left"),) if message.token else ()
        return Decision(contact, Decided(left), message.cause)
    if message.entered < run.entered:
        return Decision(contact, Decided(), message.cause)  # superseded: the machine has gone on
    turn = Turn(contact, rules, max(now, contact.as_of), message.cause, at=now)
    turn.put_run(message.run, message.entered_by(run))
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
