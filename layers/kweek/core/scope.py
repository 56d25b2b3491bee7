"""What a condition is asked about, and what a compiled one can tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kweek.core.contact import Contact, Send
from kweek.core.enrolment import Enrolment
from kweek.core.scores import Lasting, points_at
from kweek.core.times import Instant


@dataclass(slots=True)
class Scope:
    """What a condition is asked about; nobody changes it.

    It is not frozen: each decision makes a dozen, and a frozen one takes four times as long.
    With `since`, events count from there (waits, goals, exits); `run` and `send` are the
    enrolment and mail that `goal`, `opened` and `clicked` speak of.
    """

    contact: Contact
    now: Instant
    scores: Mapping[str, Lasting]
    since: Instant | None = None
    run: Enrolment | None = None
    send: Send | None = None
    points: dict[str, float] = field(init=False, compare=False, default_factory=dict)

    def at(self, now: Instant) -> "Scope":
        """The same at another instant."""
        return Scope(self.contact, now, self.scores, self.since, self.run, self.send)

    def score(self, name: str) -> float:
        """A score's points at `now`; reckoned once, since many conditions ask for it."""
        known = self.points.get(name)
        if known is None:
            known = points_at(self.contact, name, self.scores[name], self.now)
            self.points[name] = known
        return known


Holds = Callable[[Scope], bool]
Leaves = Callable[[Scope], Instant | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition. `leaves` is None when time alone never changes it."""

    holds: Holds
    leaves: Leaves | None = None

    def next_change(self, scope: Scope, before: Instant | None = None) -> Instant | None:
        """The next instant at which time alone changes the answer, or an earlier one.

        Candidates are tried in order until the answer differs; after sixteen the last is
        returned, since an early look only recomputes. None as well when the answer stands
        until `before`: whoever looks for the first of many changes asks for no later one.
        """
        if self.leaves is None:
            return None
        answer = candidate = None
        for _ in range(16):
            candidate = self.leaves(scope)
            if candidate is None or (before is not None and candidate >= before):
                return None
            if answer is None:  # not asked before: most have nothing that could change
                answer = self.holds(scope)
            scope = scope.at(candidate)
            if self.holds(scope) != answer:
                break
        return candidate
