"""Shapes as definitions of a JSON Schema, their keys with the meaning that they have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from pydantic.json_schema import models_json_schema

from kweek.catalogue.schema_words import NOTHING, Schema, either, ref
from kweek.catalogue.shape import Shape

DRAFT = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True, slots=True)
class Shapes:
    """The definitions, and under which name each shape is among them."""

    defs: dict[str, Schema]
    names: Mapping[type[Shape], str]

    @classmethod
    def of(
        cls,
        shapes: Iterable[type[Shape]],
        meanings: Mapping[str, Schema],
        left_out: Iterable[str] = (),
    ) -> Self:
        """Definitions of these shapes, and of those inside them.

        `meanings` say what a key holds that is read by more than its shape; the keys `left_out`
        are not offered.
        """
        every = list(shapes)
        named, whole = models_json_schema([(one, "validation") for one in every])
        names = {one: named[one, "validation"]["$ref"].rpartition("/")[2] for one in every}
        defs = {
            name: _meant(_bare(one), meanings, frozenset(left_out))
            for name, one in whole["$defs"].items()
        }
        return cls(defs, names)

    def ref(self, shape: type[Shape]) -> Schema:
        """A reference to a shape's definition."""
        return ref(self.names[shape])

    def __getitem__(self, shape: type[Shape]) -> Schema:
        return self.defs[self.names[shape]]

    def put(self, shape: type[Shape], **keys: Schema) -> None:
        """What keys of this shape hold, where their names say too little."""
        self[shape]["properties"] |= keys

    def file(self, place: str, said: Schema) -> Schema:
        """The schema of the files at a place, with the definitions that it needs."""
        return {
            "$schema": DRAFT,
            "title": f"Kweek: {place}",
            **said,
            "$defs": _reached(said, self.defs),
        }


def _meant(shape: Schema, meanings: Mapping[str, Schema], left_out: frozenset[str]) -> Schema:
    """A key that may be left out may say nothing as well."""
    required = shape.get("required", [])
    found = {}
    for key, said in shape.get("properties", {}).items():
        if key in meanings:
            meant = meanings[key]
            found[key] = meant if key in required or not meant else either(meant, NOTHING)
        elif key not in left_out:
            found[key] = said
    return {**shape, "properties": found, "required": required}


def _bare(said: Any) -> Any:
    """Without defaults, and the titles that pydantic makes of the names of classes and fields."""
    if isinstance(said, list):
        return [_bare(one) for one in said]
    if not isinstance(said, dict):
        return said
    own = {"title", "default"} if isinstance(said.get("title"), str) else {"default"}
    return {
        key: {name: _bare(one) for name, one in inside.items()}
        if key == "properties"
        else _bare(inside)
        for key, inside in said.items()
        if key not in own
    }


def _reached(said: Any, defs: Mapping[str, Schema]) -> dict[str, Schema]:
    """The definitions that a schema names, and those that they name."""
    found: dict[str, Schema] = {}
    pending = [said]
    while pending:
        one = pending.pop()
        if isinstance(one, list):
            pending += one
        elif isinstance(one, dict):
            name = str(one.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found[name] = defs[name]
                pending.append(defs[name])
            pending += one.values()
    return dict(sorted(found.items()))
