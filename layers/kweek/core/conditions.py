"""Conditions: the compiled form evaluated over a contact, and when time alone changes the answer.

A condition is JSON made at synth. `compiled` turns it into two closures: `holds`, and
`leaves`, the next instant at which any part of it may flip by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kweek.core.contact import Contact, Enrolment, Send
from kweek.core.scores import crossings, value_at
from kweek.core.tallies import nth_latest, passes, times_since
from kweek.core.times import Instant


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition is asked about.

    With `since`, events count from there (waits, goals, exits); `run` and `send` are the
    enrolment and mail that `goal`, `opened` and `clicked` speak of.
    """

    contact: Contact
    now: Instant
    half_lives: Mapping[str, int | None]
    since: Instant | None = None
    run: Enrolment | None = None
    send: Send | None = None


#: What stands among a hand-off mail's clicks once the owner has accepted.
ACCEPTED = "accepted"

Holds = Callable[[Scope], bool]
Leaves = Callable[[Scope], Instant | None]


@dataclass(frozen=True)
class Condition:
    """A compiled condition. `leaves` is None when time alone never changes it."""

    holds: Holds
    leaves: Leaves | None = None

    def next_change(self, scope: Scope) -> Instant | None:
        """The next instant at which time alone changes the answer, or an earlier one.

        Candidates are tried in order until the answer differs; after sixteen the last is
        returned, since an early look only recomputes.
        """
        if self.leaves is None:
            return None
        answer = self.holds(scope)
        candidate = None
        for _ in range(16):
            candidate = self.leaves(scope)
            if candidate is None:
                return None
            scope = replace(scope, now=candidate)
            if self.holds(scope) != answer:
                break
        return candidate


def compiled(condition: Any) -> Condition:
    """The closures of one condition; raises KeyError on a form that no catalogue writes."""
    if isinstance(condition, str):
        return _WORDS[condition]
    head = next(key for key in condition if key in _HEADS)
    return _HEADS[head](condition)


def _all(condition: Mapping[str, Any]) -> Condition:
    parts = [compiled(part) for part in condition["all"]]
    tests = [part.holds for part in parts]
    return Condition(lambda scope: all(test(scope) for test in tests), _earliest(parts))


def _any(condition: Mapping[str, Any]) -> Condition:
    parts = [compiled(part) for part in condition["any"]]
    tests = [part.holds for part in parts]
    return Condition(lambda scope: any(test(scope) for test in tests), _earliest(parts))


def _none(condition: Mapping[str, Any]) -> Condition:
    parts = [compiled(part) for part in condition["none"]]
    tests = [part.holds for part in parts]
    return Condition(lambda scope: not any(test(scope) for test in tests), _earliest(parts))


def _earliest(parts: list[Condition]) -> Leaves | None:
    leaves = [part.leaves for part in parts if part.leaves]
    if not leaves:
        return None

    def earliest(scope: Scope) -> Instant | None:
        found = [at for at in (leaf(scope) for leaf in leaves) if at is not None]
        return min(found) if found else None

    return earliest


def _event(condition: Mapping[str, Any]) -> Condition:
    pid: str = condition["event"]
    count: int = condition.get("count", 1)
    window: int | None = condition.get("in_last")

    def holds(scope: Scope) -> bool:
        tally = scope.contact.tallies.get(pid)
        if tally is None:
            return False
        if window is not None:
            at = nth_latest(tally, count)
            return at is not None and scope.now < at + window
        if scope.since is not None:
            return times_since(tally, scope.since) >= count
        return tally.total >= count

    def leaves(scope: Scope) -> Instant | None:
        at = nth_latest(scope.contact.tallies.get(pid), count)
        ends = Instant((at or 0) + (window or 0))
        return ends if at is not None and ends > scope.now else None

    return Condition(holds, leaves if window is not None else None)


def _score(condition: Mapping[str, Any]) -> Condition:
    name, ops = condition["score"], condition["ops"]

    def holds(scope: Scope) -> bool:
        score = scope.contact.scores.get(name)
        return passes(value_at(score, scope.half_lives[name], scope.now), ops)

    def leaves(scope: Scope) -> Instant | None:
        score, half_life = scope.contact.scores.get(name), scope.half_lives[name]
        found = [at for _, bound in ops for at in crossings(score, half_life, bound)]
        return min((at for at in found if at > scope.now), default=None)

    return Condition(holds, leaves)


def _simple(test: Callable[[Mapping[str, Any], Scope], bool]) -> Callable[..., Condition]:
    def make(condition: Mapping[str, Any]) -> Condition:
        return Condition(lambda scope: test(condition, scope))

    return make


def _was_mail(condition: Mapping[str, Any], scope: Scope) -> bool:
    times = scope.contact.mails.get(condition["mail"])
    return times is not None and getattr(times, condition["was"]) is not None


def _was_journey(condition: Mapping[str, Any], scope: Scope) -> bool:
    return any(
        run.journey == condition["journey"] and run.status == condition["was"]
        for run in scope.contact.enrolments.values()
    )


def _clicked(condition: Mapping[str, Any], scope: Scope) -> bool:
    if scope.send is None:
        return False
    link = condition["clicked"]
    return link in scope.send.clicked if link else bool(scope.send.clicked)


def _opened(scope: Scope) -> bool:
    # A click implies an open: images may have been off.
    return scope.send is not None and (scope.send.opened is not None or bool(scope.send.clicked))


def _goal(scope: Scope) -> bool:
    return scope.run is not None and scope.run.goal_at is not None


_WORDS: Mapping[str, Condition] = {"opened": Condition(_opened), "goal": Condition(_goal)}

_HEADS: Mapping[str, Callable[[Mapping[str, Any]], Condition]] = {
    "all": _all,
    "any": _any,
    "none": _none,
    "event": _event,
    "score": _score,
    "trait": _simple(lambda c, scope: passes(scope.contact.trait(c["trait"]), c["ops"])),
    "segment": _simple(lambda c, scope: any(s in scope.contact.segments for s in c["segment"])),
    "list": _simple(lambda c, scope: any(name in scope.contact.lists for name in c["list"])),
    "stage": _simple(lambda c, scope: scope.contact.stage in c["stage"]),
    "consent": _simple(
        lambda c, scope: scope.contact.opted_out is None and c["consent"] in scope.contact.consent
    ),
    "journey": _simple(_was_journey),
    "mail": _simple(_was_mail),
    "clicked": _simple(_clicked),
    "accepted": _simple(lambda _, scope: scope.send is not None and ACCEPTED in scope.send.clicked),
}
