"""Opens a run's wait: how long it lasts, and when its machine's own timer ends it."""

from collections.abc import Mapping
from typing import Any

from kweek.core.dates import Dates
from kweek.core.enrolment import Enrolment, Wait
from kweek.core.runs import NO_DATE, end_run
from kweek.core.times import DAY, Instant, MachineInstant
from kweek.core.turn import Turn
from kweek.core.waits import OTHERWISE, answer_order, claim, first_true

FAR = 300 * DAY  # the timer of a wait that tick ends


def open_wait(
    turn: Turn,
    run_id: str,
    plan: Mapping[str, Any],
    step: str,
    lap: int,
    entered: MachineInstant,
    asked: Instant,
    begins: Instant,
    send: str | None = None,
) -> None:
    """Let a run wait as its step plans it, from `begins`; entered anew, it goes on waiting.

    The machine has `asked` for it, in campaign time, when it `entered` the step.
    """
    run = turn.contact.enrolments[run_id]
    if run.wait is not None:
        _goes_on(turn, run_id, run, run.wait, entered)
        return
    deadline = _deadline(turn, run, plan, begins)
    if deadline is None:
        end_run(turn, run_id, "exited", NO_DATE)
        turn.effects.append(answer_order(turn, run_id, run, step, lap, entered, "left"))
        return
    by_moment = "until" in plan
    resumed = send is not None and run.begun > begins
    wait = Wait(
        step=step,
        lap=lap,
        entered=entered,
        since=run.waited_until or run.since,
        deadline=deadline,
        closes=_closing(plan, deadline, begins if resumed else asked),
        immediate=tuple((name, rule) for name, rule in plan["immediate"]),
        judged=tuple((name, rule) for name, rule in plan["judged"]),
        predicates=plan.get("predicates", {}),
        send=send,
        by_tick=by_moment or resumed,
        plan={"until": plan["until"], "late": plan["late"]} if by_moment else {},
    )
    turn.put_run(run_id, run.changed(wait=wait, pause=None))
    if by_moment and deadline <= begins:
        _too_late(turn, run_id, wait)


def _deadline(
    turn: Turn, run: Enrolment, plan: Mapping[str, Any], begins: Instant
) -> Instant | None:
    if "until" in plan:
        return Dates.of(turn.contact, turn.rules.policy).instant(plan["until"], run.entry)
    return Instant(begins + plan["within"])


def _closing(plan: Mapping[str, Any], deadline: Instant, asked: Instant) -> Instant:
    """When the timer ends a wait: the machine's own runs since it asked, not since the mail."""
    if "until" in plan:
        return Instant(deadline + FAR)
    if not plan["grace"]:
        return deadline  # a plain mail, which nobody waits for
    return Instant(asked + plan["within"] + plan["grace"])


def _goes_on(turn: Turn, run_id: str, run: Enrolment, wait: Wait, entered: MachineInstant) -> None:
    """A later execution has come to the step: its timer begins anew, so tick ends the wait.

    One that was over while no machine ran is answered once more.
    """
    after = run.changed(wait=wait.changed(entered=entered, by_tick=True))
    if wait.claimed is not None:
        after = after.changed(answered=wait.claimed, answered_at=turn.now)
        order = answer_order(turn, run_id, run, wait.step, wait.lap, entered, wait.claimed)
        turn.effects.append(order)
    turn.put_run(run_id, after)


def _too_late(turn: Turn, run_id: str, wait: Wait) -> None:
    """A wait that begins after its moment is over at once."""
    run = turn.contact.enrolments[run_id]
    late = "late" if wait.plan["late"] else None
    come = first_true(turn, run, wait, wait.immediate)
    claim(turn, run_id, come or late or first_true(turn, run, wait, wait.judged) or OTHERWISE)


def judge_late(turn: Turn, run_id: str) -> None:
    """Judge a wait that was asked for so long ago that it is over: `tick` may come too late."""
    run = turn.contact.enrolments[run_id]
    wait = run.wait
    if wait is None or wait.claimed is not None or not wait.deadline <= turn.now < wait.closes:
        return
    come = first_true(turn, run, wait, wait.immediate) or first_true(turn, run, wait, wait.judged)
    if come:
        claim(turn, run_id, come)


def eaten(plan: Mapping[str, Any] | None, passed: int) -> bool:
    """Whether a machine's timer, that began so long ago, would fire too soon after the deadline.

    Half of the grace is for `tick`, which judges at the deadline and must come before silence.
    """
    return plan is not None and "until" not in plan and 2 * passed > plan["grace"]
