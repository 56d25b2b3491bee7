"""The catalogue at run time: what was compiled at synth, ready to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from kweek.core.conditions import compiled
from kweek.core.scope import Condition
from kweek.core.tallies import matches

Predicate = Mapping[str, Any]


@dataclass(frozen=True)
class Points:
    """What one predicate gives to one score."""

    score: str
    points: float
    label: str


@dataclass(frozen=True)
class Journey:
    """What deciding needs to know of a journey; its steps are the state machine's."""

    name: str
    status: str
    topic: str
    enter: tuple[Mapping[str, Any], ...]
    only_if: Any
    re_entry: Mapping[str, Any]
    goal: Any
    exit_when: Any
    predicates: Mapping[str, Predicate]


@dataclass(frozen=True)
class Rules:
    """The rules of a catalogue (`rules.json`), its conditions compiled once per worker."""

    predicates: Mapping[str, Predicate]
    scores: Mapping[str, int | None]  # half-lives in ms
    points: Mapping[str, tuple[Points, ...]]  # by predicate
    interests: Mapping[str, str]  # label: predicate
    stages: tuple[tuple[str, Condition], ...]  # rising; `disqualified` apart
    disqualified: Condition | None
    segments: Mapping[str, Condition]  # in order of dependency
    journeys: Mapping[str, Journey]
    links: Mapping[str, Mapping[str, Any]]
    mails: Mapping[str, Mapping[str, Any]]
    policy: Mapping[str, Any]

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Read `rules.json`."""
        stages = [(name, compiled(condition)) for name, condition in raw["stages"]]
        return cls(
            predicates=raw["predicates"],
            scores={name: score["half_life"] for name, score in raw["scores"].items()},
            points=_points(raw["scores"]),
            interests=raw["interests"],
            stages=tuple(pair for pair in stages if pair[0] != "disqualified"),
            disqualified=dict(stages).get("disqualified"),
            segments={name: compiled(c) for name, c in raw["segments"].items()},
            journeys={name: _journey(name, one, raw) for name, one in raw["journeys"].items()},
            links=raw["links"],
            mails=raw["mails"],
            policy=raw["policy"],
        )

    @cached_property
    def _by_event(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for pid, one in self.predicates.items():
            for event in one["events"]:
                found.setdefault(event, []).append(pid)
        return found

    def matching(
        self, event: str, properties: Mapping[str, Any], more: Mapping[str, Predicate]
    ) -> dict[str, Predicate]:
        """The predicates an event matches: the catalogue's, and `more` that runs brought along.

        A run started by an earlier catalogue still waits for what that one spoke of.
        """
        mine = {
            pid: self.predicates[pid]
            for pid in self._by_event.get(event, ())
            if matches(self.predicates[pid], event, properties)
        }
        theirs = {
            pid: one
            for pid, one in more.items()
            if pid not in self.predicates and matches(one, event, properties)
        }
        return mine | theirs

    @cached_property
    def timed_segments(self) -> Mapping[str, Condition]:
        """The segments that time alone can change."""
        return {name: one for name, one in self.segments.items() if one.leaves}


def _points(scores: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[Points, ...]]:
    found: dict[str, tuple[Points, ...]] = {}
    for name, score in scores.items():
        for given in score["points"]:
            one = Points(name, given["points"], given["label"])
            found[given["pid"]] = (*found.get(given["pid"], ()), one)
    return found


def _journey(name: str, raw: Mapping[str, Any], rules: Mapping[str, Any]) -> Journey:
    named = _pids([raw["goal"], raw["exit_when"]])
    return Journey(
        name=name,
        status=raw["status"],
        topic=raw["topic"],
        enter=tuple(raw["enter"]),
        only_if=raw["only_if"],
        re_entry=raw["re_entry"],
        goal=raw["goal"],
        exit_when=raw["exit_when"],
        predicates={pid: rules["predicates"][pid] for pid in named},
    )


def _pids(part: Any) -> set[str]:
    """The predicates that a compiled condition names."""
    if isinstance(part, list):
        return set().union(*(_pids(one) for one in part))
    if not isinstance(part, dict):
        return set()
    own = {part["event"]} if "event" in part else set()
    return own | _pids(list(part.values()))
