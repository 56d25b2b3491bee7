"""A contact's runs through journeys: goals reached, and the ways in which a run ends."""

from typing import Any

from kweek.core.conditions import compiled
from kweek.core.contact import Contact
from kweek.core.effects import Order
from kweek.core.enrolment import Enrolment
from kweek.core.epochs import mend
from kweek.core.rows import row
from kweek.core.turn import Turn

LEFT = "journey left"  # why a mail is held for good that its run did not wait for
ENDED = "ended"  # the journey's `ends` has come
DOUBLED = "in it already"  # two histories were joined, each with a run of this journey
NO_DATE = "no date"  # a step had to wait until a date that nobody can read
MOST_ENDED_RUNS = 12  # older ones stay in the timeline


def reach_goals(turn: Turn) -> None:
    """Note each run whose goal has come; a goal is counted and ends nothing by itself."""
    for run_id, run in turn.active():
        if run.goal is None or run.goal_at is not None:
            continue
        if compiled(run.goal).holds(turn.scope(run, run.since)):
            turn.put_run(run_id, run.changed(goal_at=turn.at))
            turn.change("goal", journey=run.journey)
            counts = [(run.journey, "", "goals")]
            turn.follow("Goal Reached", counts, journey=run.journey, run=run_id)


def leave(turn: Turn) -> None:
    """End each run whose exit has come; its machine is stopped as well as may be (G10)."""
    for run_id, run in turn.active():
        if is_over(turn, run_id) or run.exit_when is None:
            continue
        if compiled(run.exit_when).holds(turn.scope(run, run.since)):
            exit_run(turn, run_id, exit_reason(run.exit_when, turn, run))


def is_over(turn: Turn, run_id: str) -> bool:
    """End a run that is one too many, or whose journey's `ends` has come; whether it is one.

    A step or mail that comes later than that asks here too: `tick` may not have looked yet.
    """
    run = turn.contact.enrolments[run_id]
    if run.doubled:
        exit_run(turn, run_id, DOUBLED)
        return True
    if run.ends_at is None or turn.now < run.ends_at:
        return False
    exit_run(turn, run_id, ENDED)
    return True


def exit_run(turn: Turn, run_id: str, reason: str) -> None:
    """End a run early, and stop its machine."""
    run = turn.contact.enrolments[run_id]
    end_run(turn, run_id, "exited", reason)
    turn.effects.append(Order("stop", turn.contact.id, run_id, run.epoch, run.journey))


def end_run(turn: Turn, run_id: str, status: Any, reason: str | None = None) -> None:
    """Close a run: `finished`, `exited` or `failed`."""
    mend(turn, run_id)
    run = turn.contact.enrolments[run_id]
    ended = Enrolment(  # without its rules and entry, which are of no more use
        journey=run.journey,
        since=run.since,
        topic=run.topic,
        status=status,
        version=run.version,
        key=run.key,
        epoch=run.epoch,
        step=run.step,
        lap=run.lap,
        entered=run.entered,
        goal_at=run.goal_at,
        exit=reason,
        left_at=turn.at,
    )
    turn.put_run(run_id, ended)
    drop_held(turn, run_id)
    if reason == NO_DATE:
        _free_key(turn, run)
    turn.change("journey", name=run.journey, to=status, **({"reason": reason} if reason else {}))
    counter = "unreachable" if reason == "unreachable" else status
    more = {"reason": reason} if reason else {}
    event = {"finished": "Journey Finished", "exited": "Journey Exited"}.get(
        status, "Journey Failed"
    )
    turn.follow(event, [(run.journey, "", counter)], journey=run.journey, run=run_id, **more)


def broke(turn: Turn, run_id: str, how: str) -> None:
    """A run's machine ended before it did: it is shown failed, and can be recovered (G11)."""
    run = turn.contact.enrolments[run_id]
    if run.broken:
        return
    turn.put_run(run_id, run.changed(broken=how))
    turn.change("journey", name=run.journey, to="failed", reason=how)
    counts = [(run.journey, "", "failed")]
    turn.follow("Journey Failed", counts, journey=run.journey, run=run_id, reason=how)


def _free_key(turn: Turn, run: Enrolment) -> None:
    """Its key may be used again: the date may still come."""
    passed = turn.contact.passed.get(run.journey)
    if passed is not None and run.key in passed.keys:
        keys = tuple(key for key in passed.keys if key != run.key)
        turn.update(passed={**turn.contact.passed, run.journey: passed._replace(keys=keys)})


def drop_held(turn: Turn, run_id: str) -> None:
    """A mail that was to go later goes no more: nobody would ask for it again (G8)."""
    for send_id, send in list(turn.contact.sends.items()):
        if send.run == run_id and send.state == "later":
            dropped = send.changed(state="held", at=turn.now, hold=LEFT, until=None, message={})
            turn.put_send(send_id, dropped)
            turn.effects.append(row(turn.contact.id, send_id, dropped, "held", turn.now))


def exit_reason(condition: Any, turn: Turn, run: Enrolment) -> str:
    """What ended a run, in a few words a report can group by."""
    if condition == run.goal and run.goal_at is not None:
        return "goal"
    if "stage" in condition:
        return f"stage {turn.contact.stage}"
    if "segment" in condition:
        inside = [name for name in condition["segment"] if name in turn.contact.segments]
        return f"segment {inside[0]}"
    for part in condition.get("any", ()):
        if compiled(part).holds(turn.scope(run, run.since)):
            return exit_reason(part, turn, run)
    return "rule"


def forget_ended(contact: Contact) -> Contact:
    """Drop the oldest ended runs; the timeline keeps them."""
    if len(contact.enrolments) <= MOST_ENDED_RUNS:
        return contact
    ended = [(r.left_at or 0, key) for key, r in contact.enrolments.items() if r.left_at]
    surplus = {key for _, key in sorted(ended)[:-MOST_ENDED_RUNS]}
    if not surplus:
        return contact
    rest = {key: run for key, run in contact.enrolments.items() if key not in surplus}
    return contact.changed(enrolments=rest)
