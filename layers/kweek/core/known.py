"""Conditions on what is simply known: time alone never changes them."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from kweek.core.references import names_run, resolver
from kweek.core.scope import Condition, Scope
from kweek.core.tallies import Ops, checked, resolved

#: What stands among a hand-off mail's clicks once the owner has accepted.
ACCEPTED = "accepted"


def trait(condition: Mapping[str, Any]) -> Condition:
    """A profile field meets every operator."""
    name: str = condition["trait"]
    if names_run(condition["ops"]):
        return _compared(name, condition["ops"])
    fits = checked(condition["ops"])

    def holds(scope: Scope) -> bool:
        known = scope.contact.traits.get(name)
        return fits(known.value if known is not None else None)

    return Condition(holds)


def _compared(name: str, ops: Ops) -> Condition:
    """A profile field, compared with another one or with what the run was entered with."""

    def holds(scope: Scope) -> bool:
        entry = scope.run.entry if scope.run is not None else {}
        fits = resolved(ops, resolver(scope.contact, entry))
        return fits(scope.contact.trait(name))

    return Condition(holds)


def segment(condition: Mapping[str, Any]) -> Condition:
    """The contact is in one of these segments."""
    names = frozenset(condition["segment"])
    return Condition(lambda scope: not names.isdisjoint(scope.contact.segments))


def in_list(condition: Mapping[str, Any]) -> Condition:
    """The contact is on one of these lists."""
    names = frozenset(condition["list"])
    return Condition(lambda scope: not names.isdisjoint(scope.contact.lists))


def stage(condition: Mapping[str, Any]) -> Condition:
    """The contact is at one of these stages."""
    stages = frozenset(condition["stage"])
    return Condition(lambda scope: scope.contact.stage in stages)


def consent(condition: Mapping[str, Any]) -> Condition:
    """The contact said yes to a topic, and has not opted out since."""
    topic: str = condition["consent"]

    def holds(scope: Scope) -> bool:
        return topic in scope.contact.consent and scope.contact.opted_out is None

    return Condition(holds)


def journey(condition: Mapping[str, Any]) -> Condition:
    """A run of this journey is, or was, as said."""
    asked = condition["journey"], condition["was"]

    def holds(scope: Scope) -> bool:
        return any((one.journey, one.status) == asked for one in scope.contact.enrolments.values())

    return Condition(holds)


def mail(condition: Mapping[str, Any]) -> Condition:
    """This mail was sent, opened or clicked."""
    mail, was = condition["mail"], attrgetter(condition["was"])

    def holds(scope: Scope) -> bool:
        times = scope.contact.mails.get(mail)
        return times is not None and was(times) is not None

    return Condition(holds)


def clicked(condition: Mapping[str, Any]) -> Condition:
    """This step's mail was clicked, or one link in it."""
    link: str | None = condition["clicked"]

    def holds(scope: Scope) -> bool:
        clicked = scope.send.clicked if scope.send is not None else ()
        return link in clicked if link else bool(clicked)

    return Condition(holds)


def accepted(_condition: Mapping[str, Any]) -> Condition:
    """The owner has accepted the lead."""
    return Condition(lambda scope: scope.send is not None and ACCEPTED in scope.send.clicked)


def opened(scope: Scope) -> bool:
    """This step's mail was opened; a click implies it, since images may have been off."""
    return scope.send is not None and (scope.send.opened is not None or bool(scope.send.clicked))


def goal(scope: Scope) -> bool:
    """This run has reached its goal."""
    return scope.run is not None and scope.run.goal_at is not None
