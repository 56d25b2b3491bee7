"""One mail, never twice: what to do with a mail that a run asks for, and with SES's answer.

The commit that finds no hold puts the send in flight; only then does anybody call SES. From
there it comes back in exactly one of four ways: accepted, refused for now, rejected, or
silent, and a silent one is never tried again (G8, G9).
"""

from dataclasses import dataclass, replace
from typing import Literal

from kweek.core import runs
from kweek.core.contact import Contact, Enrolment, Send
from kweek.core.decide import Decision, finish, look, settle
from kweek.core.effects import Decided
from kweek.core.holds import Hold, hold
from kweek.core.ledger import land, waiting
from kweek.core.rows import row
from kweek.core.rules import Rules
from kweek.core.step_message import StepMessage
from kweek.core.times import DAY, Instant, iso
from kweek.core.turn import Turn

HOLD_UP_TO = 7 * DAY

UNREACHABLE = ("no address", "suppressed", "unsubscribed", "no consent")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a mail's message comes to: a decision, and whether SES is to be called after it."""

    decision: Decision
    go: bool = False


def on_mail(
    contact: Contact,
    message: StepMessage,
    block: str | None,
    rules: Rules,
    now: Instant,
    settle_by: Instant,
) -> Asked:
    """Decide on a mail that a run asks for.

    `block` is what the address's claim says (unsubscribed, bounced, complained); `settle_by`
    is when a mail put in flight now counts as unknown.
    """
    run = message.run_of(contact)
    if run is None:
        return Asked(Decision(contact, Decided((message.answer("left"),)), message.cause))
    if message.entered < run.entered:
        # Superseded: the machine has gone on.
        return Asked(Decision(contact, Decided(), message.cause))
    known = contact.sends.get(message.send_id)
    if known is not None and (known.state != "later" or known.entered == message.entered):
        return Asked(_again(contact, message, run, known, rules, now))
    turn = _turn(contact, message, rules, now)
    turn.put_run(message.run, message.entered_by(run))
    send = _asked(message, known, turn.now)
    kept = None if send.to_owner else _hold(turn, message, block)
    if kept is None:
        flying = replace(send, state="inflight", hold=None, settle_by=settle_by)
        turn.put_send(message.send_id, flying)
        return Asked(finish(turn, {}), go=True)
    return Asked(_kept(turn, message, send, kept))


def on_accepted(
    contact: Contact,
    message: StepMessage,
    message_id: str,
    entered: Instant,
    rules: Rules,
    now: Instant,
) -> Decision:
    """SES took the mail: write the row, answer the step or open its wait from now.

    The machine's timer runs since it `entered` the step. When a backlog has eaten so much of
    it that it would fire before the wait is over, the step is entered anew, only to wait.
    """
    send = contact.sends.get(message.send_id)
    if send is None or send.state != "inflight":
        return Decision(contact, Decided(), message.cause)  # a click or an SES event was faster
    turn = _turn(contact, message, rules, now)
    _row_is_mark(turn, message)
    wait = message.step.get("wait")
    eaten = wait is not None and now - entered > wait["grace"]
    land(turn, message.send_id, "sent", message_id, goes_on=not eaten)
    if eaten:
        turn.effects.append(message.answer("later", until=iso(turn.now), at=message.name))
    look(turn)
    settle(turn)
    return finish(turn, {})


def on_refused(
    contact: Contact, message: StepMessage, reason: str, until: Instant, rules: Rules, now: Instant
) -> Decision:
    """SES said no for now (throttled, paused): surely not sent, so it may be tried again."""
    send = contact.sends[message.send_id]
    if send.state != "inflight":
        return Decision(contact, Decided(), message.cause)
    turn = _turn(contact, message, rules, now)
    return _kept(turn, message, replace(send, settle_by=None), Hold(reason, until))


def on_rejected(
    contact: Contact, message: StepMessage, reason: str, rules: Rules, now: Instant
) -> Decision:
    """SES will never take this mail: it failed, and the run goes on as its journey says."""
    send = contact.sends[message.send_id]
    if send.state != "inflight":
        return Decision(contact, Decided(), message.cause)
    turn = _turn(contact, message, rules, now)
    _close(turn, message, replace(send, settle_by=None), "failed", reason)
    turn.effects.append(message.answer("failed"))
    return finish(turn, {})


def _turn(contact: Contact, message: StepMessage, rules: Rules, now: Instant) -> Turn:
    at = max(now, contact.as_of)
    return Turn(contact, rules, at, message.cause, at=at)


def _row_is_mark(turn: Turn, message: StepMessage) -> None:
    """A mail that is out or closed has a ledger row, which is its done mark."""
    turn.cause = f"c#{turn.contact.id}|s#{message.send_id}"


def _asked(message: StepMessage, known: Send | None, now: Instant) -> Send:
    step = message.step
    return Send(
        mail=step["mail"],
        journey=message.journey,
        step=message.name,
        run=message.run,
        state="later",
        at=now,
        asked_at=known.asked_at if known else now,
        entered=message.entered,
        message={"lap": message.lap, "wait": step.get("wait")},
        to_owner=step["do"] != "send",
    )


def _hold(turn: Turn, message: StepMessage, block: str | None) -> Hold | None:
    mail = turn.rules.mails[message.step["mail"]]
    topic = mail.get("topic") or turn.contact.enrolments[message.run].topic
    return hold(turn.contact, mail["kind"], topic, block, turn.rules.policy, turn.now)


def _kept(turn: Turn, message: StepMessage, send: Send, kept: Hold) -> Decision:
    """A mail that does not go now: later, held for good, or to somebody out of reach."""
    if message.run_of(turn.contact) is None:  # the run was left while SES was being asked
        kept = Hold(runs.LEFT)
    longest = send.asked_at + (message.step.get("hold_up_to") or HOLD_UP_TO)
    if kept.until is not None and kept.until <= longest:
        later = replace(send, state="later", at=turn.now, hold=kept.reason)
        turn.put_send(message.send_id, later)
        turn.effects.append(
            message.answer("later", until=iso(kept.until), at=message.name),
        )
        return finish(turn, {})
    _close(turn, message, send, "held", kept.reason)
    if kept.reason in UNREACHABLE:
        runs.end_run(turn, message.run, "exited", "unreachable")
        settle(turn)
        turn.effects.append(message.answer("left"))
    else:
        turn.effects.append(message.answer("held"))
    return finish(turn, {})


def _close(
    turn: Turn, message: StepMessage, send: Send, state: Literal["held", "failed"], reason: str
) -> None:
    _row_is_mark(turn, message)
    closed = replace(send, state=state, at=turn.now, hold=reason, message={})
    turn.put_send(message.send_id, closed)
    turn.effects.append(row(turn.contact.id, message.send_id, closed, state, turn.now))


def _again(
    contact: Contact,
    message: StepMessage,
    run: Enrolment,
    known: Send,
    rules: Rules,
    now: Instant,
) -> Decision:
    """The step's mail is out, closed or on its way already."""
    if known.entered == message.entered:
        # Redelivered: its outbox finishes what is left.
        return Decision(contact, Decided(), message.cause)
    turn = _turn(contact, message, rules, now)
    turn.put_run(message.run, message.entered_by(run))
    turn.put_send(message.send_id, replace(known, entered=message.entered))
    if known.state in ("held", "failed"):
        turn.effects.append(message.answer(known.state))
    elif known.state != "inflight":
        # Entered anew after its mail went out: the new token joins the wait that is under way.
        plan = {"lap": message.lap, "wait": message.step.get("wait")}
        waiting(turn, message.send_id, plan, known.at)
        look(turn)
        settle(turn)
    return finish(turn, {})
