"""Nurture mails that come too close together, or too far apart."""

from collections.abc import Iterable, Iterator, Mapping

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.durations import in_words
from kweek.catalogue.journey import END, Journey, Step
from kweek.catalogue.lints.travel import Leg, Travel
from kweek.catalogue.pace import USUAL, MailPace, read_pace
from kweek.catalogue.problems import Problem, Problems
from kweek.core.times import DAY, Duration


def pacing(campaigns: Campaigns, journey: Journey) -> Iterator[Problem]:
    """What does not keep to the pace of the journey, or else of policy.yaml."""
    pace = journey.pace or read_pace(campaigns.folder.policy.get("pace"), Problems()) or USUAL
    sends = {step.name: step for step in journey.steps if step.do == "send"}
    nurture = {
        name: step
        for name, step in sends.items()
        if campaigns.mails[step.settings["mail"]].kind == "nurture"
    }
    travel = Travel(journey)
    for name, step in nurture.items():
        yield from _close(travel, name, step, nurture, pace)
    for name, step in nurture.items():
        yield from _silent(travel, name, step, sends, pace)


def _close(
    travel: Travel, name: str, step: Step, nurture: Mapping[str, Step], pace: MailPace
) -> Iterator[Problem]:
    """Whether this mail may follow another one too soon."""
    gaps = {
        other: found[name]
        for other in nurture
        if name in (found := _after(travel, other, nurture)) and found[name] < pace.least
    }
    if gaps:
        other = min(gaps, key=lambda one: gaps[one])
        soon = _said(gaps[other])
        text = f"may come {soon} after '{other}', and nurture mails are {_said(pace.least)} apart"
        remedy = "wait longer, or write `kind: reaction` if it answers what somebody did"
        yield step.piece.around("send").warning("too-close", text, remedy)


def _after(travel: Travel, other: str, nurture: Mapping[str, Step]) -> dict[str, int]:
    def sent(leg: Leg) -> bool:
        return not (leg.unsent or leg.dated)

    start = [leg for leg in travel.legs[other] if not leg.skipped]
    return travel.soonest(start, sent, stop=lambda to: to in nurture)


def _silent(
    travel: Travel, name: str, step: Step, sends: Mapping[str, Step], pace: MailPace
) -> Iterator[Problem]:
    """Whether somebody may hear nothing for too long before this mail."""
    gaps = _longest(travel, name, sends)
    worst = max(gaps, key=lambda one: gaps[one], default="")
    if worst and gaps[worst] > pace.most:
        long = _said(gaps[worst])
        text = f"may come {long} after '{worst}', with no mail in between"
        remedy = f"mail them within {_said(pace.most)}, or say another `pace:`"
        yield step.piece.around("send").warning("too-silent", text, remedy)


def _longest(travel: Travel, name: str, sends: Mapping[str, Step]) -> dict[str, int]:
    """The most ms to a mail from each that it may follow, by ways that do not go in circles."""
    known: dict[str, int | None] = {}

    def from_here(here: str, before: frozenset[str]) -> int | None:
        if here == name:
            return 0
        if here == END or here in sends or here in before:
            return None
        if here not in known:
            known[here] = by_any(travel.legs[here], before | {here})
        return known[here]

    def by_any(legs: Iterable[Leg], before: frozenset[str]) -> int | None:
        further = [(leg.most, from_here(leg.to, before)) for leg in legs if not leg.dated]
        return max((most + more for most, more in further if more is not None), default=None)

    found = {}
    for other in sends:
        sent = (leg for leg in travel.legs[other] if not (leg.unsent or leg.skipped))
        if most := by_any(sent, frozenset()):
            found[other] = most
    return found


def _said(length: int) -> str:
    """Days where that is long enough: `26 days`, not `26 days 14 hours`."""
    if not length:
        return "at once"
    return in_words(Duration(length - length % DAY if length > DAY else length))
