"""Who is let into a journey: its status, re-entry, time of year, and conditions."""

from kweek.core import re_entry
from kweek.core.conditions import compiled
from kweek.core.dates import Dates
from kweek.core.enrolment import Enrolment
from kweek.core.rules import Journey
from kweek.core.runs import NO_DATE
from kweek.core.season import in_season
from kweek.core.times import Instant
from kweek.core.turn import Turn


def refusal(turn: Turn, journey: Journey, run: Enrolment, occasion: Instant) -> str:
    """Why a run must not begin, or nothing.

    `run` is the run as it would be: conditions may ask what it brings along. `occasion` is what
    season and `enter_until` are asked about.
    """
    if journey.status != "live":
        return f"journey is {journey.status}"
    refused = _re_entry(turn, journey, run) or _out_of_time(turn, journey, run, occasion)
    if refused:
        return refused
    # What leaves by a state is kept out; an event that leaves must still come.
    leaves = journey.exit_when
    if leaves is not None and compiled(leaves).holds(turn.scope(run, turn.now)):
        return "exit_when holds"
    if journey.only_if is not None and not compiled(journey.only_if).holds(turn.scope(run)):
        return "only_if does not hold"
    return ""


def _re_entry(turn: Turn, journey: Journey, run: Enrolment) -> str:
    keyed = journey.re_entry["kind"] == "key"
    if not keyed and turn.contact.active(journey.name):
        return "under way"
    if not re_entry.keeps_out(journey, turn.contact.passed.get(journey.name), run):
        return ""
    return "entered before by this key" if keyed else "entered before"


def _out_of_time(turn: Turn, journey: Journey, run: Enrolment, occasion: Instant) -> str:
    if journey.season is None and journey.enter_until is None and run.ends_at is None:
        return ""
    dates = Dates.of(turn.contact, turn.rules.policy)
    if not in_season(journey.season, occasion, dates.firms):
        return "out of season"
    if journey.enter_until is not None:
        until = dates.instant(journey.enter_until, run.entry)
        if until is None:  # it may have been long ago
            return NO_DATE
        if occasion >= until:
            return "too late"
    return "too late" if run.ends_at is not None and turn.now >= run.ends_at else ""
