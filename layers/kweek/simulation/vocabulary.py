"""What the campaigns speak of, so that made-up people do what journeys wait for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.journey import Journey
from kweek.core.references import is_reference
from kweek.core.times import DAY
from kweek.simulation.behaviour import Deed
from kweek.simulation.values import NEW

FORM, PAGE = "Form Submitted", "Page Viewed"
#: What follows from a mail, a form or a decision: nobody does it by themselves.
FOLLOWS = frozenset(
    {
        *("Email Opened", "Email Link Clicked", "Email Bounced", "Email Soft Bounced"),
        *("Email Marked as Spam", "Unsubscribed", "File Downloaded", "Handoff Accepted"),
        *("Segment Entered", "Segment Exited", "Stage Changed", "Goal Reached", "Task Given"),
        *("Journey Started", "Journey Finished", "Journey Exited", "Journey Failed"),
        FORM,
    }
)
DATE, SOON = "in 20d..300d", "in 2d..9d"  # of a person, of an order
OTHER = "something else"
#: What people do of whom nothing is said: one in so many, once, after so long.
SELDOM, LATE = 0.1, 60 * DAY
FEW = 19  # for one who has such a trait

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """The names, the properties that events need, and by what people can come in."""

    mails: Mapping[str, tuple[str, ...]]  # with their links
    forms: tuple[str, ...]
    journeys: Mapping[str, Values]  # with what each reads of the event that begins a run
    by_hand: tuple[str, ...]
    segments: tuple[str, ...]
    events: Mapping[str, Values]  # with values for the properties that somebody asks about
    traits: Values
    ways_in: tuple[tuple[Deed, float], ...]

    @classmethod
    def of(cls, campaigns: Campaigns) -> Self:
        """The words of these campaigns."""
        live = [one for one in campaigns.journeys.values() if one.status == "live"]
        events = _events(campaigns)
        return cls(
            mails={name: tuple(one.links) for name, one in campaigns.mails.items()},
            forms=tuple(campaigns.forms),
            journeys={name: _of_entry(one) for name, one in campaigns.journeys.items()},
            by_hand=tuple(one.name for one in live if {"manual": True} in one.enter),
            segments=tuple(campaigns.segments),
            events=events,
            traits=_traits(campaigns),
            ways_in=_ways_in(campaigns, live, events),
        )

    @property
    def habits(self) -> Iterator[Deed]:
        """What some do once, of all that the campaigns ask about."""
        for form in self.forms:
            yield Deed(form=form, chance=SELDOM / 2, after=LATE)
        for event in self.events:
            if event not in FOLLOWS:
                yield Deed(event=event, chance=SELDOM, after=LATE)
        for journey in self.by_hand:
            yield Deed(journey=journey, chance=SELDOM, after=LATE)


def _events(campaigns: Campaigns) -> dict[str, Values]:
    found: dict[str, Values] = {PAGE: {}}
    own = [one for journey in campaigns.journeys.values() for one in journey.predicates.values()]
    for predicate in (*campaigns.predicates.found.values(), *own):
        for event in predicate.get("events", ()):
            values = found.setdefault(event, {})
            for name, ops in predicate["where"].items():
                values[name] = {**values.get(name, {}), **_candidates(ops)}
    for journey in campaigns.journeys.values():
        for event in _entered_by(journey, campaigns):
            found[event] |= _of_entry(journey)
    return {event: {n: _value(v) for n, v in found[event].items()} for event in sorted(found)}


def _candidates(ops: Any) -> dict[Any, float]:
    """Values that meet what a rule asks, as weights; `exists` is met by whatever is new."""
    found: dict[Any, float] = {}
    for op, operand in ops:
        if op == "is":
            found |= {one: 1 for one in operand if type(one) in (str, int, float, bool)}
            found.pop("missing", None)
        elif op in ("starts_with", "contains", "at_least", "at_most") and not is_reference(operand):
            found[operand] = 1
        elif op in ("above", "below") and not is_reference(operand):
            found[operand + (1 if op == "above" else -1)] = 1
        elif op == "exists" and operand:
            found[NEW] = 1
    return found


def _value(found: Any) -> Any:
    """Half of the time what nobody asks about, unless anything will do."""
    if not isinstance(found, dict):
        return found
    if not found or NEW in found:
        return NEW
    numbers = all(type(one) in (int, float, bool) for one in found)
    return found if numbers else {**found, OTHER: float(len(found))}


def _seldom(found: dict[Any, float]) -> dict[Any, float]:
    """What nobody is asked is told by another system, of few."""
    return {**found, OTHER: sum(found.values()) * FEW}


def _of_entry(journey: Journey) -> Values:
    """What the journey reads of the event that begins a run: its key, and dates."""
    key = journey.re_entry.get("key")
    ref = key["ref"] if key and is_reference(key) else ("", "")
    keys = {ref[1]: NEW} if ref[0] == "entry" else {}
    return keys | {name: SOON for source, name in _dates(journey) if source == "entry"}


def _traits(campaigns: Campaigns) -> Values:
    """Values for the traits that dates refer to, and that rules compare."""
    found: dict[str, dict[Any, float]] = defaultdict(dict)
    asked: list[Any] = [*campaigns.segments.values(), *campaigns.stages.values()]
    asked += [rule for one in campaigns.journeys.values() for rule in (one.only_if, one.exit_when)]
    for step in (step for one in campaigns.journeys.values() for step in one.steps):
        asked += [step.only_if, *(rule for rule, _ in step.branches)]
    for name, ops in (pair for rule in asked for pair in _compared(rule)):
        found[name] |= _candidates(ops)
    fields = [field for form in campaigns.forms.values() for field in form["fields"]]
    in_forms = {field["field"] for field in fields}
    values = {
        name: _value(one) if name in in_forms else _seldom(one)
        for name, one in found.items()
        if one
    }
    for journey in campaigns.journeys.values():
        values |= {name: DATE for source, name in _dates(journey) if source == "contact"}
    return dict(sorted(values.items()))


def _compared(rule: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(rule, dict):
        if "trait" in rule:
            yield rule["trait"], rule["ops"]
        for many in ("all", "any", "none"):
            for one in rule.get(many, ()):
                yield from _compared(one)


def _dates(journey: Journey) -> Iterator[tuple[str, str]]:
    """Where the journey's moments come from, as far as a person brings them."""
    moments: list[Any] = [journey.enter_until, journey.ends]
    moments += [way.get(kind) for way in journey.enter for kind in ("date", "schedule")]
    for step in journey.steps:
        moments += [step.settings.get("until"), step.wait.until if step.wait else None]
    for moment in moments:
        if is_reference(moment) and len(moment["ref"]) == len(("source", "name")):
            yield moment["ref"][0], moment["ref"][1]


def _entered_by(journey: Journey, campaigns: Campaigns) -> Iterator[str]:
    for way in journey.enter:
        if "event" in way and way["event"] in campaigns.predicates.found:
            yield from campaigns.predicates.found[way["event"]]["events"]


def _ways_in(
    campaigns: Campaigns, live: list[Journey], events: Mapping[str, Values]
) -> tuple[tuple[Deed, float], ...]:
    """Each form, and each event that a live journey begins by: all as likely."""
    forms = [Deed(form=form) for form in campaigns.forms]
    begun = dict.fromkeys(event for one in live for event in _entered_by(one, campaigns))
    tracked = [event for event in begun if event not in FOLLOWS]
    found = [*forms, *(Deed(event=event) for event in tracked)]
    return tuple((deed, 1.0) for deed in found or [Deed(event=next(iter(events)))])
