"""The questions about events that a contact's runs and trials brought along.

A run started by an earlier catalogue still waits for what that one spoke of.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kweek.core.contact import Contact
from kweek.core.enrolment import Enrolment
from kweek.core.lately import lately
from kweek.core.references import names_run, resolver
from kweek.core.sequences import is_sequence
from kweek.core.tallies import Tally, matches, tallied
from kweek.core.times import Instant

Predicates = Mapping[str, Mapping[str, Any]]

_is_own = lately(names_run)  # of a predicate's `where`


def brought(contact: Contact) -> dict[str, Mapping[str, Any]]:
    """The predicates and sequences that are tallied on the contact itself."""
    return {
        pid: one
        for predicates in _carried(contact)
        for pid, one in predicates.items()
        if is_sequence(one) or not _is_own(one["where"])
    }


def _carried(contact: Contact) -> Iterator[Predicates]:
    for run in contact.enrolments.values():
        if run.status == "active":
            yield run.predicates
            if run.wait is not None:
                yield run.wait.predicates
    for trial in contact.trials.values():
        yield trial.predicates


def run_tallies(
    contact: Contact, run: Enrolment, event: str, properties: Mapping[str, Any], at: Instant
) -> Mapping[str, Tally]:
    """A run's own tallies after an event: of predicates that name its entry, or the contact.

    The very same mapping when the event matched none of them.
    """
    known = run.tallies
    if at < run.since:
        return known
    for pid, one in run.predicates.items():
        if is_sequence(one) or event not in one["events"] or not _is_own(one["where"]):
            continue
        if matches(one, event, properties, resolver(contact, run.entry)):
            known = {**known, pid: tallied(known.get(pid), at, one["keep"])}
    return known
