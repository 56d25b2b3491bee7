"""When time alone next changes something about a contact."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from kweek.core.conditions import compiled
from kweek.core.contact import Contact
from kweek.core.dates import Dates
from kweek.core.enrolment import Enrolment
from kweek.core.members import opens_next
from kweek.core.occasions import upcoming
from kweek.core.rules import Journey
from kweek.core.scope import Condition
from kweek.core.season import in_season, opening
from kweek.core.times import DAY, Instant
from kweek.core.trials import trials_due
from kweek.core.turn import Turn
from kweek.core.waits import judged_due

NEAR = DAY


def next_due(turn: Turn, before: Instant | None) -> Instant | None:
    """The instant at which `tick` must look at the contact again.

    Never later than the next change. An earlier instant that was set `before` stands while it
    is far off: by then the contact may have changed again, and each move of an index entry
    costs two writes. One that is near is moved, since a needless look costs more than that.
    """
    if before is not None and before <= turn.now and not turn.settled:
        return before  # what was due then has not been looked at
    soonest = before if before is not None and turn.now + NEAR < before else None
    for at in chain(_runs(turn), _sends(turn), trials_due(turn), _entries(turn)):
        if at and (soonest is None or at < soonest):
            soonest = at
    return _ruled(turn, soonest)


def _ruled(turn: Turn, soonest: Instant | None) -> Instant | None:
    """When time alone changes a segment or the stage, if it is before the `soonest` known."""
    scope = turn.plain_scope()
    for rule in turn.rules.timed_segments:
        soonest = rule.next_change(scope, soonest) or soonest
    for rule in _stages_to_come(turn):
        at = rule.next_change(scope, soonest)
        if at and not rule.holds(scope):
            soonest = at
    return soonest


def _stages_to_come(turn: Turn) -> Iterator[Condition]:
    """The rules that can change the stage: it never falls, so only those of higher ones."""
    if turn.contact.stage != "disqualified":
        yield from (rule for _, rule in turn.rules.stages_above[turn.contact.stage])
        if turn.rules.disqualified:
            yield turn.rules.disqualified


def _runs(turn: Turn) -> list[Instant | None]:
    found: list[Instant | None] = []
    for _, run in turn.active():
        found += [judged_due(turn, run), *_of_run(turn, run)]
    return found


def _of_run(turn: Turn, run: Enrolment) -> list[Instant | None]:
    scope = turn.scope(run, run.since)
    conditions = [c for c in (run.exit_when, None if run.goal_at else run.goal) if c is not None]
    found = [run.ends_at, *(compiled(condition).next_change(scope) for condition in conditions)]
    wait = run.wait
    if wait is not None and wait.claimed is None:
        send = turn.contact.sends.get(wait.send) if wait.send else None
        asked = turn.scope(run, wait.since, send)
        found += [compiled(condition).next_change(asked) for _, condition in wait.immediate]
    return found


def _sends(turn: Turn) -> list[Instant | None]:
    sends = turn.contact.sends.values()
    return [send.settle_by for send in sends if send.state == "inflight"]


def _entries(turn: Turn) -> Iterator[Instant | None]:
    for journey in turn.rules.entered_by_time:
        for segment in journey.members_of:
            yield from opens_next(turn, journey, segment)
        for way in journey.timed:
            yield _occasion(turn, journey, way)


def _occasion(turn: Turn, journey: Journey, way: Mapping[str, Any]) -> Instant | None:
    """The next occasion on which the journey takes anybody in."""
    dates = Dates.of(turn.contact, turn.rules.policy)
    after = turn.now
    if journey.season is not None and not in_season(journey.season, after, dates.firms):
        after = Instant(opening(journey.season, after, dates.firms) - 1)
    return upcoming(way, dates, after)


def is_due(contact: Contact, now: Instant) -> bool:
    """Whether the contact is to be looked at by `now`."""
    return contact.due_at is not None and contact.due_at <= now
