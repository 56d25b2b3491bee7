"""The webhook step: what another system's answer makes of a contact and its run.

The call itself stands between two decisions. Before it nothing is committed; after it one
commit takes the answer, and a run that was left meanwhile takes nothing (G10). A message that
comes twice finds its mark; a worker that died before its commit calls again, under the same id.
"""

from collections.abc import Mapping
from typing import Any

from kweek.core import visits
from kweek.core.contact import Contact, Trait
from kweek.core.decide import Decision
from kweek.core.effects import Decided
from kweek.core.enrolment import Pause
from kweek.core.rules import Rules
from kweek.core.step_message import StepMessage
from kweek.core.times import MINUTE, Instant, iso
from kweek.core.turn import Turn
from kweek.core.webhook_call import Reply, Request, answered, kept, request, shown

#: Machine time before the second, third and fourth try; who is silent then has failed.
TRIES = (MINUTE, 5 * MINUTE, 30 * MINUTE)
FENCED = 15 * MINUTE  # of machine time, until a call behind the fence is asked for again


def to_call(
    contact: Contact, message: StepMessage, rules: Rules, now: Instant
) -> Request | Decision:
    """The call that a step asks for; or, when none is to be made, what its message comes to."""
    turn = visits.begin(contact, message, rules, now)
    if isinstance(turn, Decision):
        return turn
    return request(turn.contact, message, turn.contact.enrolments[message.run].entry)


def not_now(contact: Contact, message: StepMessage, now: Instant, speed: float) -> Decision:
    """Behind the fence nobody is called: the machine is to come back."""
    until = Instant(now + round(FENCED * speed))
    later = message.answer("later", until=iso(until), at=message.name)
    return Decision(contact, Decided((later,)), message.cause)


def on_reply(
    contact: Contact,
    message: StepMessage,
    reply: Reply,
    rules: Rules,
    now: Instant,
    speed: float = 1,
) -> Decision:
    """Take what came of the call: `done`, `failed`, or `later` for another try.

    Whether the step is skipped was asked before the call, and is asked no more.
    """
    away = visits.turned_away(contact, message, rules, now)
    if away is not None:
        return away
    turn = visits.turn_of(contact, message, rules, now)
    again = message.is_at(contact.enrolments[message.run])
    visits.enter(turn, message)
    run = turn.contact.enrolments[message.run]
    tries = run.pause.tries if run.pause else 0
    if not reply.done and reply.again and tries < len(TRIES):
        _later(turn, message, tries, speed)
    else:
        turn.put_run(message.run, run.changed(pause=None))
        _take(turn, message, reply) if reply.done else _fail(turn, message, reply)
    return visits.end(turn, message, again=again)


def _later(turn: Turn, message: StepMessage, tries: int, speed: float) -> None:
    until = Instant(turn.now + round(TRIES[tries] * speed))
    pause = Pause(message.name, message.lap, until, turn.now, tries=tries + 1)
    run = turn.contact.enrolments[message.run]
    turn.put_run(message.run, run.changed(pause=pause))
    turn.effects.append(message.answer("later", until=iso(until), at=message.name))


def _take(turn: Turn, message: StepMessage, reply: Reply) -> None:
    value = answered(reply)
    given = kept(value, message.step.get("keep") or {})
    if given:
        traits = {name: Trait(one, turn.now) for name, one in given.items()}
        turn.update(traits={**turn.contact.traits, **traits})
        turn.change("traits", names=list(given))
    told = {"response": shown(value)} if value is not None else {}
    _answer(turn, message, "done", {"status": reply.status, **told})


def _fail(turn: Turn, message: StepMessage, reply: Reply) -> None:
    told = {"reason": reply.reason} if reply.reason else {"status": reply.status}
    _answer(turn, message, "failed", told)


def _answer(turn: Turn, message: StepMessage, outcome: str, told: Mapping[str, Any]) -> None:
    event = "Webhook Answered" if outcome == "done" else "Webhook Failed"
    turn.count(message.journey, message.name, f"outcome {outcome}")
    turn.follow(event, journey=message.journey, step=message.name, run=message.run, **told)
    visits.answer(turn, message, outcome)
