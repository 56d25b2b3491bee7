"""Writes frozen values as plain JSON values and reads them back, by their annotations.

Only for what Kweek itself wrote: nothing is checked, and no library has to be loaded for it,
which would be a quarter of a cold start.
"""

import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin

#: Turns one value into another; None stands for "as it is".
Turns = Callable[[Any], Any] | None

KIND = "kind"  # tells the members of a union apart


@cache
def writer(shape: Hashable) -> Turns:
    """How a value of this shape becomes one that `json.dumps` takes; defaults are left out."""
    return _turns(shape, writer, _record_writer, _nothing)


@cache
def reader(shape: Hashable) -> Turns:
    """How a value of this shape is made again of what `json.loads` gives."""
    return _turns(shape, reader, _record_reader, _tuple_of)


def _turns(
    shape: Any,
    inner: Callable[[Any], Turns],
    record: Callable[[Any], Turns],
    tuple_of: Callable[[Any, list[Turns]], Turns],
) -> Turns:
    if is_dataclass(shape):
        return record(shape)
    if isinstance(shape, type) and issubclass(shape, tuple) and hasattr(shape, "_fields"):
        return tuple_of(shape, [inner(one) for one in shape.__annotations__.values()])
    origin, parts = get_origin(shape), get_args(shape)
    if origin in (Union, types.UnionType):
        return _union([part for part in parts if part is not type(None)], inner)
    if origin is tuple and parts[1:] == (...,):
        return _sequence(inner(parts[0]))
    if origin is tuple:
        return tuple_of(tuple, [inner(part) for part in parts])
    return _mapping(inner(parts[1])) if origin is Mapping else None


def _union(parts: list[Any], inner: Callable[[Any], Turns]) -> Turns:
    if len(parts) > 1 and all(is_dataclass(part) for part in parts):
        by_kind = {_default(_field(part, KIND)): inner(part) for part in parts}
        return lambda value: by_kind[_kind(value)](value)  # type: ignore[misc]
    turns = inner(parts[0]) if len(parts) == 1 else None
    return (lambda value: None if value is None else turns(value)) if turns else None


def _kind(value: Any) -> Any:
    return value[KIND] if isinstance(value, dict) else value.kind


def _sequence(turns: Turns) -> Turns:
    return tuple if turns is None else lambda values: tuple(map(turns, values))


def _mapping(turns: Turns) -> Turns:
    if turns is None:
        return None
    return lambda values: {name: turns(value) for name, value in values.items()}


def _nothing(_shape: Any, _parts: list[Turns]) -> Turns:
    """A tuple is written as it is: JSON makes a list of it."""
    return None


def _tuple_of(shape: Any, parts: list[Turns]) -> Turns:
    # An earlier release may have written fewer parts than a shape has by now.
    make = tuple if shape is tuple else lambda values: shape(*values)
    if not any(parts):
        return make
    return lambda values: make(
        [turns(value) if turns else value for turns, value in zip(parts, values, strict=False)]
    )


def _record_writer(shape: Any) -> Turns:
    plan = [(one.name, _default(one), writer(_hint(one))) for one in fields(shape)]

    def write(value: Any) -> dict[str, Any]:
        said = {}
        for name, default, turns in plan:
            found = getattr(value, name)
            if found != default or name == KIND:
                said[name] = turns(found) if turns else found
        return said

    return write


def _record_reader(shape: Any) -> Turns:
    plan = {one.name: reader(_hint(one)) for one in fields(shape)}

    def read(said: Mapping[str, Any]) -> Any:
        known = {}
        for name, found in said.items():
            if name in plan:  # a later release may have written more
                turns = plan[name]
                known[name] = turns(found) if turns else found
        return shape(**known)

    return read


def _hint(one: Field[Any]) -> Any:
    return one.type


def _field(shape: Any, name: str) -> Field[Any]:
    return next(one for one in fields(shape) if one.name == name)


def _default(one: Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default
