"""Who enters because they are in a segment, whether or not an event has just brought them there.

`members: all` is asked at each look: whoever is in the segment and has never passed through
the journey enters. A season that opens is a new occasion, and so is a key not used before.
"""

from collections.abc import Iterator

from kweek.core import re_entry
from kweek.core.conditions import compiled
from kweek.core.dates import Dates
from kweek.core.rules import Journey
from kweek.core.season import opened, opening
from kweek.core.times import Instant
from kweek.core.turn import Turn


def newly_open(turn: Turn, journey: Journey, segment: str) -> bool:
    """Whether the journey has not had the contact yet, who is in its segment."""
    contact = turn.contact
    if segment not in contact.segments:
        return False
    passed = contact.passed.get(journey.name)
    if journey.re_entry["kind"] == "key":
        key = re_entry.key_of(journey, contact, {"segment": segment})
        short = re_entry.hashed(key) if key else ""
        used = re_entry.used(passed, short) or re_entry.under_way(turn, journey, short)
        return key is not None and not used
    if passed is None or journey.season is None:
        return passed is None
    firms = Dates.of(contact, turn.rules.policy).firms
    return passed.entered < opened(journey.season, turn.now, firms)


def opens_next(turn: Turn, journey: Journey, segment: str) -> Iterator[Instant | None]:
    """When time alone may next open the journey to a member whom it keeps out today."""
    if segment not in turn.contact.segments or journey.re_entry["kind"] == "never":
        waiting = newly_open(turn, journey, segment)
    else:
        waiting = journey.season is not None or newly_open(turn, journey, segment)
    if not waiting:
        return
    passed, after = turn.contact.passed.get(journey.name), journey.re_entry.get("after")
    if passed is not None and after is not None and passed.entered + after > turn.now:
        yield Instant(passed.entered + after)
    if journey.season is not None:
        firms = Dates.of(turn.contact, turn.rules.policy).firms
        yield opening(journey.season, turn.now, firms)
    for condition, since in ((journey.only_if, None), (journey.exit_when, turn.now)):
        if condition is not None:
            yield compiled(condition).next_change(turn.scope(since=since))
