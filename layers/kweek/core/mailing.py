"""One mail, never twice: what to do with a mail that a run asks for, and with SES's answer.

The commit that finds no hold puts the send in flight; only then does anybody call SES. From
there it comes back in exactly one of four ways: accepted, refused for now, rejected, or
silent, and a silent one is never tried again (G8, G9).
"""

from dataclasses import dataclass, replace
from typing import Literal

from kweek.core import runs, visits
from kweek.core.contact import Contact, Send
from kweek.core.decide import Decision, finish, look, settle
from kweek.core.effects import Decided
from kweek.core.holds import PAUSED, Hold, Standing
from kweek.core.ledger import is_eaten, land, waiting
from kweek.core.mail_asked import has_date, held_by, send_of
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
    standing: Standing,
    rules: Rules,
    now: Instant,
    settle_by: Instant,
    asked: Instant,
) -> Asked:
    """Decide on a mail that a run asks for.

    `settle_by` is when a mail put in flight now counts as unknown; `asked` is when the machine
    entered the step, all in campaign time.
    """
    known = contact.sends.get(message.send_id)
    if known is not None and known.entered == message.entered and message.run_of(contact):
        # Redelivered: its outbox finishes what is left.
        return Asked(Decision(contact, Decided(), message.cause))
    away = visits.turned_away(contact, message, rules, now)
    if away is not None:
        return Asked(away)
    turn = visits.turn_of(contact, message, rules, now)
    visits.enter(turn, message)
    if known is None and visits.skips(turn, message):
        return Asked(visits.end(turn, message, again=False))
    if known is not None and known.state != "later":
        return Asked(_again(turn, message, known, asked))
    return _wanted(turn, message, known, standing, settle_by, asked)


def _wanted(
    turn: Turn,
    message: StepMessage,
    known: Send | None,
    standing: Standing,
    settle_by: Instant,
    asked: Instant,
) -> Asked:
    """A mail that is to go now, unless something holds it."""
    if not has_date(turn, message):
        return Asked(_without_date(turn, message))
    send = send_of(turn, message, known, asked)
    kept = held_by(turn, message, standing)
    if kept is not None:
        return Asked(_kept(turn, message, send, kept))
    flying = send.changed(state="inflight", hold=None, settle_by=settle_by)
    turn.put_send(message.send_id, flying)
    return Asked(finish(turn, {}), go=True)


def on_accepted(
    contact: Contact,
    message: StepMessage,
    message_id: str,
    rules: Rules,
    now: Instant,
) -> Decision:
    """SES took the mail: write the row, answer the step or open its wait from now.

    The machine's timer runs since it asked for the mail. When a backlog has eaten so much of
    it that it would fire before the wait is over, the step is entered anew, only to wait.
    """
    send = contact.sends.get(message.send_id)
    if send is None or send.state != "inflight":
        return Decision(contact, Decided(), message.cause)  # a click or an SES event was faster
    message = _present(contact, message, send)
    turn = visits.turn_of(contact, message, rules, now)
    _row_is_mark(turn, message)
    late = is_eaten(send, turn.now)
    land(turn, message.send_id, "sent", message_id, goes_on=not late)
    if late:
        turn.effects.append(message.answer("later", until=iso(turn.now), at=message.name))
    look(turn)
    settle(turn)
    return finish(turn, {})


def on_refused(
    contact: Contact, message: StepMessage, reason: str, until: Instant, rules: Rules, now: Instant
) -> Decision:
    """SES said no for now (throttled, paused): surely not sent, so it may be tried again."""
    send = contact.sends.get(message.send_id)
    if send is None or send.state != "inflight":
        return Decision(contact, Decided(), message.cause)
    message = _present(contact, message, send)
    turn = visits.turn_of(contact, message, rules, now)
    return _kept(turn, message, send.changed(settle_by=None), Hold(reason, until))


def on_rejected(
    contact: Contact, message: StepMessage, reason: str, rules: Rules, now: Instant
) -> Decision:
    """SES will never take this mail: it failed, and the run goes on as its journey says."""
    send = contact.sends.get(message.send_id)
    if send is None or send.state != "inflight":
        return Decision(contact, Decided(), message.cause)
    message = _present(contact, message, send)
    turn = visits.turn_of(contact, message, rules, now)
    _close(turn, message, send.changed(settle_by=None), "failed", reason)
    visits.answer(turn, message, "failed")
    return finish(turn, {})


def _present(contact: Contact, message: StepMessage, send: Send) -> StepMessage:
    """The message of the execution that waits for the mail now.

    Another may have taken over while SES was being asked; its token lies in an item of its own.
    """
    run = contact.enrolments.get(message.run)
    if run is None or run.epoch == message.epoch:
        return message
    return replace(message, epoch=run.epoch, entered=send.entered, token="")


def _row_is_mark(turn: Turn, message: StepMessage) -> None:
    """A mail that is out or closed has a ledger row, which is its done mark."""
    turn.cause = f"c#{turn.contact.id}|s#{message.send_id}"


def _without_date(turn: Turn, message: StepMessage) -> Decision:
    runs.end_run(turn, message.run, "exited", runs.NO_DATE)
    turn.effects.append(message.answer("left"))
    settle(turn)
    return finish(turn, {})


def _kept(turn: Turn, message: StepMessage, send: Send, kept: Hold) -> Decision:
    """A mail that does not go now: later, held for good, or to somebody out of reach."""
    if message.entry_of(turn.contact) is None:  # the run was left while SES was being asked
        kept = Hold(runs.LEFT)
    longest = send.asked_at + (message.step.get("hold_up_to") or HOLD_UP_TO)
    if kept.until is not None and (kept.until <= longest or kept.reason == PAUSED):
        later = send.changed(state="later", at=turn.now, hold=kept.reason, until=kept.until)
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
        visits.answer(turn, message, "held")
    return finish(turn, {})


def _close(
    turn: Turn, message: StepMessage, send: Send, state: Literal["held", "failed"], reason: str
) -> None:
    _row_is_mark(turn, message)
    closed = send.changed(state=state, at=turn.now, hold=reason, message={})
    turn.put_send(message.send_id, closed)
    turn.effects.append(row(turn.contact.id, message.send_id, closed, state, turn.now))


def _again(turn: Turn, message: StepMessage, known: Send, asked: Instant) -> Decision:
    """The step is entered anew, and its mail is out, closed or on its way already."""
    plan = {**known.message, "asked": asked} if known.message else {}
    turn.put_send(message.send_id, known.changed(entered=message.entered, message=plan))
    if known.state in ("held", "failed"):
        visits.answer(turn, message, known.state)
    elif known.state != "inflight":
        # The new token joins the wait that is under way.
        plan = {"lap": message.lap, "wait": message.step.get("wait"), "asked": asked}
        waiting(turn, message.send_id, plan, known.at)
        look(turn)
        settle(turn)
    return finish(turn, {})
