"""Journey steps that are no mail: what each does to the contact, and what it answers."""

from kweek.core import entering, opening, runs, visits
from kweek.core.conditions import compiled
from kweek.core.contact import Contact, Trait
from kweek.core.decide import Decision
from kweek.core.enrolment import Enrolment
from kweek.core.pausing import pause
from kweek.core.references import resolver
from kweek.core.rules import Rules
from kweek.core.splitting import split
from kweek.core.step_message import StepMessage
from kweek.core.times import Instant, iso
from kweek.core.turn import Turn


def on_step(
    contact: Contact, message: StepMessage, rules: Rules, now: Instant, asked: Instant
) -> Decision:
    """Carry out one step. A run that ended meanwhile is answered `left`, and nothing changes.

    `asked` is when the machine entered it, in campaign time.
    """
    run = message.run_of(contact)
    again = run is not None and message.is_at(run)
    turn = visits.begin(contact, message, rules, now)
    if isinstance(turn, Decision):
        return turn
    if message.step["do"] == "wait_for":
        _wait_for(turn, message, asked)
    else:
        _DO[message.step["do"]](turn, message)
    return visits.end(turn, message, again=again)


def _run(turn: Turn, message: StepMessage) -> Enrolment:
    return turn.contact.enrolments[message.run]


def _wait_for(turn: Turn, message: StepMessage, asked: Instant) -> None:
    """Wait since the machine asked, as its timer does, however long the message was queued."""
    plan, name, lap, entered = message.step["wait"], message.name, message.lap, message.entered
    by_moment, anew = "until" in plan, _run(turn, message).wait is not None
    if not by_moment and not anew and turn.now >= asked + plan["within"] + plan["grace"]:
        # That machine has gone on, or is no more; one that waits all the same asks anew.
        turn.effects.append(message.answer("later", until=iso(turn.now), at=name))
        return
    begins = turn.now if by_moment else asked
    opening.open_wait(turn, message.run, plan, name, lap, entered, asked, begins)
    opening.judge_late(turn, message.run)


def _branch(turn: Turn, message: StepMessage) -> None:
    run = _run(turn, message)
    scope = turn.scope(run)
    ways = message.step["branch"]
    target = next((to for rule, to in ways if compiled(rule).holds(scope)), None)
    outcome = target or message.step["otherwise"]
    turn.count(message.journey, message.name, f"outcome {outcome}")
    visits.answer(turn, message, outcome)


def _update(turn: Turn, message: StepMessage) -> None:
    step, contact = message.step, turn.contact
    values = resolver(contact, _run(turn, message).entry)(step.get("traits") or {})
    given = {name: Trait(value, turn.now) for name, value in values.items()}
    without = [one for one in contact.lists if one not in (step.get("remove_from") or ())]
    added = [one for one in (step.get("add_to") or ()) if one not in without]
    turn.update(traits={**contact.traits, **given}, lists=(*without, *added))
    turn.change("update", traits=list(given), lists=list(turn.contact.lists))
    visits.answer(turn, message, "done")


def _start(turn: Turn, message: StepMessage) -> None:
    journey = turn.rules.journeys.get(message.step["start"])
    if journey is not None:
        entering.enrol(turn, journey, _run(turn, message).entry)
    visits.answer(turn, message, "done")


def _end(turn: Turn, message: StepMessage) -> None:
    runs.end_run(turn, message.run, "finished")


_DO = {
    "wait": pause,
    "branch": _branch,
    "split": split,
    "update": _update,
    "start": _start,
    "end": _end,
}
