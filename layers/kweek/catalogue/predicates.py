"""The distinct questions about events, each of which gets one tally on every contact."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kweek.core.ids import digest


@dataclass(slots=True)
class Predicates:
    """Collects predicates while files are read; asking the same twice gives one tally."""

    found: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, events: list[str], where: Mapping[str, Any], count: int = 1) -> str:
        """The id of `one of these events, with such properties`.

        `count` is how many of the last times the tally must remember for the asker.
        """
        asked = {"events": sorted(set(events)), "where": {key: where[key] for key in sorted(where)}}
        pid = digest(json.dumps(asked, sort_keys=True, ensure_ascii=False))
        keep = max(count, self.found.get(pid, {}).get("keep", 1))
        self.found[pid] = {**asked, "keep": keep}
        return pid

    def named_in(self, *conditions: Any) -> dict[str, dict[str, Any]]:
        """The predicates that these compiled conditions name, so that they can travel along."""
        wanted = {pid for condition in conditions for pid in event_ids(condition)}
        return {pid: self.found[pid] for pid in sorted(wanted)}


def event_ids(condition: Any) -> Iterator[str]:
    """The predicate ids inside a compiled condition."""
    if not isinstance(condition, dict):
        return
    if "event" in condition:
        yield condition["event"]
    for many in ("all", "any", "none"):
        for each in condition.get(many, ()):
            yield from event_ids(each)
