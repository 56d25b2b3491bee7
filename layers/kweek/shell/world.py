"""Everything a queue handler works with."""

from dataclasses import dataclass

from kweek.core.rules import Rules
from kweek.shell.performing import Performer
from kweek.shell.protocols import ContactTable, ItemTable, Timekeeper


@dataclass(frozen=True)
class World:
    """The adapters, the clock and the rules."""

    contacts: ContactTable
    items: ItemTable
    performer: Performer
    clock: Timekeeper
    rules: Rules
