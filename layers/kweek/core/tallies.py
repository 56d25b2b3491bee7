"""Event predicates, and the tallies that remember when they matched."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kweek.core.contact import Tally
from kweek.core.times import Instant

#: `[[operator, value], ...]`, all of which must hold.
Ops = Sequence[Sequence[Any]]


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _compare(test: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    def compared(value: Any, bound: Any) -> bool:
        left, right = _number(value), _number(bound)
        return left is not None and right is not None and test(left, right)

    return compared


def _is(value: Any, wanted: Any) -> bool:
    if value is None:
        return "missing" in wanted
    values = value if isinstance(value, list) else [value]
    return any(one in wanted for one in values)


_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": _is,
    "is_not": lambda value, wanted: not _is(value, wanted),
    "at_least": _compare(lambda a, b: a >= b),
    "at_most": _compare(lambda a, b: a <= b),
    "above": _compare(lambda a, b: a > b),
    "below": _compare(lambda a, b: a < b),
    "contains": lambda value, part: str(part).lower() in str(value).lower() if value else False,
    "starts_with": lambda value, head: str(value).startswith(str(head)) if value else False,
    "exists": lambda value, wanted: (value is not None) is bool(wanted),
}


def passes(value: Any, ops: Ops) -> bool:
    """Whether a value (None: absent) meets every `[operator, operand]`; `is` takes a list."""
    return all(_TESTS[op](value, operand) for op, operand in ops)


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
