"""A run's wait: answered by events, judged at its deadline, given one outcome and no other."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kweek.core.conditions import compiled
from kweek.core.contact import Enrolment, Wait
from kweek.core.effects import Order
from kweek.core.runs import active
from kweek.core.times import Instant
from kweek.core.turn import Turn


def opened(
    run: Enrolment,
    plan: Mapping[str, Any],
    step: str,
    lap: int,
    entered: int,
    begins: Instant,
    send: str | None = None,
) -> Wait:
    """The wait of a step as its message plans it; `within` counts from `begins`."""
    deadline = Instant(begins + plan["within"])
    return Wait(
        step=step,
        lap=lap,
        entered=entered,
        since=run.waited_until or run.since,
        deadline=deadline,
        closes=Instant(deadline + plan["grace"]),
        immediate=tuple((name, rule) for name, rule in plan["immediate"]),
        judged=tuple((name, rule) for name, rule in plan["judged"]),
        predicates=plan.get("predicates", {}),
        send=send,
    )


def answer_waits(turn: Turn) -> None:
    """Claim each wait whose outcome has come, and tell its machine (G7: once, and no other)."""
    for run_id, run in active(turn):
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
    for run_id, run in active(turn):
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
