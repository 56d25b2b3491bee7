"""Steps after which nothing follows, that nobody gets out of, or that answer for nothing."""

from collections.abc import Iterator

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.durations import in_words
from kweek.catalogue.journey import END, Journey, Step
from kweek.catalogue.lints.travel import Leg, Travel
from kweek.catalogue.problems import Problem
from kweek.core.times import DAY, HOUR, Duration


def endings(campaigns: Campaigns, journey: Journey) -> Iterator[Problem]:
    """Dead ends, ways without an end, loops that hardly rest, and choices that choose nothing."""
    travel = Travel(journey)
    # A last wait may be for the goal, which counts while the run lasts; or for another journey.
    asked = any(one.name == journey.name for one in campaigns.mentions.of("journey"))
    for step in journey.steps:
        if not asked and journey.goal is None:
            yield from _dead_end(travel, step)
        yield from _same_way(journey, step)
    yield from _endless(travel)
    yield from _busy(travel)


def _dead_end(travel: Travel, step: Step) -> Iterator[Problem]:
    if step.do not in ("wait", "wait_for"):
        return
    if {leg.to for leg in travel.legs[step.name]} == {END}:
        text = "waits, and then nothing follows"
        remedy = "say what comes after it, or take it out"
        yield step.piece.around(step.do).warning("dead-end", text, remedy)


def _same_way(journey: Journey, step: Step) -> Iterator[Problem]:
    if step.do != "branch" or not step.branches:
        return
    targets = {journey.resolved(to.data) for _, to in step.branches} | {journey.after(step)}
    if len(targets) == 1:
        text = f"leads to '{targets.pop()}' whatever the answer is"
        remedy = "lead one of the answers elsewhere, or take the branch out"
        yield step.piece.around("branch").warning("same-way", text, remedy)


def _endless(travel: Travel) -> Iterator[Problem]:
    """The first step in the file from which no way leads to the end."""
    journey = travel.journey
    if journey.exit_when is not None or journey.ends is not None:
        return
    closing = {END}
    while more := {
        name
        for name, legs in travel.legs.items()
        if name not in closing and any(leg.to in closing for leg in legs if not leg.unsent)
    }:
        closing |= more
    caught = [step for step in journey.steps if step.do != END and step.name not in closing]
    if caught:
        names = " → ".join((*(step.name for step in caught), caught[0].name))
        text = f"no way leads from here to the end: {names}"
        remedy = "lead one step to `end`, or say `exit_when:` or `ends:`"
        yield caught[0].piece.warning("endless", text, remedy)


def _busy(travel: Travel) -> Iterator[Problem]:
    """Loops that time alone drives round, and fast."""
    told: set[str] = set()
    for step in travel.journey.steps:
        if step.do == END or step.name in told:
            continue
        lap = travel.soonest(list(travel.legs[step.name]), _by_itself, stop=lambda _: False)
        length = lap.get(step.name)
        if length is not None and 0 < length < HOUR:
            told |= {name for name in lap if _lap(travel, name) == length}
            text = f"goes round every {in_words(Duration(length))}: {DAY // length} times a day"
            remedy = "wait longer on the way; each round of each person costs money"
            yield step.piece.warning("too-busy", text, remedy)


def _lap(travel: Travel, name: str) -> int | None:
    if name == END:
        return None
    return travel.soonest(list(travel.legs[name]), _by_itself, stop=lambda _: False).get(name)


def _by_itself(leg: Leg) -> bool:
    return not (leg.acted or leg.unsent or leg.dated)
