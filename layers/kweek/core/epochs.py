"""A run's executions: each epoch has one, and the contact says which of them counts.

Raising the epoch leaves whatever the old execution still asks without effect. It is done when
time moves earlier than the machine's timer, when an execution was lost, and when one grows
older or longer than Step Functions allows.
"""

from kweek.core.effects import Order
from kweek.core.enrolment import Enrolment
from kweek.core.times import DAY, Instant
from kweek.core.turn import Turn

OLDEST = 300 * DAY  # Step Functions ends an execution after a year
MENDED = "mended"  # counted against `failed`
MOST_CALLS = 500  # and after 25,000 entries of history; a call makes up to a dozen


def renew(turn: Turn, run_id: str, step: str, lap: int, not_before: Instant | None = None) -> None:
    """Let a run go on in a new execution, from `step` on (`""`: from its beginning).

    One whose machine broke waits to be recovered: where it must be follows from the contact.
    """
    run = turn.contact.enrolments[run_id]
    if run.broken:
        return
    fresh = run.changed(
        epoch=run.epoch + 1, begun=turn.now, calls=0, not_before=not_before or run.not_before
    )
    turn.put_run(run_id, fresh)
    contact, journey = turn.contact.id, run.journey
    turn.effects.append(Order("stop", contact, run_id, run.epoch, journey))
    turn.effects.append(Order("start", contact, run_id, fresh.epoch, journey, step=step, lap=lap))


def mend(turn: Turn, run_id: str) -> None:
    """Take a run whose machine broke back among those under way; it has not failed after all."""
    run = turn.contact.enrolments[run_id]
    if run.broken:
        turn.put_run(run_id, run.changed(broken=""))
        counts = [(run.journey, "", MENDED)]
        turn.follow("Journey Recovered", counts, journey=run.journey, run=run_id)


def worn(run: Enrolment, now: Instant) -> bool:
    """Whether a run's execution has become so old or long that a new one must take over."""
    return now - (run.begun or run.since) > OLDEST or run.calls >= MOST_CALLS
