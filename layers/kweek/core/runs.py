"""A contact's runs through journeys: goals reached, exits, waits answered, entries."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kweek.core.conditions import compiled
from kweek.core.contact import Contact, Enrolment, Passed, Wait
from kweek.core.effects import Order
from kweek.core.ids import digest
from kweek.core.rows import row
from kweek.core.rules import Journey
from kweek.core.times import Instant
from kweek.core.turn import Happening, Turn

MOST_ENTRY_BYTES = 2_048  # the entry's properties travel with the contact: keep it small
LEFT = "journey left"  # why a mail is held for good that its run did not wait for
MOST_ENDED_RUNS = 12  # older ones stay in the timeline


def reach_goals(turn: Turn) -> None:
    """Note each run whose goal has come; a goal is counted and ends nothing by itself."""
    for run_id, run in _active(turn):
        if run.goal is None or run.goal_at is not None:
            continue
        if compiled(run.goal).holds(turn.scope(run, run.since)):
            turn.put_run(run_id, replace(run, goal_at=turn.at))
            turn.change("goal", journey=run.journey)
            counts = [(run.journey, "", "goals")]
            turn.follow("Goal Reached", counts, journey=run.journey, run=run_id)


def leave(turn: Turn) -> None:
    """End each run whose exit has come; its machine is stopped as well as may be (G10)."""
    for run_id, run in _active(turn):
        if run.exit_when is None:
            continue
        if compiled(run.exit_when).holds(turn.scope(run, run.since)):
            end_run(turn, run_id, "exited", exit_reason(run.exit_when, turn))
            turn.effects.append(Order("stop", turn.contact.id, run_id, run.epoch, run.journey))


def end_run(turn: Turn, run_id: str, status: Any, reason: str | None = None) -> None:
    """Close a run: `finished`, `exited` or `failed`."""
    run = turn.contact.enrolments[run_id]
    ended = replace(
        Enrolment(run.journey, run.since, run.topic),  # its rules and entry are of no more use
        status=status,
        epoch=run.epoch,
        step=run.step,
        lap=run.lap,
        entered=run.entered,
        goal_at=run.goal_at,
        exit=reason,
        left_at=turn.at,
    )
    turn.put_run(run_id, ended)
    _drop_held(turn, run_id)
    turn.change("journey", name=run.journey, to=status, **({"reason": reason} if reason else {}))
    counter = "unreachable" if reason == "unreachable" else status
    more = {"reason": reason} if reason else {}
    event = {"finished": "Journey Finished", "exited": "Journey Exited"}.get(
        status, "Journey Failed"
    )
    turn.follow(event, [(run.journey, "", counter)], journey=run.journey, run=run_id, **more)


def _drop_held(turn: Turn, run_id: str) -> None:
    """A mail that was to go later goes no more: nobody would ask for it again (G8)."""
    for send_id, send in list(turn.contact.sends.items()):
        if send.run == run_id and send.state == "later":
            dropped = replace(send, state="held", at=turn.now, hold=LEFT, message={})
            turn.put_send(send_id, dropped)
            turn.effects.append(row(turn.contact.id, send_id, dropped, "held", turn.now))


def exit_reason(condition: Any, turn: Turn) -> str:
    """What ended a run, in a few words a report can group by."""
    if condition == "goal":
        return "goal"
    if "stage" in condition:
        return f"stage {turn.contact.stage}"
    if "segment" in condition:
        inside = [name for name in condition["segment"] if name in turn.contact.segments]
        return f"segment {inside[0]}"
    for part in condition.get("any", ()):
        if compiled(part).holds(turn.scope(since=turn.now)):
            return exit_reason(part, turn)
    return "rule"


def answer_waits(turn: Turn) -> None:
    """Claim each wait whose outcome has come, and tell its machine (G7: once, and no other)."""
    for run_id, run in _active(turn):
        wait = run.wait
        if wait is None or wait.claimed is not None or turn.at >= wait.closes:
            continue
        outcome = _first(turn, run, wait, wait.immediate)
        if outcome:
            claim(turn, run_id, outcome)


def judge_waits(turn: Turn) -> None:
    """At a wait's deadline, take the first judged outcome that has happened, if any.

    With none, the machine's own timer means silence, and costs nothing.
    """
    for run_id, run in _active(turn):
        wait = run.wait
        if wait is None or wait.claimed is not None:
            continue
        if not wait.deadline <= turn.now < wait.closes:  # after that the machine has gone on
            continue
        outcome = _first(turn, run, wait, wait.judged)
        if outcome:
            claim(turn, run_id, outcome)


def claim(turn: Turn, run_id: str, outcome: str) -> None:
    """Give a wait its one outcome."""
    run = turn.contact.enrolments[run_id]
    wait = run.wait
    if wait is None:
        msg = f"run {run_id} waits for nothing"
        raise ValueError(msg)
    claimed = replace(run, wait=replace(wait, claimed=outcome), waited_until=turn.at)
    turn.put_run(run_id, claimed)
    turn.change("wait", journey=run.journey, step=wait.step, outcome=outcome)
    waited = wait.closes > wait.deadline  # else it was a plain mail, which is out now
    if waited:
        turn.count(run.journey, wait.step, f"outcome {outcome}")
    turn.effects.append(
        Order(
            "answer",
            turn.contact.id,
            run_id,
            run.epoch,
            run.journey,
            step=wait.step,
            lap=wait.lap,
            entered=wait.entered,
            output={"outcome": outcome},
            closes=wait.closes if waited else None,
        )
    )


def _first(turn: Turn, run: Enrolment, wait: Wait, outcomes: Any) -> str | None:
    send = turn.contact.sends.get(wait.send) if wait.send else None
    scope = turn.scope(run, wait.since, send)
    return next((name for name, rule in outcomes if compiled(rule).holds(scope)), None)


def judged_due(turn: Turn, run: Enrolment) -> Instant | None:
    """A wait's deadline, when code must judge it there; None when silence would decide."""
    wait = run.wait
    if wait is None or wait.claimed is not None or turn.now >= wait.closes:
        return None
    return wait.deadline if _first(turn, run, wait, wait.judged) else None


def enter(turn: Turn, happening: Happening, matched: set[str]) -> None:
    """Start the journeys that a happening opens to this contact."""
    if not turn.wake:
        return
    for journey in turn.rules.journeys.values():
        if any(_opens(way, happening, matched) for way in journey.enter):
            enrol(turn, journey, happening.properties)


def _opens(way: Mapping[str, Any], happening: Happening, matched: set[str]) -> bool:
    if "event" in way:
        return way["event"] in matched
    if "segment" in way:
        return happening.event == "Segment Entered" and (
            happening.properties["segment"] == way["segment"]
        )
    return happening.event == "Stage Changed" and happening.properties["to"] in way["stage"]


def enrol(turn: Turn, journey: Journey, entry: Mapping[str, Any]) -> bool:
    """Put the contact into a journey, unless its rules keep them out; whether it did."""
    run_id = digest(turn.contact.id, journey.name, turn.cause)
    if run_id in turn.contact.enrolments or not _may_enter(turn, journey):
        return False
    passed = turn.contact.passed.get(journey.name)
    turn.update(
        passed={
            **turn.contact.passed,
            journey.name: Passed(turn.at, (passed.times if passed else 0) + 1),
        }
    )
    run = Enrolment(
        journey=journey.name,
        since=turn.at,
        topic=journey.topic,
        entry=_bounded(entry),
        goal=journey.goal,
        exit_when=journey.exit_when,
        predicates=journey.predicates,
    )
    turn.put_run(run_id, run)
    turn.change("journey", name=journey.name, to="started")
    turn.effects.append(Order("start", turn.contact.id, run_id, run.epoch, journey.name))
    counts = [(journey.name, "", "started")]
    turn.follow("Journey Started", counts, journey=journey.name, run=run_id)
    return True


def _may_enter(turn: Turn, journey: Journey) -> bool:
    contact = turn.contact
    if journey.status != "live" or contact.active(journey.name):
        return False
    passed = contact.passed.get(journey.name)
    if passed is not None and journey.re_entry["kind"] == "never":
        return False
    if passed is not None and journey.re_entry["kind"] == "after":
        again: int = passed.entered + journey.re_entry["after"]
        if turn.at < again:
            return False
    # What leaves by a state is kept out; an event that leaves must still come.
    scope = turn.scope(since=turn.now)
    if journey.exit_when is not None and compiled(journey.exit_when).holds(scope):
        return False
    return journey.only_if is None or compiled(journey.only_if).holds(turn.scope())


def _bounded(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry's properties, leaving out what would make the contact's item heavy."""
    kept: dict[str, Any] = {}
    room = MOST_ENTRY_BYTES
    for name, value in entry.items():
        room -= len(json.dumps([name, value]))
        if room < 0:
            break
        kept[name] = value
    return kept


def forget_ended(contact: Contact) -> Contact:
    """Drop the oldest ended runs; the timeline keeps them."""
    ended = [(r.left_at or 0, key) for key, r in contact.enrolments.items() if r.left_at]
    surplus = {key for _, key in sorted(ended)[:-MOST_ENDED_RUNS]}
    if not surplus:
        return contact
    rest = {key: run for key, run in contact.enrolments.items() if key not in surplus}
    return replace(contact, enrolments=rest)


def _active(turn: Turn) -> list[tuple[str, Enrolment]]:
    runs = turn.contact.enrolments.items()
    return [(run_id, run) for run_id, run in runs if run.status == "active"]
