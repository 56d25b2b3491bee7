"""A mail as its step asks for it: what the contact keeps of it, and what holds it now."""

from typing import Any

from kweek.core.contact import Send
from kweek.core.dates import Dates
from kweek.core.holds import PAUSED, Hold, Standing, hold, outside, pause_hold
from kweek.core.letter import owner
from kweek.core.references import resolver
from kweek.core.step_message import StepMessage
from kweek.core.times import Instant, iso
from kweek.core.turn import Turn


def has_date(turn: Turn, message: StepMessage) -> bool:
    """Whether the moment until which the mail is to be waited for can be read."""
    until = (message.step.get("wait") or {}).get("until")
    if until is None:
        return True
    entry = turn.contact.enrolments[message.run].entry
    return Dates.of(turn.contact, turn.rules.policy).instant(until, entry) is not None


def send_of(turn: Turn, message: StepMessage, known: Send | None, asked: Instant) -> Send:
    """The send as it stands when it is `asked` for, whether it goes or not."""
    step = message.step
    # The time of a pause is nobody's delay: it is not taken from how long a mail may be held.
    since = known.asked_at if known and known.hold != PAUSED else turn.now
    task = {"task": _task(turn, message)} if step["do"] == "task" else {}
    return Send(
        mail=step["mail"],
        journey=message.journey,
        step=message.name,
        run=message.run,
        state="later",
        at=turn.now,
        asked_at=since,
        entered=message.entered,
        message={"lap": message.lap, "wait": step.get("wait"), "asked": asked, **task},
        to_owner=step["do"] != "send",
    )


def _task(turn: Turn, message: StepMessage) -> dict[str, Any]:
    """What somebody is to do, and until when."""
    step, entry = message.step, turn.contact.enrolments[message.run].entry
    title = str(resolver(turn.contact, entry)(step["title"]) or "")
    due = step.get("due")
    return {"title": title, "due": iso(Instant(turn.now + due)) if due else None}


def held_by(turn: Turn, message: StepMessage, standing: Standing) -> Hold | None:
    """Why the mail must not go now; what is for good outranks a pause."""
    paused = pause_hold(message.journey, standing.paused, turn.now)
    if message.step["do"] != "send":
        return _owner_outside(turn, message) or paused
    mail = turn.rules.mails[message.step["mail"]]
    topic = mail.get("topic") or turn.contact.enrolments[message.run].topic
    kept = hold(turn.contact, mail["kind"], topic, standing.block, turn.rules.policy, turn.now)
    return kept if kept is not None and kept.until is None else paused or kept


def _owner_outside(turn: Turn, message: StepMessage) -> Hold | None:
    """A notice may go to some owners only as well; most stacks need not look who it is."""
    policy = turn.rules.policy
    if policy.get("only_to") is None:
        return None
    reader = owner(turn.contact, message.step["to"], turn.rules, turn.now)
    return outside(reader.address, policy)
