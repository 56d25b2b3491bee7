"""Lets runs go on whose executions were lost: where each must be is reckoned elsewhere.

Whoever looked read the contact a moment ago; a run that has moved since then is left alone,
and looked at again.
"""

from collections.abc import Mapping
from typing import Any

from kweek.core.contact import Contact
from kweek.core.decide import Decision, finish, look, settle
from kweek.core.effects import Decided
from kweek.core.enrolment import Enrolment
from kweek.core.epochs import mend, renew
from kweek.core.incoming import Incoming
from kweek.core.rules import Rules
from kweek.core.turn import Turn


def on_recover(contact: Contact, incoming: Incoming, cause: str, rules: Rules) -> Decision:
    """Start a new execution for each run that still stands where it was seen."""
    now = max(contact.as_of, incoming.received_at)
    turn = Turn(contact, rules, now, cause, at=now)
    for run_id, place in incoming.properties["places"].items():
        run = contact.enrolments.get(run_id)
        if run is not None and _unmoved(run, place):
            mend(turn, run_id)
            renew(turn, run_id, place["step"], place["lap"], place["not_before"])
            turn.change("journey", name=run.journey, to="recovered", step=place["step"])
    if not turn.effects:
        return Decision(contact, Decided(), cause)
    look(turn)
    settle(turn)
    return finish(turn, {})


def _unmoved(run: Enrolment, place: Mapping[str, Any]) -> bool:
    seen = (place["epoch"], place["entered"])
    return run.status == "active" and (run.epoch, run.entered) == seen
