"""What is known of events, traits and entries: from Kweek itself, the files and tracking.yaml."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.journey import Journey

_OF_MAIL = ("send", "mail", "journey", "step")
_OF_RUN = ("journey", "run")
_PAGE = ("path", "url", "title", "referrer", "search", "name", "category", "context")

#: The events that Kweek makes itself, or of Segment's calls that are no `track`; what each
#: brings. A test holds this against the code that makes them.
OURS: Mapping[str, tuple[str, ...]] = {
    "Page Viewed": _PAGE,
    "Screen Viewed": ("name", "category", "context"),
    "Identified": (),
    "Group Joined": ("groupId", "traits"),
    "Aliased": (),
    "Form Submitted": ("form",),
    "Email Opened": ("proxy", *_OF_MAIL),
    "Email Image Fetched": ("proxy", *_OF_MAIL),
    "Email Link Clicked": ("link", "name", "file", *_OF_MAIL),
    "Email Bounced": ("type", *_OF_MAIL),
    "Email Soft Bounced": ("type", *_OF_MAIL),
    "Email Marked as Spam": ("type", *_OF_MAIL),
    "Email Settled": ("state", "message_id", *_OF_MAIL),
    "Unsubscribed": _OF_MAIL,
    "File Downloaded": ("file", "mail", "journey", "step"),
    "Handoff Accepted": ("run", *_OF_MAIL),
    "Task Given": ("title", "due", "mail", "journey", "step"),
    "Webhook Answered": (*_OF_RUN, "step", "status", "response"),
    "Webhook Failed": (*_OF_RUN, "step", "status", "reason"),
    "Stage Changed": ("before", "to"),
    "Segment Entered": ("segment",),
    "Segment Exited": ("segment",),
    "Journey Started": _OF_RUN,
    "Journey Finished": _OF_RUN,
    "Journey Exited": (*_OF_RUN, "reason"),
    "Journey Failed": (*_OF_RUN, "reason"),
    "Journey Recovered": _OF_RUN,
    "Goal Reached": _OF_RUN,
    "Enrolment Requested": ("journey", "entry"),
    "Step Failed": ("run", "epoch", "step", "broken"),
}
#: What comes with every event of these names, whatever else does.
_ALWAYS = {
    "Form Submitted": ("form",),
    "Stage Changed": ("before", "to"),
    "Segment Entered": ("segment",),
    "Segment Exited": ("segment",),
}
#: Traits that mean something to Kweek itself, whoever tells them.
_OWN_TRAITS = (
    *("email", "timezone", "account", "company"),
    *("name", "first_name", "last_name"),
)
#: Operators that hold only of what is there.
_NEEDS_IT = ("at_least", "at_most", "above", "below", "contains", "starts_with")


@dataclass(frozen=True, slots=True)
class Entry:
    """The properties with which runs of a journey begin: all there may be, and those that are sure.

    `may` is None where whoever starts a run can bring anything.
    """

    may: frozenset[str] | None
    sure: frozenset[str]


@dataclass(frozen=True)
class Known:
    """Everything that the campaigns know of from somewhere."""

    campaigns: Campaigns

    @cached_property
    def events(self) -> Mapping[str, frozenset[str] | None]:
        """The properties by event; None where any may come."""
        told = self.campaigns.tracking.events
        found: dict[str, frozenset[str] | None] = {
            name: frozenset(brings) for name, brings in OURS.items()
        }
        of_forms = (form.get("properties", {}) for form in self.campaigns.forms.values())
        found["Form Submitted"] = frozenset(("form",)).union(*of_forms)
        for name, brings in told.items():
            ours = found.get(name, frozenset())
            found[name] = None if brings is None or ours is None else ours | brings
        return found

    @cached_property
    def traits(self) -> frozenset[str]:
        """The traits that forms, steps, answers of webhooks and others tell."""
        return frozenset((*_OWN_TRAITS, *self.campaigns.tracking.traits, *self._of_files()))

    @cached_property
    def fields(self) -> frozenset[str]:
        """What people fill in: traits, and so no property of `Form Submitted`."""
        forms = self.campaigns.forms.values()
        return frozenset(each["field"] for form in forms for each in form.get("fields", ()))

    def _of_files(self) -> Iterator[str]:
        yield from self.fields
        for journey in self.campaigns.journeys.values():
            for step in journey.steps:
                if step.do == "update":
                    yield from step.settings["traits"]
                elif step.do == "webhook":
                    yield from step.settings["keep"]

    def entry(self, journey: Journey, before: frozenset[str] = frozenset()) -> Entry:
        """With which properties runs of this journey begin."""
        ways = [self._way(way) for way in journey.enter]
        ways += self._started_by(journey, before | {journey.name})
        key = journey.re_entry.get("key")
        keyed = frozenset(_of_entry(key))
        if not ways:
            return Entry(frozenset(), keyed)
        may = [way.may for way in ways]
        every = None if None in may else frozenset[str]().union(*filter(None, may))
        sure = frozenset.intersection(*(way.sure for way in ways))
        return Entry(None if every is None else every | keyed, sure | keyed)

    def _started_by(self, journey: Journey, before: frozenset[str]) -> Iterator[Entry]:
        """A `start` hands its own entry on."""
        for other in self.campaigns.journeys.values():
            starts = any(step.settings.get("start") == journey.name for step in other.steps)
            if starts and other.name not in before:
                yield self.entry(other, before)

    def _way(self, way: Mapping[str, Any]) -> Entry:
        match way:
            case {"event": pid}:
                return self._brought(pid)
            case {"manual": _}:
                return Entry(None, frozenset())
            case {"segment": segment}:
                return _exactly(("segment",) if segment else ())
            case {"stage": _}:
                return _exactly(("before", "to"))
            case {"journey": _}:
                return Entry(frozenset((*_OF_RUN, "reason")), frozenset(_OF_RUN))
        return _exactly(())

    def _brought(self, pid: str) -> Entry:
        asked = self.campaigns.predicates.found[pid]
        many = [self.events.get(event) for event in asked["events"]]
        where = asked["where"]
        may = None if None in many else frozenset[str]().union(*filter(None, many))
        always = [frozenset(_ALWAYS.get(event, ())) for event in asked["events"]]
        sure = {name for name, ops in where.items() if _is_there(ops)}
        both = frozenset.intersection(*always) | sure if always else frozenset(sure)
        return Entry(None if may is None else may | frozenset(where), both)


def _exactly(names: Iterable[str]) -> Entry:
    return Entry(frozenset(names), frozenset(names))


def _of_entry(key: Any) -> Iterator[str]:
    """The property of the entry that a key of a re-entry is."""
    if isinstance(key, dict) and key["ref"][0] == "entry":
        yield str(key["ref"][1])


def _is_there(comparisons: Iterable[Any]) -> bool:
    """Whether a property that is compared so must be there."""
    for operator, operand in comparisons:
        if operator == "is" and "missing" not in operand:
            return True
        if operator in _NEEDS_IT or (operator == "exists" and operand):
            return True
    return False
