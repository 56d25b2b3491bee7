"""One decision under way: what happened, what follows from it, and what it orders.

The loop is the heart of Kweek. A happening is tallied and gives points; stage and segments
are looked at again, and each change is itself a happening; then goals, exits, waits and
entries are decided, in that order, so that a contact who leaves is not also answered.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kweek.core import sequences, tallies
from kweek.core.brought import brought, run_tallies
from kweek.core.contact import Contact, Send, Stage
from kweek.core.effects import Count, Effect, Record
from kweek.core.enrolment import Enrolment
from kweek.core.giving import give
from kweek.core.ids import digest
from kweek.core.rules import Rules
from kweek.core.scope import Scope
from kweek.core.scores import points_at
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
    settled: bool = False  # whether what time alone changes has been looked at as well
    effects: list[Effect] = field(default_factory=list)
    changed: list[Mapping[str, Any]] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    pending: deque[Happening] = field(default_factory=deque)
    followed: int = 0
    _plain: Scope | None = None
    _active: tuple[Mapping[str, Enrolment], list[tuple[str, Enrolment]]] = ({}, [])

    def scope(
        self, run: Enrolment | None = None, since: Instant | None = None, send: Send | None = None
    ) -> Scope:
        """What a condition is asked about, as things stand now."""
        return Scope(self.contact, self.now, self.rules.scores, since, run, send)

    def plain_scope(self) -> Scope:
        """The same of no run and no mail; asked often, and made anew when the contact changes."""
        if self._plain is None or self._plain.contact is not self.contact:
            self._plain = self.scope()
        return self._plain

    def active(self) -> list[tuple[str, Enrolment]]:
        """The runs that are under way; looked for anew when one has changed."""
        runs = self.contact.enrolments
        if self._active[0] is not runs:
            self._active = runs, [one for one in runs.items() if one[1].status == "active"]
        return self._active[1]

    def change(self, what: str, **details: Any) -> None:
        """Note for the timeline what this decision changed, and by which rule."""
        self.changed.append({"what": what, **details})

    def has_taken(self, trait: str | None) -> bool:
        """Whether this decision changed a trait."""
        return any(trait in one["names"] for one in self.changed if one["what"] == "traits")

    def count(self, journey: str, step: str, counter: str) -> None:
        """Count one unit in the report."""
        self.counts.append((journey, step, counter))

    def update(self, **changes: Any) -> None:
        """Replace fields of the contact."""
        self.contact = self.contact.changed(**changes)

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
    """Tally a happening and give its points; the predicates and sequences that it completes."""
    theirs = brought(turn.contact)
    matched = turn.rules.matching(happening.event, happening.properties, theirs)
    happened = [(pid, happening.at) for pid in matched]
    if matched:
        known = dict(turn.contact.tallies)
        for pid, one in matched.items():
            known[pid] = tallies.tallied(known.get(pid), happening.at, one["keep"])
        for sid, sequence in turn.rules.sequences_with(matched, theirs).items():
            happened += [(sid, at) for at in sequences.complete(known, sid, sequence)]
        turn.update(tallies=known)
    _tally_runs(turn, happening)
    for pid, at in happened:
        _give_points(turn, pid, at)
    return {pid for pid, _ in happened}


def _tally_runs(turn: Turn, happening: Happening) -> None:
    event, properties, at = happening.event, happening.properties, happening.at
    for run_id, run in turn.active():
        if run.predicates:
            known = run_tallies(turn.contact, run, event, properties, at)
            if known is not run.tallies:
                turn.put_run(run_id, run.changed(tallies=known))


def _give_points(turn: Turn, pid: str, at: Instant) -> None:
    for line in turn.rules.points.get(pid, ()):
        lasting = turn.rules.scores[line.score]
        turn.contact, points = give(turn.contact, pid, line, lasting, at, turn.now)
        if not points:
            continue
        turn.change(
            "score",
            name=line.score,
            points=points,
            to=round(points_at(turn.contact, line.score, lasting, turn.now), 1),
            by=line.label,
        )


def restage(turn: Turn) -> None:
    """Raise the stage to the highest whose rule holds; it never falls by itself."""
    stage = _highest(turn, turn.plain_scope())
    if stage != turn.contact.stage:
        before = turn.contact.stage
        turn.update(stage=stage)
        turn.change("stage", before=before, to=stage)
        turn.follow("Stage Changed", before=before, to=stage)


def _highest(turn: Turn, scope: Scope) -> Stage:
    if turn.rules.disqualified and turn.rules.disqualified.holds(scope):
        return "disqualified"
    stage = turn.contact.stage
    if stage != "disqualified":
        for name, rule in turn.rules.stages_above[stage]:
            if rule.holds(scope):
                return name
    return stage


def resegment(turn: Turn) -> None:
    """Let the contact join and leave segments, in the order in which they depend."""
    scope, inside = turn.plain_scope(), turn.contact.segments
    for name, rule in turn.rules.segments.items():
        if rule.holds(scope) != (name in inside):
            _flip(turn, name)
            # One that changed may count for the next.
            scope, inside = turn.plain_scope(), turn.contact.segments


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
