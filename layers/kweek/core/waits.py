"""A run's wait: answered by events, judged at its deadline, given one outcome and no other.

Most end by the machine's own timer, which means silence and costs nothing. `tick` answers in
its place where the timer cannot know the end: it is a moment, which may still move, or the
step was entered anew by a later execution.
"""

from typing import Any

from kweek.core.conditions import compiled
from kweek.core.effects import Order
from kweek.core.enrolment import Enrolment, Wait
from kweek.core.epochs import OLDEST, renew
from kweek.core.times import DAY, Instant, MachineInstant
from kweek.core.turn import Turn

OTHERWISE = "otherwise"
NEVER = Instant(2**53)  # no machine is replaced that is broken
RENEWED = OLDEST - 10 * DAY  # an execution this old is replaced while it waits


def answer_waits(turn: Turn) -> None:
    """Claim each wait whose outcome has come, and tell its machine (G7: once, and no other)."""
    for run_id, run in turn.active():
        wait = run.wait
        if wait is None or wait.claimed is not None or turn.at >= _counts_until(wait):
            continue
        outcome = first_true(turn, run, wait, wait.immediate)
        if outcome:
            claim(turn, run_id, outcome)


def _counts_until(wait: Wait) -> Instant:
    """What happens before this instant still ends the wait."""
    return wait.deadline if wait.plan else wait.closes


def judge_waits(turn: Turn) -> None:
    """At a wait's deadline, take the first judged outcome that has happened, if any.

    With none, the machine's own timer means silence, and costs nothing; where it cannot,
    silence is told from here. A wait that outlasts its execution is handed to another.
    """
    for run_id, run in turn.active():
        wait = run.wait
        if wait is None or wait.claimed is not None:
            continue
        outcome = _judged(turn, run, wait)
        if outcome:
            claim(turn, run_id, outcome, _ended(wait, outcome))
        elif wait.by_tick and turn.now >= _renewal(run):
            renew(turn, run_id, wait.step, wait.lap)


def judge_overdue(turn: Turn) -> None:
    """End the waits for a moment that has passed before what is decided upon happened."""
    for run_id, run in turn.active():
        wait = run.wait
        if wait and wait.claimed is None and wait.plan and wait.deadline <= turn.at:
            outcome = first_true(turn, run, wait, wait.judged) or OTHERWISE
            claim(turn, run_id, outcome, _ended(wait, outcome))


def _ended(wait: Wait, outcome: str) -> Instant | None:
    """Where a judged wait ended: what came at its moment, or in its silence, is the next one's."""
    if wait.plan:
        return Instant(wait.deadline - 1)
    return wait.deadline if outcome == OTHERWISE else None


def _judged(turn: Turn, run: Enrolment, wait: Wait) -> str | None:
    if turn.now < wait.deadline:
        return None
    over = turn.now >= _counts_until(wait)
    if over and not wait.by_tick:
        return None  # the machine has gone on
    silent = OTHERWISE if over else None
    return first_true(turn, run, wait, wait.judged) or silent


def claim(turn: Turn, run_id: str, outcome: str, ended: Instant | None = None) -> None:
    """Give a wait its one outcome; the next one looks back to where this one `ended`."""
    run = turn.contact.enrolments[run_id]
    wait = run.wait
    if wait is None:
        msg = f"run {run_id} waits for nothing"
        raise ValueError(msg)
    claimed = run.changed(
        wait=wait.changed(claimed=outcome),
        waited_until=turn.at if ended is None else ended,
        answered=outcome,
        answered_at=turn.now,
    )
    turn.put_run(run_id, claimed)
    turn.change("wait", journey=run.journey, step=wait.step, outcome=outcome)
    waited = wait.closes > wait.deadline  # else it was a plain mail, which is out now
    if waited:
        turn.count(run.journey, wait.step, f"outcome {outcome}")
    # Where tick decides, the machine's timer is far behind: closed means answered already.
    closes = wait.closes if waited and not wait.by_tick else None
    at = wait.step, wait.lap, wait.entered
    turn.effects.append(answer_order(turn, run_id, run, *at, outcome, closes))


def answer_order(
    turn: Turn,
    run_id: str,
    run: Enrolment,
    step: str,
    lap: int,
    entered: MachineInstant,
    outcome: str,
    closes: Instant | None = None,
) -> Order:
    """The order that gives the machine of a step its outcome, which `closes` by itself then."""
    return Order(
        "answer",
        turn.contact.id,
        run_id,
        run.epoch,
        run.journey,
        step=step,
        lap=lap,
        entered=entered,
        output={"outcome": outcome},
        closes=closes,
    )


def first_true(turn: Turn, run: Enrolment, wait: Wait, outcomes: Any) -> str | None:
    """The name of the first outcome, of `(name, rule)` each, whose rule holds for a wait."""
    send = turn.contact.sends.get(wait.send) if wait.send else None
    scope = turn.scope(run, wait.since, send)
    return next((name for name, rule in outcomes if compiled(rule).holds(scope)), None)


def judged_due(turn: Turn, run: Enrolment) -> Instant | None:
    """When code must look at a wait: its deadline, when there is something to judge.

    None when silence would decide, and the machine's timer tells it.
    """
    wait = run.wait
    if wait is None or wait.claimed is not None:
        return None
    over = turn.now >= _counts_until(wait)
    if wait.plan:
        return min(wait.deadline, _renewal(run))
    if not over and first_true(turn, run, wait, wait.judged):
        return wait.deadline
    return wait.closes if wait.by_tick else None


def _renewal(run: Enrolment) -> Instant:
    if run.broken:
        return NEVER
    return Instant((run.begun or run.since) + RENEWED)
