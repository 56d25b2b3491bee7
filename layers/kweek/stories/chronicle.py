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
    _told: int = 0  # so many notes are of what came before, and stay where they are

    def noted(self, before: Item | None, after: Item) -> None:
        """Write an item down: a ledger row at each of its states, the rest once.

        What happened stands before what followed from it, although it is put last.
        """
        if before is not None and not isinstance(after, LedgerRow):
            return
        note, place = Note(self.clock.ms, after), len(self.notes)
        if isinstance(after, Record) and after.order == 0:
            while place > self._told and _follows(self.notes[place - 1], note):
                place -= 1
        self.notes.insert(place, note)
        if not isinstance(after, Record) or after.order == 0:
            self._told = len(self.notes)

    def of(self, ids: Collection[str]) -> Iterator[Note]:
        """What is known of somebody, whose items lie under these ids."""
        return (note for note in self.notes if note.item.contact in ids)


def _follows(earlier: Note, cause: Note) -> bool:
    item = earlier.item
    return earlier.at == cause.at and isinstance(item, Record) and item.order > 0
