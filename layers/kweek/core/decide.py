"""What an event, or the passing of time, makes of a contact: the one entrance to the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kweek.core import entering, runs, waits
from kweek.core.contact import Contact, Given, Trait
from kweek.core.due import is_due, next_due
from kweek.core.effects import Decided, Mark
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.ledger import found_out, settle_silent
from kweek.core.reactions import opt_out, react, suppress
from kweek.core.rows import row
from kweek.core.rules import Rules
from kweek.core.times import DAY, Instant, MachineDuration, scaled
from kweek.core.trials import judge_trials
from kweek.core.turn import Happening, Turn, resegment, restage, tally
from kweek.core.waking import wake_paused

LATE = MachineDuration(DAY)  # what arrives later than this starts and wakes nothing


@dataclass(frozen=True, slots=True)
class Decision:
    """The contact after it, and what was ordered; nothing has happened yet.

    `cause` is the done mark of what was decided upon, as `partition|sort key`.
    """

    contact: Contact
    decided: Decided
    cause: str


def on_event(
    contact: Contact, incoming: Incoming, cause: str, rules: Rules, now: Instant, speed: int = 1
) -> Decision:
    """Decide on one event.

    `now` is max(contact.as_of, received_at), never the machine's clock: one story gives
    one contact, however it is retried.
    """
    late = incoming.received_at - incoming.at > scaled(LATE, speed)
    turn = Turn(contact, rules, now, cause, at=incoming.at, wake=not late)
    if not contact.created_at:
        turn.update(created_at=incoming.at)
    waits.judge_overdue(turn)
    name, properties, extra = react(turn, incoming)
    _take_traits(turn, incoming)
    _take_consent(turn, incoming)
    first = Happening(name, incoming.at, properties)
    turn.pending.appendleft(first)
    if incoming.type == "enrol":
        entering.enter_by_hand(turn, properties["journey"], properties["entry"])
    settle(turn)
    return finish(turn, {"event": name, **extra})


def on_due(contact: Contact, cause: str, rules: Rules, now: Instant) -> Decision:
    """Decide what time alone has changed: flips, deadlines, mails that stayed silent."""
    turn = Turn(contact, rules, now, cause, at=now)
    if not is_due(contact, now):
        return Decision(contact, Decided(), cause)
    settle_silent(turn)
    waits.judge_waits(turn)
    look(turn)
    settle(turn)
    return finish(turn, {})


def on_look(contact: Contact, incoming: Incoming, cause: str, rules: Rules) -> Decision:
    """Look at a contact again, whatever has changed around them: new rules, a pause that is over.

    The message says which journeys are paused, as its sender read the switch.
    """
    now = max(contact.as_of, incoming.received_at)
    turn = Turn(contact, rules, now, cause, at=now)
    if not contact.version:
        return Decision(contact, Decided(), cause)
    look(turn)
    settle(turn)
    if "paused" in incoming.properties:
        wake_paused(turn, incoming.properties["paused"])
    return finish(turn, {})


def on_settled(contact: Contact, incoming: Incoming, cause: str, rules: Rules) -> Decision:
    """SES knows of a mail whose row nobody has written: take it out of flight, or note its fate."""
    now = max(contact.as_of, incoming.received_at)
    turn = Turn(contact, rules, now, cause, at=now)
    send_id, state = incoming.properties["send"], incoming.properties["state"]
    send = contact.sends.get(send_id)
    if send is None:
        return Decision(contact, Decided(), cause)
    if send.state in ("inflight", "unknown"):
        found_out(turn, send_id, "sent", incoming.properties.get("message_id"))
    turn.effects.append(row(contact.id, send_id, turn.contact.sends[send_id], state, incoming.at))
    look(turn)
    settle(turn)
    return finish(turn, {})


def on_opt_out(contact: Contact, rules: Rules, now: Instant) -> Decision:
    """Somebody ends all marketing mail: committed before anybody is answered (G5)."""
    turn = Turn(contact, rules, max(now, contact.as_of), "", at=now)
    opt_out(turn)
    return finish(turn, {})


def on_suppressed(contact: Contact, reason: str, rules: Rules, now: Instant) -> Decision:
    """The mailbox is gone, or its owner complained: no mail any more (G5)."""
    turn = Turn(contact, rules, max(now, contact.as_of), "", at=now)
    suppress(turn, reason)
    return finish(turn, {})


def on_failed(contact: Contact, incoming: Incoming, cause: str, rules: Rules) -> Decision:
    """A step could not be carried out, or a machine broke: its run is shown failed."""
    now = max(contact.as_of, incoming.received_at)
    turn = Turn(contact, rules, now, cause, at=now)
    run = contact.enrolments.get(incoming.properties["run"])
    # The execution of an earlier epoch was stopped, or lost: the run goes on in another.
    epoch = incoming.properties["epoch"]
    if run is None or run.status != "active" or run.epoch != epoch:
        return Decision(contact, Decided(), cause)
    run_id, why = incoming.properties["run"], incoming.properties["step"]
    if incoming.properties.get("broken"):
        runs.broke(turn, run_id, why)
    else:
        runs.end_run(turn, run_id, "failed", why)
    if not turn.effects:
        return Decision(contact, Decided(), cause)
    settle(turn)
    return finish(turn, {})


def settle(turn: Turn) -> None:
    """Let everything that follows follow, until nothing more does; then what time has opened."""
    _follow(turn)
    entering.enter_by_time(turn)
    while turn.pending:
        _follow(turn)
        entering.enter_by_time(turn)
    turn.settled = True


def _follow(turn: Turn) -> None:
    while turn.pending:
        happening = turn.pending.popleft()
        matched = tally(turn, happening)
        look(turn)
        entering.enter(turn, happening, matched)


def look(turn: Turn) -> None:
    """Bring stage, segments, goals, exits and waits up to what is known now."""
    restage(turn)
    resegment(turn)
    runs.reach_goals(turn)
    runs.leave(turn)
    if turn.wake:
        waits.answer_waits(turn)
    judge_trials(turn)


def finish(turn: Turn, extra: Mapping[str, Any]) -> Decision:
    """Close a turn: when to look again, and the next version."""
    contact = turn.contact = runs.forget_ended(turn.contact)
    turn.update(
        as_of=max(contact.as_of, turn.now),
        due_at=next_due(turn, contact.due_at),
        version=contact.version + 1,
    )
    partition, _, mark = turn.cause.partition("|m#")
    if mark and (turn.effects or turn.counts):
        turn.effects.append(Mark(partition.removeprefix("c#"), mark, tuple(turn.counts)))
    elif "|s#" in turn.cause and turn.counts:
        # A ledger row carries no counts: they have a mark of their own, put before the row.
        counts = Mark(contact.id, digest(turn.cause), tuple(turn.counts))
        turn.effects.insert(0, counts)
    decided = Decided(tuple(turn.effects), tuple(turn.changed), tuple(turn.counts), extra)
    return Decision(turn.contact, decided, turn.cause)


def _take_traits(turn: Turn, incoming: Incoming) -> None:
    """Last writer by event time, each trait for itself; null forgets a trait."""
    known = dict(turn.contact.traits)
    taken = []
    for name, value in incoming.traits.items():
        if name not in known or known[name].at <= incoming.at:
            if name not in known or known[name].value != value:
                taken.append(name)
            known[name] = Trait(value, incoming.at)
    if incoming.traits:
        turn.update(traits=known)
    if taken:
        turn.change("traits", names=taken)


def _take_consent(turn: Turn, incoming: Incoming) -> None:
    """Keep a yes with its words. It lifts no opt-out: that takes a confirmed mail."""
    given = incoming.consent
    if given is None:
        return
    one = Given(incoming.at, given.wording, given.form)
    turn.update(consent={**turn.contact.consent, **dict.fromkeys(given.topics, one)})
    turn.change("consent", topics=list(given.topics), form=given.form)
