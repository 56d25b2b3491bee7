"""Everything that a simulation has shown, as plain figures: what `--json` prints."""

from collections import Counter, defaultdict
from typing import Any

from kweek.catalogue.asl_words import does, waits
from kweek.catalogue.journey import END, Journey
from kweek.core.counting import report
from kweek.core.times import Instant, as_datetime
from kweek.simulation.future import Future
from kweek.simulation.observing import WEEK
from kweek.simulation.oddities import oddities
from kweek.simulation.telling import taken_for_granted
from kweek.testing.machines import LEFT

Figures = dict[str, Any]


def figures(future: Future) -> Figures:
    """All figures; the same future gives the same bytes."""
    journeys = [_journey(one, future) for one in future.campaigns.journeys.values()]
    found = {
        "asked": _asked(future),
        "totals": _totals(future, journeys),
        "people": _people(future),
        "journeys": journeys,
        "weeks": _weeks(future),
        "mails_per_person_and_week": _pressure(future),
        "holds": _holds(future, journeys),
        "handoffs": _handoffs(future),
        "behaviour": taken_for_granted(future.behaviour),
    }
    return {**found, "oddities": oddities(found, future)}


def _asked(future: Future) -> Figures:
    starts, asked = future.behaviour.starts, future.asked
    return {
        "contacts": asked.contacts,
        "days": asked.days,
        "seed": asked.seed,
        "from": _day(starts),
        "until": _day(future.ends),
    }


def _totals(future: Future, journeys: list[Figures]) -> Figures:
    return {
        "decisions": future.seen.decisions,
        "events": sum(future.seen.events.values()),
        "mails": sum(week.mails for week in future.seen.weeks),
        "journeys_begun": sum(one["started"] for one in journeys),
        "goals": sum(one["goals"] for one in journeys),
    }


def _people(future: Future) -> Figures:
    contacts = list(future.contacts)
    stages, segments, stopped = Counter[str](), Counter[str](), Counter[str]()
    for one in contacts:
        stages[one.stage] += 1
        segments.update(one.segments)
        if one.suppressed:
            stopped[one.suppressed] += 1
        elif one.opted_out is not None:
            stopped["unsubscribed"] += 1
    rising = ("lead", "mql", "sql", "customer", "disqualified")
    return {
        "came": len(contacts),
        "stages": {stage: stages[stage] for stage in rising},
        "segments": {name: segments[name] for name in future.campaigns.segments},
        "get_no_more_mail": dict(sorted(stopped.items())),
    }


def _journey(journey: Journey, future: Future) -> Figures:
    units = {
        (step, counter): count
        for (name, step, counter), count in future.counted.items()
        if name == journey.name
    }
    counted = report(units)
    started, goals = counted["started"], counted["goals"]
    exits, refused = (
        {why: count for (name, why), count in sorted(found.items()) if name == journey.name}
        for found in (future.seen.exits, future.seen.refused)
    )
    names = [step.name for step in journey.steps if step.do != END]
    over = counted["finished"] + sum(exits.values()) + counted["failed"]
    moves = _moves(journey, future)
    here = Counter(
        one.step
        for world in future.worlds
        for one in world.machines.executions.values()
        if one.journey == journey.name and one.status == "RUNNING"
    )
    return {
        "name": journey.name,
        "title": journey.title,
        "status": journey.status,
        "started": started,
        "finished": counted["finished"],
        "left_early": exits,
        "failed": counted["failed"],
        "under_way": started - over,
        "refused": refused,
        "goals": goals,
        "goal_share": round(goals / started, 4) if started else None,
        "target": journey.target,
        "mails": counted["mails"],
        "steps": [_step(journey, name, counted, moves, here) for name in names],
        "moves": [{"from": a, "to": b, "people": n} for (a, b), n in sorted(moves.items())],
    }


def _moves(journey: Journey, future: Future) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = defaultdict(int)
    for (name, source, target), count in future.moves.items():
        if name == journey.name:
            found[source, target] += count
    return found


def _step(
    journey: Journey,
    name: str,
    counted: Figures,
    moves: dict[tuple[str, str], int],
    here: Counter[str],
) -> Figures:
    step, own = journey.step(name), counted["steps"].get(name, {})
    outcomes = own.get("outcomes", {})
    return {
        "name": name,
        "does": does(step) or waits(step),
        "entered": sum(n for (_, target), n in moves.items() if target == name),
        "skipped": outcomes.get("skipped", 0),
        "skipped_to": journey.skipped(step) if step.only_if is not None else None,
        "outcomes": {key: n for key, n in sorted(outcomes.items()) if key != "skipped"},
        "left_here": moves.get((name, LEFT), 0),
        "still_here": here[name],
        "sent": own.get("sent", 0),
        "opened": own.get("opened", 0),
        "clicked": own.get("clicked", 0),
        "unsubscribed": own.get("unsubscribed", 0),
        "bounced": own.get("bounced", 0),
        "complained": own.get("complained", 0),
        "notices": own.get("notices", 0),
        "held": own.get("held", {}),
        "won": own.get("won", {}),
    }


def _weeks(future: Future) -> list[Figures]:
    return [
        {
            "week": week.number + 1,
            "from": _day(Instant(future.behaviour.starts + week.number * WEEK)),
            "mails": week.mails,
            "people": week.people,
            "handoffs": week.handoffs,
            "journeys_begun": week.entered,
        }
        for week in future.seen.weeks
    ]


def _pressure(future: Future) -> Figures:
    most, address, week = future.seen.busiest
    found = {str(mails): n for mails, n in sorted(future.seen.pressure.items())}
    return {
        "person_weeks": found,
        "most": {"mails": most, "address": address, "week": week + 1} if most else None,
    }


def _holds(future: Future, journeys: list[Figures]) -> Figures:
    good: Counter[str] = Counter()
    for journey in journeys:
        good.update(journey["mails"]["held"])
    return {
        "later": dict(sorted(future.seen.delays.items())),
        "for_good": dict(sorted(good.items())),
    }


def _handoffs(future: Future) -> Figures:
    weeks = [week.handoffs for week in future.seen.weeks]
    return {
        "given": sum(weeks),
        "accepted": future.seen.events["Handoff Accepted"],
        "most_in_a_week": max(weeks, default=0),
    }


def _day(at: Instant) -> str:
    return as_datetime(at).date().isoformat()
