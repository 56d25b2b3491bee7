"""One decision under way: what happened, what follows from it, and what it orders.

The loop is the heart of Kweek. A happening is tallied and gives points; stage and segments
are looked at again, and each change is itself a happening; then goals, exits, waits and
entries are decided, in that order, so that a contact who leaves is not also answered.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kweek.core import scores, tallies
from kweek.core.contact import Contact, Enrolment, Send, Stage
from kweek.core.effects import Count, Effect, Record
from kweek.core.ids import digest
from kweek.core.rules import Predicate, Rules
from kweek.core.scope import Scope
from kweek.core.times import Instant

MOST_HAPPENINGS = 100  # rules that feed each other without end are a fault, not a loop


class RulesNeverSettleError(Exception):
    """Segments, stages and points of this catalogue keep changing each other."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as rules see it, whether it arrived or followed."""

    event: str
    at: Instant
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Turn:
    """The working state of one decision; it never outlives the call."""

    contact: Contact
    rules: Rules
    now: Instant
    cause: str
    at: Instant  # when what is decided upon happened
    wake: bool = True  # a late event starts and wakes nothing
    effects: list[Effect] = field(default_factory=list)
    changed: list[Mapping[str, Any]] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    pending: deque[Happening] = field(default_factory=deque)
    followed: int = 0

    def scope(
        self, run: Enrolment | None = None, since: Instant | None = None, send: Send | None = None
    ) -> Scope:
        """What a condition is asked about, as things stand now."""
        return Scope(self.contact, self.now, self.rules.scores, since, run, send)

    def change(self, what: str, **details: Any) -> None:
        """Note for the timeline what this decision changed, and by which rule."""
        self.changed.append({"what": what, **details})

    def count(self, journey: str, step: str, counter: str) -> None:
        """Count one unit in the report."""
        self.counts.append((journey, step, counter))

    def update(self, **changes: Any) -> None:
        """Replace fields of the contact."""
        self.contact = replace(self.contact, **changes)

    def put_run(self, run_id: str, run: Enrolment) -> None:
        """Replace one enrolment."""
        self.update(enrolments={**self.contact.enrolments, run_id: run})

    def put_send(self, send_id: str, send: Send) -> None:
        """Replace one send."""
        self.update(sends={**self.contact.sends, send_id: send})

    def follow(self, event: str, counts: Iterable[Count] = (), **properties: Any) -> None:
        """Something follows: it gets its place in the timeline, and is itself looked at."""
        self.followed += 1
        if self.followed > MOST_HAPPENINGS:
            msg = f"more than {MOST_HAPPENINGS} things follow from {self.cause}"
            raise RulesNeverSettleError(msg)
        self.effects.append(
            Record(
                contact=self.contact.id,
                id=f"{digest(self.cause)}~{self.followed}",
                event=event,
                at=self.at,
                received_at=self.now,
                properties=properties,
                counts=tuple(counts),
                order=self.followed,
            )
        )
        self.pending.append(Happening(event, self.at, properties))


def tally(turn: Turn, happening: Happening) -> set[str]:
    """Tally a happening and give its points; the predicates that it matches."""
    matched = turn.rules.matching(happening.event, happening.properties, _brought(turn.contact))
    if matched:
        known = dict(turn.contact.tallies)
        for pid, one in matched.items():
            known[pid] = tallies.tallied(known.get(pid), happening.at, one["keep"])
        turn.update(tallies=known)
    for pid in matched:
        _give_points(turn, pid, happening.at)
    return set(matched)


def _brought(contact: Contact) -> dict[str, Predicate]:
    """The predicates that runs under way brought along from the catalogue they began with."""
    found: dict[str, Predicate] = {}
    for run in contact.enrolments.values():
        if run.status == "active":
            found |= run.predicates
            if run.wait is not None:
                found |= run.wait.predicates
    return found


def _give_points(turn: Turn, pid: str, at: Instant) -> None:
    for given in turn.rules.points.get(pid, ()):
        half_life = turn.rules.scores[given.score]
        before = turn.contact.scores.get(given.score)
        after = scores.with_points(before, half_life, given.points, at)
        turn.update(scores={**turn.contact.scores, given.score: after})
        turn.change(
            "score",
            name=given.score,
            points=given.points,
            to=round(scores.value_at(after, half_life, turn.now), 1),
            by=given.label,
        )


def restage(turn: Turn) -> None:
    """Raise the stage to the highest whose rule holds; it never falls by itself."""
    scope = turn.scope()
    stage: Stage = turn.contact.stage
    rising: list[Stage] = ["lead", "mql", "sql", "customer"]
    if turn.rules.disqualified and turn.rules.disqualified.holds(scope):
        stage = "disqualified"
    elif stage != "disqualified":
        met = {name for name, rule in turn.rules.stages if rule.holds(scope)}
        stage = max((s for s in rising if s in met or s == stage), key=rising.index)
    if stage != turn.contact.stage:
        before = turn.contact.stage
        turn.update(stage=stage)
        turn.change("stage", before=before, to=stage)
        turn.follow("Stage Changed", before=before, to=stage)


def resegment(turn: Turn) -> None:
    """Let the contact join and leave segments, in the order in which they depend."""
    scope = turn.scope()
    for name, rule in turn.rules.segments.items():
        if rule.holds(scope) != (name in scope.contact.segments):
            _flip(turn, name)
            scope = turn.scope()  # one that changed may count for the next


def _flip(turn: Turn, name: str) -> None:
    segments = turn.contact.segments
    if name not in segments:
        turn.update(segments={**segments, name: turn.now})
        turn.change("segment", name=name, to="in")
        turn.follow("Segment Entered", segment=name)
    else:
        turn.update(segments={key: at for key, at in segments.items() if key != name})
        turn.change("segment", name=name, to="out")
        turn.follow("Segment Exited", segment=name)
