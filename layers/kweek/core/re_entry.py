"""Re-entry by key: one run a key, and what a second asking does to the run under way.

A restart begins the run anew while nothing of it was sent; a refresh gives it the new entry
and reckons its present wait anew. Contacts join, so a key's run is found by the key's hash.
"""

import json
from collections.abc import Mapping
from typing import Any

from kweek.core.contact import Contact, Passed
from kweek.core.dates import Dates
from kweek.core.ends import end_of_run
from kweek.core.enrolment import Enrolment, Pause, Wait
from kweek.core.epochs import renew
from kweek.core.ids import digest
from kweek.core.references import resolver
from kweek.core.rules import Journey
from kweek.core.runs import NO_DATE, drop_held, exit_run
from kweek.core.times import BEGINNING, Instant
from kweek.core.turn import Turn

SHORT = 8  # characters of a key's hash
MOST_KEYS = 100  # of a journey that a contact remembers

_SENT = ("inflight", "sent", "unknown")  # it went out, or may have


def key_of(journey: Journey, contact: Contact, entry: Mapping[str, Any]) -> str | None:
    """The key of an entry as text; None when it has none."""
    value = resolver(contact, entry)(journey.re_entry["key"])
    if value is None or value == "":
        return None
    # 17 and "17" are one order, whatever the client's language made of it.
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def hashed(key: str) -> str:
    """What is remembered of a key."""
    return digest(key)[:SHORT]


def used(passed: Passed | None, key: str) -> bool:
    """Whether a key was used before."""
    return passed is not None and key in passed.keys


def keeps_out(journey: Journey, passed: Passed | None, run: Enrolment) -> bool:
    """Whether the journey's rule keeps a run out because of those before it, which are over."""
    match journey.re_entry["kind"]:
        case "key":
            return used(passed, run.key)
        case "again":
            return False
        case "after" if passed is not None:
            return run.since < passed.entered + int(journey.re_entry["after"])
        case _:
            return passed is not None


def with_key(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    """The keys with one more, the newest last."""
    return (*(one for one in keys if one != key), key)[-MOST_KEYS:]


def under_way(turn: Turn, journey: Journey, key: str) -> list[str]:
    """The runs of this key that go on: two, right after two histories were joined."""
    return [
        run_id for run_id, run in turn.active() if run.journey == journey.name and run.key == key
    ]


def ask_again(turn: Turn, run_id: str, journey: Journey, entry: Mapping[str, Any]) -> None:
    """The same key comes again while its run goes on."""
    run = turn.contact.enrolments[run_id]
    if turn.at < (run.entry_at or run.since):
        return  # an older one that comes late says nothing new
    again = journey.re_entry.get("again")
    if again == "restart":
        _restart(turn, run_id, journey, entry)
    elif again == "refresh":
        _refresh(turn, run_id, journey, entry)


def _restart(turn: Turn, run_id: str, journey: Journey, entry: Mapping[str, Any]) -> None:
    if any(s.run == run_id and s.state in _SENT for s in turn.contact.sends.values()):
        return
    run = turn.contact.enrolments[run_id]
    called = run.step != ""
    anew = run.changed(
        since=turn.at,
        begun=run.begun or run.since,
        entry=entry,
        entry_at=turn.at,
        step="",
        # Another lap: the mails of the first pass are closed, and these are others.
        lap=run.lap + called,
        answered="",
        answered_at=BEGINNING,
        # Its machine began earlier, and comes too early: then it is told to come back.
        not_before=None if called else Instant(turn.at + run.lead_in),
        waited_until=None,
        goal_at=None,
        tallies={},
        wait=None,
        pause=None,
    )
    turn.put_run(run_id, _ending(turn, anew, journey))
    if called:
        drop_held(turn, run_id)
        renew(turn, run_id, "", anew.lap)
    turn.change("journey", name=run.journey, to="restarted")


def _refresh(turn: Turn, run_id: str, journey: Journey, entry: Mapping[str, Any]) -> None:
    run = turn.contact.enrolments[run_id].changed(entry=entry, entry_at=turn.at)
    turn.put_run(run_id, _ending(turn, run, journey))
    turn.change("journey", name=run.journey, to="refreshed")
    if run.pause is not None and "until" in run.pause.plan:
        _move_pause(turn, run_id, run.pause)
    elif run.wait is not None and run.wait.claimed is None and "until" in run.wait.plan:
        _move_wait(turn, run_id, run.wait)


def _move_pause(turn: Turn, run_id: str, pause: Pause) -> None:
    """A pause until a moment that may have moved; the machine can only be called back earlier."""
    run = turn.contact.enrolments[run_id]
    until = Dates.of(turn.contact, turn.rules.policy).instant(pause.plan["until"], run.entry)
    if until is None:
        exit_run(turn, run_id, NO_DATE)
        return
    turn.put_run(run_id, run.changed(pause=pause.changed(until=until)))
    if until < pause.until:
        renew(turn, run_id, pause.step, pause.lap)


def _move_wait(turn: Turn, run_id: str, wait: Wait) -> None:
    """A wait until a moment that may have moved: `tick` ends it, and at once if it is past."""
    run = turn.contact.enrolments[run_id]
    until = Dates.of(turn.contact, turn.rules.policy).instant(wait.plan["until"], run.entry)
    if until is None:
        exit_run(turn, run_id, NO_DATE)
        return
    deadline = max(until, turn.now)
    closes = Instant(deadline + wait.closes - wait.deadline)
    moved = wait.changed(deadline=deadline, closes=closes, by_tick=True)
    turn.put_run(run_id, run.changed(wait=moved))


def _ending(turn: Turn, run: Enrolment, journey: Journey) -> Enrolment:
    dates = Dates.of(turn.contact, turn.rules.policy)
    return run.changed(ends_at=end_of_run(journey.ends, run, dates))
