"""Waits and dates against `season`, `ends` and `enter_until`: what is over before it is there."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from kweek.catalogue.durations import in_words
from kweek.catalogue.journey import END, Journey, Step
from kweek.catalogue.lints.travel import Leg, Travel
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problem
from kweek.core.times import DAY, Duration

#: Any two years that hold a whole season and what follows it; neither is a leap year.
_YEAR = 2026


def seasons(journey: Journey) -> Iterator[Problem]:
    """What comes too late for some, or for all."""
    travel = Travel(journey)
    yield from _too_long(journey, travel)
    for step in journey.steps:
        until = _until(step)
        if until is not None:
            yield from _dated(journey, step, until)


def _too_long(journey: Journey, travel: Travel) -> Iterator[Problem]:
    """Waits that lead past the end of the runs, by the time that a run has from its entry."""
    first, last, until, code = _room(journey)
    if last is None:
        return
    for step in journey.steps:
        begins = travel.earliest.get(step.name)
        legs = [leg for leg in travel.legs.get(step.name, ()) if _goes_on(leg)]
        if begins is None or begins > last or not legs:
            continue
        over = begins + min(leg.least for leg in legs)
        if over > last:
            whom = "anybody" if first is not None and over > first else "whoever enters last"
            spent = in_words(Duration(over - over % DAY if over > DAY else over))
            text = f"takes too long for {whom}: {until}, and this is over {spent} after entering"
            remedies = {
                "outlives-end": "wait less, let people in earlier, or end later",
                "outlives-season": "wait less, or say on which day it `ends:`",
            }
            yield _wait_of(step).warning(code, text, remedies[code])


def _goes_on(leg: Leg) -> bool:
    """Whether somebody comes by it to another step, because time has passed."""
    passes = not (leg.acted or leg.unsent or leg.skipped or leg.dated)
    return passes and leg.to != END and leg.least > 0


def _room(journey: Journey) -> tuple[int | None, int | None, str, str]:
    """How long who enters first and last have (ms), until when, and the code of what outlasts it.

    None where that is not known.
    """
    if journey.season is not None:
        opens, closes = journey.season
        length = _days(opens, closes) + DAY
        if journey.ends is None:
            return length, length, f"the season ends on {_day(closes)}", "outlives-season"
        if "month_day" in journey.ends:
            day = tuple(journey.ends["month_day"])
            ends = _days(closes, day)
            text = f"the runs end on {_day(day)}"
            return length + ends, ends + DAY, text, "outlives-end"
    elif journey.ends and "moment" in journey.ends and journey.enter_until:
        room = _between(journey.enter_until, _whole(journey.ends["moment"]))
        if room is not None:
            text = f"the runs end {in_words(Duration(room))} after the last entry"
            return None, room, text, "outlives-end"
    return None, None, "", ""


def _days(first: tuple[int, ...], then: tuple[int, ...]) -> int:
    """From one day of the year to the next such day, in ms."""
    begins, ends = (_date(*day) for day in (first, then))
    if ends < begins:
        ends = ends.replace(year=_YEAR + 1)
    return (ends - begins).days * DAY


def _date(month: int, day: int) -> date:
    return date(_YEAR, month, 28) if (month, day) == (2, 29) else date(_YEAR, month, day)


def _day(day: tuple[int, ...]) -> str:
    return f"{day[0]:02}-{day[1]:02}"


def _until(step: Step) -> Mapping[str, Any] | None:
    """The date that a step waits for, when it is the same for all."""
    moment = step.wait.until if step.wait else step.settings.get("until")
    return moment if moment and "text" in moment else None


def _dated(journey: Journey, step: Step, until: Mapping[str, Any]) -> Iterator[Problem]:
    ends = journey.ends.get("moment") if journey.ends else None
    room = _between(until, _whole(ends)) if ends else None
    if room is not None:
        if room <= 0:
            text = "waits for a date when the runs have ended already"
            remedy = "wait for an earlier date, or end later"
            yield _wait_of(step).warning("outlives-end", text, remedy)
        return
    planned = journey.status == "closing" or all(_is_planned(way) for way in journey.enter)
    if planned or "late" in step.then:
        return
    after = _between(journey.enter_until, until) if journey.enter_until else None
    if journey.enter_until is None or (after is not None and after < 0):
        text = "whoever enters after this date goes on at once"
        remedy = "say `enter_until:` at the top, or `late: STEP` here"
        yield _wait_of(step).warning("date-passes", text, remedy)


def _is_planned(way: Mapping[str, Any]) -> bool:
    """Whether somebody decides when it is used: by hand, or on one day."""
    return "manual" in way or "text" in (way.get("schedule") or ())


def _between(first: Mapping[str, Any], then: Mapping[str, Any]) -> int | None:
    """The ms from one moment to another, when they can be compared before they come."""
    added = then.get("plus", 0) - first.get("plus", 0)
    if "ref" in first and first["ref"] == then.get("ref"):
        return int(added)
    if "text" in first and "text" in then:
        begins, ends = _instant(first), _instant(then)
        return round((ends - begins).total_seconds() * 1000) + int(added)
    return None


def _instant(moment: Mapping[str, Any]) -> datetime:
    """A fixed moment, zones left aside."""
    return datetime.fromisoformat(moment["text"]).replace(tzinfo=None)


def _whole(ends: Mapping[str, Any]) -> Mapping[str, Any]:
    """The end of the runs: a day on which they end may be used whole."""
    day_alone = len(ends.get("text", "")) == len("2027-12-20") and "plus" not in ends
    return {**ends, "plus": DAY} if day_alone else ends


def _wait_of(step: Step) -> Piece:
    """The place that says how long the step waits."""
    for key in ("within", "until", "wait", "handoff"):
        if found := step.piece.get(key):
            return found
    return step.piece
