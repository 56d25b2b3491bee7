"""Takes over what a restored table has forgotten and the executions still know.

Each run goes on from where its machine stood, in a new execution. What the forgotten hours
may have mailed counts as `unknown`: it is shown, waited for, and never sent again.
"""

from collections.abc import Mapping
from typing import Any

from kweek.core import opening
from kweek.core.contact import Contact, Passed, Send
from kweek.core.decide import Decision, finish, look, settle
from kweek.core.effects import Decided, Order
from kweek.core.enrolment import Enrolment, Pause
from kweek.core.epochs import mend, renew
from kweek.core.incoming import Incoming
from kweek.core.pausing import PLAN
from kweek.core.rows import row
from kweek.core.rules import Rules
from kweek.core.runs import end_run
from kweek.core.times import NEVER_ENTERED, Instant
from kweek.core.turn import Turn

FORGOTTEN = "began in what the table forgot"


def on_restored(contact: Contact, incoming: Incoming, cause: str, rules: Rules) -> Decision:
    """Bring each run to where its machine was seen; one that has moved since is left alone."""
    now = max(contact.as_of, incoming.received_at)
    turn = Turn(contact, rules, now, cause, at=now)
    if contact.version:
        for run_id, said in incoming.properties["runs"].items():
            _take_over(turn, run_id, said)
    if not turn.effects:
        return Decision(contact, Decided(), cause)
    look(turn)
    settle(turn)
    return finish(turn, {})


def _take_over(turn: Turn, run_id: str, said: Mapping[str, Any]) -> None:
    run = turn.contact.enrolments.get(run_id)
    seen = {"epoch": run.epoch, "at": run.entered} if run is not None else None
    if seen != said["seen"]:
        return
    _not_again(turn, run_id, said)
    if run is None:
        _began(turn, run_id, said)
    elif run.status == "active" and (said["place"] or said["ended"]):
        _move(turn, run_id, run, said)


def _not_again(turn: Turn, run_id: str, said: Mapping[str, Any]) -> None:
    """What may have been mailed is unknown, from when its machine asked for it."""
    for send_id, mail in said["mails"].items():
        known = turn.contact.sends.get(send_id)
        if known is not None and known.state not in ("later", "inflight"):
            continue
        at = Instant(mail["at"])
        send = Send(
            mail=mail["mail"],
            journey=said["journey"],
            step=mail["step"],
            run=run_id,
            state="unknown",
            at=at,
            asked_at=at,
            to_owner=mail["to_owner"],
        )
        turn.put_send(send_id, send)
        turn.change("send", mail=send.mail, to="unknown")
        turn.effects.append(row(turn.contact.id, send_id, send, "unknown", at))


def _began(turn: Turn, run_id: str, said: Mapping[str, Any]) -> None:
    """A run that began in those hours cannot go on: what it began with is lost.

    It counts as passed, so that nobody is mailed the same again by entering anew.
    """
    name, began = said["journey"], Instant(said["began"])
    journey = turn.rules.journeys.get(name)
    run = Enrolment(name, began, journey.topic if journey else "", epoch=said["epoch"])
    before = turn.contact.passed.get(name, Passed(began, 0))
    passed = Passed(max(began, before.entered), before.times + 1, before.keys)
    turn.update(passed={**turn.contact.passed, name: passed})
    turn.put_run(run_id, run)
    end_run(turn, run_id, "exited", FORGOTTEN)
    turn.effects.append(Order("stop", turn.contact.id, run_id, run.epoch, name))


def _move(turn: Turn, run_id: str, run: Enrolment, said: Mapping[str, Any]) -> None:
    at = said["at"]
    mend(turn, run_id)
    moved = run.changed(
        broken="",
        epoch=said["epoch"],
        step=at["step"],
        lap=at["lap"],
        answered=at["answered"],
        answered_at=Instant(at["answered_at"]),
        waited_until=_latest(run.waited_until, at["waited_until"]),
        not_before=None,
        wait=None,
        pause=None,
    )
    turn.put_run(run_id, moved)
    if said["ended"]:
        end_run(turn, run_id, said["ended"], FORGOTTEN if said["ended"] == "exited" else None)
        return
    if not at["answered"]:
        _goes_on_waiting(turn, run_id, moved, at)
    place = said["place"]
    renew(turn, run_id, place["step"], place["lap"], place["not_before"])


def _goes_on_waiting(turn: Turn, run_id: str, run: Enrolment, at: Mapping[str, Any]) -> None:
    """What was waited for without a mail goes on since then; a mail's wait opens with its send."""
    step, begun = at["does"], Instant(at["entered"])
    if step.get("do") == "wait_for":
        opening.open_wait(
            turn, run_id, step["wait"], run.step, run.lap, NEVER_ENTERED, begun, begun
        )
    elif step.get("do") == "wait":
        plan = {key: step[key] for key in PLAN if step.get(key)}
        turn.put_run(run_id, run.changed(pause=Pause(run.step, run.lap, begun, begun, plan)))


def _latest(known: Instant | None, seen: int | None) -> Instant | None:
    both = [one for one in (known, seen) if one is not None]
    return Instant(max(both)) if both else None
