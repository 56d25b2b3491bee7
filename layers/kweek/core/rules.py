"""The catalogue at run time: what was compiled at synth, ready to be asked."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from kweek.core.conditions import compiled
from kweek.core.contact import RISING, Stage
from kweek.core.giving import Points
from kweek.core.ids import digest
from kweek.core.occasions import is_timed
from kweek.core.scope import Condition
from kweek.core.scores import Lasting
from kweek.core.sequences import is_sequence
from kweek.core.tallies import Fits, fitting, matches

Predicate = Mapping[str, Any]

VERSION = 8  # characters of a journey's version that a run remembers


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
    predicates: Mapping[str, Predicate]  # that a run of it takes along
    version: str = ""
    lead_in: int = 0  # ms of plain waits before the machine's first call
    enter_until: Mapping[str, Any] | None = None  # a moment
    season: Sequence[Sequence[int]] | None = None  # the first and last [month, day] of entry
    ends: Mapping[str, Any] | None = None

    @cached_property
    def timed(self) -> tuple[Mapping[str, Any], ...]:
        """The ways in that open on an occasion."""
        return tuple(way for way in self.enter if is_timed(way))

    @cached_property
    def members_of(self) -> tuple[str, ...]:
        """The segments whose members it takes in, whenever they joined."""
        return tuple(way["segment"] for way in self.enter if way.get("members") == "all")


@dataclass(frozen=True)
class Rules:
    """The rules of a catalogue (`rules.json`), its conditions compiled once per worker."""

    predicates: Mapping[str, Predicate]
    sequences: Mapping[str, Predicate]
    scores: Mapping[str, Lasting]
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
            sequences=raw.get("sequences", {}),
            scores={name: _lasting(score) for name, score in raw["scores"].items()},
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
    def filled(self) -> str:
        """Names the questions about events that this catalogue asks, and how far back."""
        asked = [self.predicates, self.sequences]
        return digest(json.dumps(asked, sort_keys=True))[:8]

    @cached_property
    def _by_event(self) -> Mapping[str, list[tuple[str, Fits]]]:
        found: dict[str, list[tuple[str, Fits]]] = {}
        for pid, one in self.predicates.items():
            for event in one["events"]:
                found.setdefault(event, []).append((pid, fitting(one["where"])))
        return found

    @cached_property
    def opening(self) -> frozenset[str]:
        """The predicates that some journey is entered by."""
        ways = (way for journey in self.journeys.values() for way in journey.enter)
        return frozenset(way["event"] for way in ways if "event" in way)

    @cached_property
    def stages_above(self) -> Mapping[str, tuple[tuple[Stage, Condition], ...]]:
        """For each stage that rises, the higher ones that have a rule, the highest first."""
        ruled = dict(self.stages)
        return {
            stage: tuple((one, ruled[one]) for one in RISING[:at:-1] if one in ruled)
            for at, stage in enumerate(RISING)
        }

    @cached_property
    def entered_by_time(self) -> tuple[Journey, ...]:
        """The live journeys that open without an event: on an occasion, or to who is a member."""
        live = (journey for journey in self.journeys.values() if journey.status == "live")
        return tuple(journey for journey in live if journey.timed or journey.members_of)

    def matching(
        self, event: str, properties: Mapping[str, Any], more: Mapping[str, Predicate]
    ) -> dict[str, Predicate]:
        """The predicates an event matches: the catalogue's, and `more` that runs brought along."""
        mine = {
            pid: _longer(self.predicates[pid], more.get(pid))
            for pid, fits in self._by_event.get(event, ())
            if fits(properties)
        }
        theirs = {
            pid: one
            for pid, one in more.items()
            if pid not in self.predicates
            and not is_sequence(one)
            and matches(one, event, properties)
        }
        return mine | theirs

    def sequences_with(
        self, matched: Collection[str], more: Mapping[str, Predicate]
    ) -> dict[str, Predicate]:
        """The sequences, the catalogue's or brought along, that one of these is a part of."""
        brought = {sid: one for sid, one in more.items() if is_sequence(one)}
        known = brought | dict(self.sequences) if brought else self.sequences
        return {
            sid: {**one, "keep": self.keep(sid, more)}
            for sid, one in known.items()
            if one["first"] in matched or one["then"] in matched
        }

    def keep(self, pid: str, more: Mapping[str, Predicate]) -> int:
        """How many of its last times a tally must remember; at least one.

        Of a sequence as many as of its last part: which of those were counted must be known.
        """
        kept = 1
        for one in (self.predicates.get(pid), self.sequences.get(pid), more.get(pid)):
            if one is not None:
                part = self.keep(one["then"], more) if is_sequence(one) else 1
                kept = max(kept, one["keep"], part)
        return kept

    @cached_property
    def timed_segments(self) -> tuple[Condition, ...]:
        """The rules of the segments that time alone can change."""
        return tuple(rule for rule in self.segments.values() if rule.leaves)


def _lasting(score: Mapping[str, Any]) -> Lasting:
    return Lasting(score["half_life"], score.get("expires"))


def _longer(one: Predicate, other: Predicate | None) -> Predicate:
    """The one of two askers of the same that asks further back."""
    return one if other is None or one["keep"] >= other["keep"] else other


def _points(scores: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[Points, ...]]:
    found: dict[str, tuple[Points, ...]] = {}
    for name, score in scores.items():
        for given in score["points"]:
            one = Points(name, given["points"], given["label"], given.get("per_day"))
            found[given["pid"]] = (*found.get(given["pid"], ()), one)
    return found


def _journey(name: str, raw: Mapping[str, Any], rules: Mapping[str, Any]) -> Journey:
    own = raw.get("predicates", {})  # those with a reference in them
    known = {**rules["predicates"], **rules.get("sequences", {}), **own}
    named = {pid: known[pid] for pid in sorted(_pids([raw["goal"], raw["exit_when"]]))}
    parts = [one[part] for one in named.values() if "first" in one for part in ("first", "then")]
    return Journey(
        name=name,
        status=raw["status"],
        topic=raw["topic"],
        enter=tuple(raw["enter"]),
        only_if=raw["only_if"],
        re_entry=raw["re_entry"],
        goal=raw["goal"],
        exit_when=raw["exit_when"],
        predicates={**{pid: known[pid] for pid in parts}, **named, **own},
        version=raw["version"][:VERSION],
        lead_in=raw.get("lead_in", 0),
        enter_until=raw.get("enter_until"),
        season=raw.get("season"),
        ends=raw.get("ends"),
    )


def _pids(part: Any) -> set[str]:
    """The predicates that a compiled condition names."""
    if isinstance(part, list):
        return set().union(*(_pids(one) for one in part))
    if not isinstance(part, dict):
        return set()
    own = {part["event"]} if "event" in part else set()
    return own | _pids(list(part.values()))
