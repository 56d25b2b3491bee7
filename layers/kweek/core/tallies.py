"""Event predicates, and the tallies that remember when they matched."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from kweek.core.references import is_reference, names_run
from kweek.core.times import Instant

#: `[[operator, value], ...]`, all of which must hold.
Ops = Sequence[Sequence[Any]]


Test = Callable[[Any], bool]  # of a value; None: it is absent
Resolve = Callable[[Any], Any]  # gives what a reference stands for; None: nothing
Fits = Callable[[Mapping[str, Any]], bool]  # whether an event's properties are as was asked

_NUMBERS = (int, float)  # exactly: True is no number of points


class Tally(NamedTuple):
    """How often, and when, one event predicate has matched.

    `recent` holds the last k times, oldest first, where a rule asks for more than the last.
    """

    total: int
    first: Instant
    last: Instant
    recent: tuple[Instant, ...] = ()


def _never(_value: Any) -> bool:
    return False


def _of_numbers(make: Callable[[float], Test]) -> Callable[[Any], Test]:
    """A comparison that nothing but a number can pass, on either side."""
    return lambda bound: make(bound) if type(bound) in _NUMBERS else _never


def _is(wanted: Any) -> Test:
    return _among(wanted, missing="missing" in wanted)


def _among(wanted: Any, *, missing: bool) -> Test:
    def test(value: Any) -> bool:
        if type(value) is list:
            return any(one in wanted for one in value)
        return value in wanted if value is not None else missing

    return test


def _is_not(wanted: Any) -> Test:
    same = _is(wanted)
    return lambda value: not same(value)


def _contains(part: Any) -> Test:
    if part is None:  # what stands for nothing is contained in nothing
        return _never
    wanted = str(part).lower()
    return lambda value: wanted in str(value).lower() if value else False


def _starts_with(head: Any) -> Test:
    if head is None:
        return _never
    wanted = str(head)
    return lambda value: str(value).startswith(wanted) if value else False


def _exists(wanted: Any) -> Test:
    return lambda value: (value is not None) is bool(wanted)


_TESTS: Mapping[str, Callable[[Any], Test]] = {
    "is": _is,
    "is_not": _is_not,
    "at_least": _of_numbers(lambda b: lambda v: type(v) in _NUMBERS and v >= b),
    "at_most": _of_numbers(lambda b: lambda v: type(v) in _NUMBERS and v <= b),
    "above": _of_numbers(lambda b: lambda v: type(v) in _NUMBERS and v > b),
    "below": _of_numbers(lambda b: lambda v: type(v) in _NUMBERS and v < b),
    "contains": _contains,
    "starts_with": _starts_with,
    "exists": _exists,
}


def checked(ops: Ops) -> Test:
    """The test whether a value meets every `[operator, operand]`; `is` takes a list."""
    tests = [_TESTS[op](operand) for op, operand in ops]
    if len(tests) == 1:
        return tests[0]
    return lambda value: all(test(value) for test in tests)


def resolved(ops: Ops, resolve: Resolve) -> Test:
    """The same, where operands may be references."""
    tests = [_resolved(op, operand, resolve) for op, operand in ops]
    return lambda value: all(test(value) for test in tests)


def _resolved(op: str, operand: Any, resolve: Resolve) -> Test:
    if not names_run(operand):
        return _TESTS[op](operand)
    if op not in ("is", "is_not"):
        return _TESTS[op](resolve(operand))
    wanted: list[Any] = []
    for one in operand:
        found = resolve(one)
        if found is None or not is_reference(one):
            wanted += [] if found is None else [found]
        else:  # a list stands for each of its values
            wanted += found if isinstance(found, list) else [found]
    # Only the file's own word stands for an absent value, not one that somebody sent.
    same = _among(wanted, missing="missing" in operand)
    return same if op == "is" else lambda value: not same(value)


def passes(value: Any, ops: Ops) -> bool:
    """Whether a value meets every `[operator, operand]`."""
    return all(_TESTS[op](operand)(value) for op, operand in ops)


def fitting(where: Mapping[str, Ops]) -> Fits:
    """The test of an event's properties, made once for a predicate that is asked often."""
    tests = [(name, checked(ops)) for name, ops in where.items()]
    if len(tests) == 1:
        [(name, test)] = tests
        return lambda properties: test(properties.get(name))
    return lambda properties: all(test(properties.get(name)) for name, test in tests)


def matches(
    predicate: Mapping[str, Any],
    event: str,
    properties: Mapping[str, Any],
    resolve: Resolve | None = None,
) -> bool:
    """Whether an event is one of those a predicate `{events, where, keep}` speaks of."""
    if event not in predicate["events"]:
        return False
    where = predicate["where"].items()
    if resolve is None:
        return all(passes(properties.get(name), ops) for name, ops in where)
    return all(resolved(ops, resolve)(properties.get(name)) for name, ops in where)


def tallied(tally: Tally | None, at: Instant, keep: int) -> Tally:
    """The tally after one more match at `at`, which need not be the latest."""
    if tally is None:
        return Tally(1, at, at, (at,) if keep > 1 else ())
    recent = tuple(sorted((*times(tally), at))[-keep:]) if keep > 1 else ()
    return Tally(tally.total + 1, min(tally.first, at), max(tally.last, at), recent)


def tally_of(found: Sequence[Instant], keep: int) -> Tally:
    """The tally of matches at these times, earliest first."""
    return Tally(len(found), found[0], found[-1], tuple(found[-keep:]) if keep > 1 else ())


def joined(one: Tally | None, other: Tally, keep: int) -> Tally:
    """The tally of two histories that turned out to be one person's."""
    if one is None:
        return other
    recent = tuple(sorted((*times(one), *times(other)))[-keep:]) if keep > 1 else ()
    return Tally(
        one.total + other.total, min(one.first, other.first), max(one.last, other.last), recent
    )


def times(tally: Tally) -> tuple[Instant, ...]:
    """The remembered times of matches, earliest first."""
    return tally.recent or (tally.last,)


def nth_latest(tally: Tally | None, n: int) -> Instant | None:
    """When the n-th match from the end was; None when there are fewer."""
    if tally is None or tally.total < n:
        return None
    if n == 1:
        return tally.last
    return tally.recent[-n] if len(tally.recent) >= n else None


def times_since(tally: Tally | None, since: Instant) -> int:
    """How many of the remembered matches came after `since`."""
    return sum(at > since for at in times(tally)) if tally else 0
