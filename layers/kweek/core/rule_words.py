"""Rules in plain words, for those who ask why: a compiled condition as an English phrase."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kweek.core.times import DAY, HOUR, MINUTE, SECOND

Predicates = Mapping[str, Mapping[str, Any]]

_OPS: Mapping[str, str] = {
    "at_least": "at least",
    "at_most": "at most",
    "above": "above",
    "below": "below",
    "contains": "containing",
    "starts_with": "beginning with",
}
_SPANS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second"))


def in_words(condition: Any, predicates: Predicates) -> str:
    """A condition as a phrase; `predicates` are those that it names, sequences among them."""
    if condition in ("opened", "goal"):
        return "the mail was opened" if condition == "opened" else "the goal was reached"
    head = next(key for key in condition if key in _HEADS)
    return _HEADS[head](condition, predicates)


def span(ms: int) -> str:
    """A duration in its largest fitting unit: `36 hours`, `2 days`."""
    unit, name = next((one for one in _SPANS if ms % one[0] == 0), (1, "millisecond"))
    return counted(ms // unit, name)


def counted(count: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def either(words: Iterable[Any]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return _listed([str(word) for word in words], "or")


def compared(ops: Iterable[Iterable[Any]]) -> str:
    """`at least 50 and below 80`."""
    return " and ".join(_op(*one) for one in ops)


def _op(op: str, operand: Any) -> str:
    if op == "exists":
        return "known" if operand else "not known"
    if op in ("is", "is_not"):
        values = operand if isinstance(operand, list) else [operand]
        return ("" if op == "is" else "not ") + either(_value(one) for one in values)
    return f"{_OPS[op]} {_value(operand)}"


def _value(operand: Any) -> str:
    if isinstance(operand, dict) and "ref" in operand:
        return f"the {operand['ref'][0]}'s {'.'.join(operand['ref'][1:])}"
    return str(operand)


def _listed(words: list[str], link: str) -> str:
    *most, last = words or ["nothing"]
    return f"{', '.join(most)} {link} {last}" if most else last


def _of_parts(link: str) -> Callable[[Any, Predicates], str]:
    def words(condition: Any, predicates: Predicates) -> str:
        [parts] = [condition[head] for head in ("all", "any") if head in condition]
        said = [in_words(part, predicates) for part in parts]
        nested = [isinstance(part, dict) and bool({"all", "any"} & part.keys()) for part in parts]
        bound = [f"({one})" if inner else one for one, inner in zip(said, nested, strict=True)]
        return f" {link} ".join(bound) or "always"

    return words


def _none(condition: Any, predicates: Predicates) -> str:
    return f"not ({' or '.join(in_words(part, predicates) for part in condition['none'])})"


def _event(condition: Any, predicates: Predicates) -> str:
    count, window = condition.get("count", 1), condition.get("in_last")
    often = f" at least {counted(count, 'time')}" if count > 1 else ""
    past = f" in the last {span(window)}" if window else ""
    return f"{happened(condition['event'], predicates)}{often}{past}"


def happened(pid: str, predicates: Predicates) -> str:
    """What one predicate or sequence speaks of."""
    one = predicates.get(pid)
    if one is None:
        return "an event of an earlier version of the rules"
    if "first" in one:
        first, then = happened(one["first"], predicates), happened(one["then"], predicates)
        return f"{first}, then {then} within {span(one['within'])}"
    where = [f"{name} {compared(ops)}" for name, ops in one["where"].items()]
    return either(one["events"]) + (f" ({', '.join(where)})" if where else "")


_WAS: Mapping[str, str] = {"active": "is in", "finished": "has finished", "exited": "has left"}

_HEADS: Mapping[str, Callable[[Any, Predicates], str]] = {
    "all": _of_parts("and"),
    "any": _of_parts("or"),
    "none": _none,
    "event": _event,
    "score": lambda one, _: f"score {one['score']} {compared(one['ops'])}",
    "trait": lambda one, _: f"{one['trait']} is {compared(one['ops'])}",
    "segment": lambda one, _: f"in segment {either(one['segment'])}",
    "list": lambda one, _: f"on list {either(one['list'])}",
    "stage": lambda one, _: f"at stage {either(one['stage'])}",
    "grade": lambda one, _: f"grade {either(one['grade'])}",
    "consent": lambda one, _: f"said yes to {one['consent']}",
    "journey": lambda one, _: f"{_WAS.get(one['was'], one['was'])} journey {one['journey']}",
    "mail": lambda one, _: f"mail {one['mail']} was {one['was']}",
    "clicked": lambda one, _: f"{'its' if one['clicked'] else 'a'} link was clicked",
    "accepted": lambda *_: "the owner accepted",
}
