"""The parts of a split that are still judged: who won, counted once for each contact.

A trial lies on the contact and not on its run, which may be over long before.
"""

from kweek.core.conditions import compiled
from kweek.core.enrolment import Trial
from kweek.core.times import Instant
from kweek.core.turn import Turn


def judge_trials(turn: Turn) -> None:
    """Count each trial that is won by now; forget it, and those whose time is past."""
    kept = {key: trial for key, trial in turn.contact.trials.items() if not _over(turn, trial)}
    if len(kept) < len(turn.contact.trials):
        turn.update(trials=kept)


def _over(turn: Turn, trial: Trial) -> bool:
    if turn.at >= trial.until:
        return True
    if not compiled(trial.condition).holds(turn.scope(since=trial.at)):
        return False
    turn.count(trial.journey, trial.step, f"won {trial.target}")
    turn.change("split", journey=trial.journey, step=trial.step, won=trial.target)
    return True


def trials_due(turn: Turn) -> list[Instant | None]:
    """When time alone may win a trial."""
    found = []
    for trial in turn.contact.trials.values():
        at = compiled(trial.condition).next_change(turn.scope(since=trial.at))
        found.append(at if at is not None and at < trial.until else None)
    return found
