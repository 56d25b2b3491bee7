"""A journey's `values`, and `$name` put in its place wherever the journey says it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problems, did_you_mean
from kweek.catalogue.references import looks_like_one

Values: TypeAlias = Mapping[str, str | int | float | bool]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
#: `$starts`, or `$starts - 4d`; whatever else begins with a dollar is what it says.
_SAID = re.compile(r"\$(?P<name>[A-Za-z][\w.-]*)(?P<more>\s+[+-]\s+\w+)?")
_GLUED = re.compile(r"(?P<name>.+?)(?P<sign>[+-])(?P<by>(?:\d+[wdhms])+)")
_WITHIN = re.compile(r"\$(?:(?:entry|contact)\.[\w-]+|[A-Za-z][\w-]*)")
TAKEN = ("entry", "contact")


def read_values(piece: Piece | None, problems: Problems) -> Values:
    """The values by name: text, numbers, true or false."""
    found = {}
    for name, value in piece.items() if piece else ():
        if name in TAKEN:
            problems.add(value.problem(f"'{name}' is taken", "choose another name"))
        elif not _NAME.fullmatch(name):
            problems.add(value.problem(f"'{name}' cannot name a value", "use a-z, 0-9, - and _"))
        if not isinstance(value.data, str | int | float):
            problems.add(value.problem("must be text, a number, true or false"))
        elif isinstance(value.data, str) and _SAID.match(value.data):
            problems.add(value.problem("a value cannot name another", "write the value itself"))
        found[name] = value.data  # also when wrong, so that what names it is not told as well
    return found


def with_values(piece: Piece, values: Values, problems: Problems) -> Piece:
    """The journey with each `$name` replaced; names of no value are told."""
    if not isinstance(piece.data, dict):
        return piece
    said = {key: _put(inside, values, problems) for key, inside in piece.items() if key != "values"}
    return piece.holding({**piece.data, **said})


def leaves(piece: Piece) -> Iterator[Piece]:
    """Every piece of a journey that holds no others, steps going by their own names."""
    if not isinstance(piece.data, dict | list):
        yield piece
    for each in inside(piece):
        yield from leaves(each)


def inside(piece: Piece) -> Iterator[Piece]:
    """The pieces in a map or list; a step goes by its own name."""
    if isinstance(piece.data, dict):
        yield from (each for _, each in piece.items())
    elif isinstance(piece.data, list):
        for each in piece.list():
            step = each.data.get("step") if isinstance(each.data, dict) else None
            goes_by_name = piece.path == ("steps",) and isinstance(step, str)
            yield each.named(str(step)) if goes_by_name else each


def is_reason(piece: Piece) -> bool:
    """Whether it says why a warning of the journey, or of one of its steps, is accepted."""
    path = piece.path[2:] if piece.path[:1] == ("steps",) else piece.path
    return path[:1] == ("accept",)


def hidden_in(text: Any, values: Values) -> str:
    """A value or reference that is named inside a text, where it is not replaced."""
    found = _WITHIN.findall(text) if isinstance(text, str) else []
    return next((each for each in found if "." in each or each[1:] in values), "")


def _put(piece: Piece, values: Values, problems: Problems) -> Any:
    if is_reason(piece):
        return piece.data
    if isinstance(piece.data, dict):
        return {
            key: _put(each, values, problems)
            for key, each in zip(piece.data, inside(piece), strict=True)
        }
    if isinstance(piece.data, list):
        return [_put(each, values, problems) for each in inside(piece)]
    found = _SAID.fullmatch(piece.data) if isinstance(piece.data, str) else None
    if found is None or looks_like_one(piece.data):
        return piece.data
    name, more = found["name"], found["more"]
    if name in values:
        return f"{values[name]}{more}" if more else values[name]
    problems.settle(piece.problem(f"no value is called '${name}'", _remedy(name, values)))
    return piece.data


def _remedy(name: str, values: Values) -> str:
    glued = _GLUED.fullmatch(name)
    if glued and glued["name"] in values:
        return f"put spaces around the sign: ${glued['name']} {glued['sign']} {glued['by']}"
    near = did_you_mean(f"${name}", [f"${each}" for each in values])
    return near or "write $entry.x, $contact.x or one of `values`"
