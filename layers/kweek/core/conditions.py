"""Conditions: the compiled form evaluated over a contact, and when time alone changes the answer.

A condition is JSON made at synth. `compiled` turns it into two closures: `holds`, and
`leaves`, the next instant at which any part of it may flip by itself.
"""

from collections.abc import Callable, Mapping
from typing import Any

from kweek.core import known
from kweek.core.lately import lately
from kweek.core.scope import Condition, Holds, Leaves, Scope
from kweek.core.scores import changes
from kweek.core.tallies import checked, nth_latest, times_since
from kweek.core.times import Instant


@lately
def compiled(condition: Any) -> Condition:
    """The closures of one condition; raises KeyError on a form that no catalogue writes."""
    if isinstance(condition, str):
        return _WORDS[condition]
    head = next(key for key in condition if key in _HEADS)
    return _HEADS[head](condition)


def _all(condition: Mapping[str, Any]) -> Condition:
    parts = [compiled(part) for part in condition["all"]]
    return Condition(_both([part.holds for part in parts]), _earliest(parts))


def _any(condition: Mapping[str, Any]) -> Condition:
    parts = [compiled(part) for part in condition["any"]]
    return Condition(_either([part.holds for part in parts]), _earliest(parts))


def _none(condition: Mapping[str, Any]) -> Condition:
    parts = [compiled(part) for part in condition["none"]]
    some = _either([part.holds for part in parts])
    return Condition(lambda scope: not some(scope), _earliest(parts))


def _both(tests: list[Holds]) -> Holds:
    """All of the tests; written out, since `all` and a generator take three times as long."""
    match tests:
        case []:
            return lambda _: True
        case [test]:
            return test
        case [one, two]:
            return lambda scope: one(scope) and two(scope)
        case [one, two, three]:
            return lambda scope: one(scope) and two(scope) and three(scope)
        case [one, *rest]:
            others = _both(rest)
    return lambda scope: one(scope) and others(scope)


def _either(tests: list[Holds]) -> Holds:
    match tests:
        case []:
            return lambda _: False
        case [test]:
            return test
        case [one, two]:
            return lambda scope: one(scope) or two(scope)
        case [one, two, three]:
            return lambda scope: one(scope) or two(scope) or three(scope)
        case [one, *rest]:
            others = _either(rest)
    return lambda scope: one(scope) or others(scope)


def _earliest(parts: list[Condition]) -> Leaves | None:
    leaves = [part.leaves for part in parts if part.leaves]
    match leaves:
        case []:
            return None
        case [one]:
            return one

    def earliest(scope: Scope) -> Instant | None:
        first = None
        for leaf in leaves:
            at = leaf(scope)
            if at is not None and (first is None or at < first):
                first = at
        return first

    return earliest


def _event(condition: Mapping[str, Any]) -> Condition:
    pid: str = condition["event"]
    count: int = condition.get("count", 1)
    window: int | None = condition.get("in_last")
    asked = _within(pid, count, window) if window is not None else _ever(pid, count)
    return _own(asked) if condition.get("own") else asked


def _own(asked: Condition) -> Condition:
    """The same of the run's own tallies, which are of events that fit its entry."""

    def of_run(scope: Scope) -> Scope:
        tallies = scope.run.tallies if scope.run is not None else {}
        contact = scope.contact.changed(tallies=tallies)
        return Scope(contact, scope.now, scope.scores, scope.since, scope.run, scope.send)

    leaves = asked.leaves
    return Condition(
        lambda scope: asked.holds(of_run(scope)),
        (lambda scope: leaves(of_run(scope))) if leaves else None,
    )


def _ever(pid: str, count: int) -> Condition:
    def holds(scope: Scope) -> bool:
        tally = scope.contact.tallies.get(pid)
        if tally is None or scope.since is None:
            return tally is not None and tally.total >= count
        return times_since(tally, scope.since) >= count

    return Condition(holds)


def _within(pid: str, count: int, window: int) -> Condition:
    def once(scope: Scope) -> bool:
        tally = scope.contact.tallies.get(pid)
        return tally is not None and scope.now < tally.last + window

    def leaves_once(scope: Scope) -> Instant | None:
        tally = scope.contact.tallies.get(pid)
        if tally is None or tally.last + window <= scope.now:
            return None
        return Instant(tally.last + window)

    def often(scope: Scope) -> bool:
        at = nth_latest(scope.contact.tallies.get(pid), count)
        return at is not None and scope.now < at + window

    def leaves(scope: Scope) -> Instant | None:
        at = nth_latest(scope.contact.tallies.get(pid), count)
        return Instant(at + window) if at is not None and at + window > scope.now else None

    return Condition(once, leaves_once) if count == 1 else Condition(often, leaves)


def _score(condition: Mapping[str, Any]) -> Condition:
    name, ops = condition["score"], condition["ops"]
    fits, bounds = checked(ops), [bound for _, bound in ops]

    def holds(scope: Scope) -> bool:
        return fits(scope.score(name))

    def leaves(scope: Scope) -> Instant | None:
        found = changes(scope.contact, name, scope.scores[name], bounds)
        return min((at for at in found if at > scope.now), default=None)

    return Condition(holds, leaves)


_WORDS: Mapping[str, Condition] = {"opened": Condition(known.opened), "goal": Condition(known.goal)}

_HEADS: Mapping[str, Callable[[Mapping[str, Any]], Condition]] = {
    "all": _all,
    "any": _any,
    "none": _none,
    "event": _event,
    "score": _score,
    "trait": known.trait,
    "segment": known.segment,
    "list": known.in_list,
    "stage": known.stage,
    "consent": known.consent,
    "journey": known.journey,
    "mail": known.mail,
    "clicked": known.clicked,
    "accepted": known.accepted,
}
