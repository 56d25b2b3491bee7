"""The distinct questions about events, each of which gets one tally on every contact."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kweek.core.ids import digest

#: How many times of each half of `A then B` are remembered, to match them in any order.
KEEP_FOR_SEQUENCE = 8


@dataclass(slots=True)
class Predicates:
    """Collects predicates while files are read; asking the same twice gives one tally."""

    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    sequences: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, events: list[str], where: Mapping[str, Any], count: int = 1) -> str:
        """The id of `one of these events, with such properties`.

        `count` is how many of the last times the tally must remember for the asker.
        """
        asked = {"events": sorted(set(events)), "where": {key: where[key] for key in sorted(where)}}
        return _kept(self.found, asked, count)

    def add_sequence(self, first: str, then: str, within: int, count: int) -> str:
        """The id of `one of these, and then one of those within so long`."""
        return _kept(self.sequences, {"first": first, "then": then, "within": within}, count)

    def named_in(self, *conditions: Any) -> dict[str, dict[str, Any]]:
        """The predicates that these compiled conditions name, so that they can travel along.

        Those that a run keeps for itself travel with the run already.
        """
        wanted = {pid for condition in conditions for pid in event_ids(condition)}
        halves = [self.sequences[pid] for pid in wanted if pid in self.sequences]
        wanted |= {pid for half in halves for pid in (half["first"], half["then"])}
        known = {**self.found, **self.sequences}
        return {pid: known[pid] for pid in sorted(wanted)}


def _kept(found: dict[str, dict[str, Any]], asked: dict[str, Any], count: int) -> str:
    pid = digest(json.dumps(asked, sort_keys=True, ensure_ascii=False))
    found[pid] = {**asked, "keep": max(count, found.get(pid, {}).get("keep", 1))}
    return pid


def event_ids(condition: Any) -> Iterator[str]:
    """The predicate ids inside a compiled condition that every contact has a tally of."""
    if not isinstance(condition, dict):
        return
    if "event" in condition and not condition.get("own"):
        yield condition["event"]
    for many in ("all", "any", "none"):
        for each in condition.get(many, ()):
            yield from event_ids(each)
