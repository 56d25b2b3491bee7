"""What the campaigns speak of, and where: what nobody else knows of may be a slip of the pen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from kweek.catalogue.piece import Path, Piece

#: `event`, `property` (of events), `trait` and `entry` (a property of what began a run) have no
#: list of names; the others are what names.py knows.
Noun: TypeAlias = str


@dataclass(frozen=True, slots=True)
class Mention:
    """One name at one place; a property comes with the events that should bring it."""

    noun: Noun
    name: str
    piece: Piece
    of: tuple[str, ...] = ()


@dataclass(slots=True)
class Mentions:
    """Collects mentions while files are read; a place that is read twice is told once."""

    _found: dict[tuple[Noun, str, str, Path], Mention] = field(default_factory=dict)

    def add(self, noun: Noun, name: str, piece: Piece, of: tuple[str, ...] = ()) -> None:
        """Remember that the name stands there."""
        self._found[noun, name, piece.file, piece.path] = Mention(noun, name, piece, of)

    def add_reference(self, source: str, name: str, piece: Piece) -> None:
        """Remember `$contact.name`, which is a trait, or `$entry.name`."""
        self.add("trait" if source == "contact" else "entry", name, piece)

    def of(self, *nouns: Noun) -> Iterator[Mention]:
        """All mentions of these kinds of things, as they were read."""
        return (one for one in self._found.values() if one.noun in nouns)
