"""When time alone next changes something about a contact."""

from collections.abc import Iterator, Mapping
from typing import Any

from kweek.core.conditions import compiled
from kweek.core.contact import Contact
from kweek.core.dates import Dates
from kweek.core.enrolment import Enrolment
from kweek.core.members import opens_next
from kweek.core.occasions import is_timed, upcoming
from kweek.core.rules import Journey
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
    parts = (
        _segments(turn),
        _stages(turn),
        _runs(turn),
        _sends(turn),
        trials_due(turn),
        _entries(turn),
    )
    due = min((at for part in parts for at in part if at), default=None)
    if before is not None and turn.now + NEAR < before and (due is None or before <= due):
        return before
    return due


def _segments(turn: Turn) -> list[Instant | None]:
    scope = turn.scope()
    return [rule.next_change(scope) for rule in turn.rules.timed_segments.values()]


def _stages(turn: Turn) -> list[Instant | None]:
    if turn.contact.stage == "disqualified":
        return []
    scope = turn.scope()
    # A stage never falls: only the rule of a higher one can change it.
    rules = [rule for _, rule in turn.rules.stages_above[turn.contact.stage]]
    if turn.rules.disqualified:
        rules.append(turn.rules.disqualified)
    return [rule.next_change(scope) for rule in rules if rule.leaves and not rule.holds(scope)]


def _runs(turn: Turn) -> list[Instant | None]:
    found: list[Instant | None] = []
    for run in turn.contact.enrolments.values():
        if run.status == "active":
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
    for journey in turn.rules.journeys.values():
        if journey.status == "live" and journey.enter_by_time:
            for way in journey.enter:
                if way.get("members") == "all":
                    yield from opens_next(turn, journey, way["segment"])
                if is_timed(way):
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
