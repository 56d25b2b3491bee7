"""Fills a contact's tallies from its past, when the rules ask what nobody asked before.

The contact remembers for which questions it is filled. Whoever is met with others is filled
first, from the events in its timeline, so that a new rule finds everybody as if it had always
been there. Scores are left as they are.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from kweek.core.contact import Contact
from kweek.core.rules import Rules
from kweek.core.sequences import matches_of
from kweek.core.tallies import Tally, tally_of
from kweek.core.times import Instant

Times = dict[str, list[Instant]]


def born(contact: Contact, rules: Rules) -> Contact:
    """A contact that was never stored has no past: it is filled for whatever the rules ask."""
    return contact if contact.version else contact.changed(filled=rules.filled)


def filled(contact: Contact, past: Iterable[Mapping[str, Any]], rules: Rules) -> Contact:
    """The contact with every tally that the rules ask for, by all the events of its past."""
    times = _times(past, rules)
    known = dict(contact.tallies)
    for pid, found in times.items():
        known[pid] = _better(known.get(pid), tally_of(found, rules.keep(pid, {})))
    return contact.changed(tallies=known, filled=rules.filled)


def _times(past: Iterable[Mapping[str, Any]], rules: Rules) -> Times:
    """When each predicate and each sequence matched, earliest first; only those that did."""
    found: Times = {}
    for event in past:
        for pid in rules.matching(event["event"], event["properties"], {}):
            found.setdefault(pid, []).append(event["at"])
    found = {pid: sorted(times) for pid, times in found.items()}
    for sid, one in rules.sequences.items():
        ends = found.get(one["first"], []), found.get(one["then"], [])
        if matches := matches_of(*ends, one["within"]):
            found[sid] = matches
    return found


def _better(known: Tally | None, counted: Tally) -> Tally:
    """Of what is remembered and what the timeline still has, the one that knows of more."""
    if known is None or counted.total >= known.total:
        return counted
    return known._replace(recent=max(known.recent, counted.recent, key=len))
