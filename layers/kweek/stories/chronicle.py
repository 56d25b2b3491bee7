"""Writes down what happens in a story, in the order in which people would tell it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from kweek.core.effects import LedgerRow, Record
from kweek.testing.clock import VirtualClock
from kweek.testing.items import Item


@dataclass(frozen=True, slots=True)
class Note:
    """An item that was put, and when (ms)."""

    at: int
    item: Item


@dataclass
class Chronicle:
    """Everything that happened; `noted` is what a world's items are told to."""

    clock: VirtualClock
    notes: list[Note] = field(default_factory=list)

    def noted(self, before: Item | None, after: Item) -> None:
        """Write an item down: a ledger row at each of its states, the rest once."""
        note = Note(self.clock.ms, after)
        if isinstance(after, LedgerRow) or before is None:
            self.notes.insert(self._place(note), note)

    def of(self, ids: Collection[str]) -> Iterator[Note]:
        """What is known of somebody, whose items lie under these ids."""
        return (note for note in self.notes if note.item.contact in ids)

    def _place(self, note: Note) -> int:
        """At the end; what happened stands before what followed from it, which is put first."""
        place = len(self.notes)
        if _caused(note.item):
            while place and _follows(self.notes[place - 1], note):
                place -= 1
        return place


def _caused(item: Item) -> bool:
    """Whether it came from outside, and may have had consequences."""
    return isinstance(item, Record) and item.order == 0


def _follows(earlier: Note, cause: Note) -> bool:
    item = earlier.item
    return earlier.at == cause.at and isinstance(item, Record) and item.order > 0
