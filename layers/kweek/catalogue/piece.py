"""A piece of a content file: what it says and where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Any, Self, TypeAlias

from kweek.catalogue.problems import Level, Problem

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain data (maps, lists, text, numbers, true, false, None) with its file and line.

    `field` is how people are told where they are: `invite.then.goal`.
    """

    data: Any
    file: str
    lines: Mapping[Path, int] = dataclass_field(repr=False)
    path: Path = ()
    field: str = ""
    columns: Mapping[Path, int] = dataclass_field(default_factory=dict, repr=False)

    @property
    def line(self) -> int:
        """The line of this piece's key, or of the nearest piece around it."""
        path = self.path
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    @property
    def shown(self) -> str:
        """What stands here, as a problem names it."""
        match self.data:
            case None:
                return "nothing"
            case dict():
                return "a map"
            case list():
                return "a list"
            case bool():
                return str(self.data).lower()
        return f"'{self.data}'"

    def __getitem__(self, key: str | int) -> Self:
        """The piece under a key or an index that is there."""
        inside = self.data[key]
        return replace(self, data=inside, path=(*self.path, key), field=self._field_of(key))

    def get(self, key: str) -> Self | None:
        """The piece under a key; None when it is absent or says nothing."""
        absent = not isinstance(self.data, dict) or self.data.get(key) is None
        return None if absent else self[key]

    def around(self, key: str | int) -> Self:
        """The place under a key, also when nothing stands there."""
        inside = self.data
        known = (isinstance(inside, dict) and key in inside) or (
            isinstance(inside, list) and isinstance(key, int) and key < len(inside)
        )
        below = inside[key] if known else None
        return replace(self, data=below, path=(*self.path, key), field=self._field_of(key))

    def items(self) -> Iterator[tuple[str, Self]]:
        """The pieces of a map, in the order of the file; none when it is no map."""
        if isinstance(self.data, dict):
            yield from ((key, self[key]) for key in self.data)

    def list(self) -> Iterator[Self]:
        """The pieces of a list; a single value is a list of one."""
        if isinstance(self.data, list):
            yield from (self[index] for index in range(len(self.data)))
        else:
            yield self

    def leaves(self) -> Iterator[Self]:
        """Every piece inside that holds no others."""
        if isinstance(self.data, dict | list):
            inside = self.data if isinstance(self.data, dict) else range(len(self.data))
            for key in inside:
                yield from self[key].leaves()
        else:
            yield self

    def named(self, field: str) -> Self:
        """The same piece under another field name: a step goes by its own name."""
        return replace(self, field=field)

    def holding(self, data: Any) -> Self:
        """The same place with other data: a map without the keys that were read already."""
        return replace(self, data=data)

    def problem(self, text: str, remedy: str = "", level: Level = "error") -> Problem:
        """Something that is wrong here."""
        column = self.columns.get(self.path, 0)
        return Problem(
            self.file, self.line, self.field, text, remedy, level, column=column, path=self.path
        )

    def warning(self, code: str, text: str, remedy: str) -> Problem:
        """Something that is risky here, by the name under which it can be accepted."""
        return replace(self.problem(text, remedy, "warning"), code=code)

    def not_yet(self, what: str) -> Problem:
        """Something of the grammar that is read and checked, but not run by this version."""
        return self.problem(f"not yet: {what}", "this version reads it, but does not run it")

    def _field_of(self, key: str | int) -> str:
        if isinstance(key, int):
            return f"{self.field}[{key + 1}]"
        return f"{self.field}.{key}" if self.field else key
