"""Event predicates, and the tallies that remember when they matched."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kweek.core.contact import Tally
from kweek.core.times import Instant

#: `[[operator, value], ...]`, all of which must hold.
Ops = Sequence[Sequence[Any]]


Test = Callable[[Any], bool]  # of a value; None: it is absent

_NUMBERS = (int, float)  # exactly: True is no number of points


def _of_numbers(make: Callable[[float], Test]) -> Callable[[Any], Test]:
    """A comparison that nothing but a number can pass, on either side."""
    return lambda bound: make(bound) if type(bound) in _NUMBERS else lambda _: False


def _is(wanted: Any) -> Test:
    missing = "missing" in wanted

    def test(value: Any) -> bool:
        if type(value) is list:
            return any(one in wanted for one in value)
        return value in wanted if value is not None else missing

    return test


def _is_not(wanted: Any) -> Test:
    same = _is(wanted)
    return lambda value: not same(value)


def _contains(part: Any) -> Test:
    wanted = str(part).lower()
    return lambda value: wanted in str(value).lower() if value else False


def _starts_with(head: Any) -> Test:
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


def passes(value: Any, ops: Ops) -> bool:
    """Whether a value meets every `[operator, operand]`."""
    return all(_TESTS[op](operand)(value) for op, operand in ops)


def matches(predicate: Mapping[str, Any], event: str, properties: Mapping[str, Any]) -> bool:
    """Whether an event is one of those a predicate `{events, where, keep}` speaks of."""
    return event in predicate["events"] and all(
        passes(properties.get(name), ops) for name, ops in predicate["where"].items()
    )


def tallied(tally: Tally | None, at: Instant, keep: int) -> Tally:
    """The tally after one more match at `at`, which need not be the latest."""
    if tally is None:
        return Tally(1, at, at, (at,) if keep > 1 else ())
    recent = tuple(sorted((*_times(tally), at))[-keep:]) if keep > 1 else ()
    return Tally(tally.total + 1, min(tally.first, at), max(tally.last, at), recent)


def joined(one: Tally | None, other: Tally, keep: int) -> Tally:
    """The tally of two histories that turned out to be one person's."""
    if one is None:
        return other
    recent = tuple(sorted((*_times(one), *_times(other)))[-keep:]) if keep > 1 else ()
    return Tally(
        one.total + other.total, min(one.first, other.first), max(one.last, other.last), recent
    )


def _times(tally: Tally) -> tuple[Instant, ...]:
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
    return sum(at > since for at in _times(tally)) if tally else 0
