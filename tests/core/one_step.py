"""One step of one run, asked and answered: what tests of steps begin with."""

from kweek.core.contact import Contact
from kweek.core.enrolment import Enrolment
from kweek.core.step_message import StepMessage
from kweek.core.times import DAY, parse_iso

NOW = parse_iso("2027-02-08T09:00:00Z")  # a Monday, ten o'clock in Amsterdam
SINCE = NOW - DAY


def running(contact=None, **run):
    """Somebody in the journey `drip`, who was at the step `before`."""
    one = Enrolment("drip", SINCE, "news", **{"step": "before", "entered": 5, **run})
    fields = {"version": 2, "as_of": SINCE, "created_at": 1, **(contact or {})}
    return Contact("ada", enrolments={"r": one}, **fields)


def asks(do, *, name="here", epoch=0, lap=0, entered=10, waits=True, **step):
    """The machine's message for a step; it waits for an answer to all but the end."""
    token = "token" if waits else ""
    return StepMessage(
        "drip", {"name": name, "do": do, **step}, "ada", "r", epoch, lap, entered, token
    )


def run_of(decision):
    return decision.contact.enrolments["r"]


def orders(decision):
    """`(do, output)` of what the conductor is to do, in order."""
    effects = decision.decided.effects
    return [(one.do, dict(one.output)) for one in effects if one.kind == "order"]


def answered(decision):
    """The outcomes that machines are told."""
    return [output["outcome"] for do, output in orders(decision) if do == "answer"]


def told(decision):
    """What happened, by name."""
    return [one.event for one in decision.decided.effects if one.kind == "record"]


def counted(decision):
    """What the report counts of the decision itself, by step."""
    return [(step, counter) for _, step, counter in decision.decided.counts]
