"""Counts what happens in a world while it happens: what is past need not be remembered."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from kweek.core.contact import Contact
from kweek.core.effects import LedgerRow, Mark, Record
from kweek.core.times import DAY, Instant
from kweek.testing.mailbox import Mail
from kweek.testing.virtual_world import VirtualWorld

WEEK = 7 * DAY


@dataclass
class Week:
    """What was sent in one week."""

    number: int
    mails: int = 0
    people: int = 0  # who got any of them
    handoffs: int = 0
    entered: int = 0  # journeys begun


@dataclass
class Observed:
    """Everything that is counted of one world."""

    world: VirtualWorld
    begun: Instant
    decisions: int = 0
    events: Counter[str] = field(default_factory=Counter)
    weeks: list[Week] = field(default_factory=list)
    pressure: Counter[int] = field(default_factory=Counter)  # person-weeks, by mails in them
    busiest: tuple[int, str, int] = (0, "", 0)  # mails, address, number of the week
    delays: Counter[str] = field(default_factory=Counter)
    exits: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    mailed: Counter[str] = field(default_factory=Counter)  # by mail
    _this_week: Counter[str] = field(default_factory=Counter)

    def watch(self) -> None:
        """Begin to count."""
        self.weeks.append(Week(0))
        self.world.mailbox.readers.append(self._reads)
        self.world.items.streams.append(self._happens)
        self.world.contacts.watchers.append(self._decided)

    def end(self) -> None:
        """Close the last week."""
        self._turn_to(self.week)
        self._close()

    @property
    def week(self) -> int:
        """The number of this week, from 0."""
        return (self.world.now() - self.begun) // WEEK

    def _turn_to(self, number: int) -> None:
        while self.weeks[-1].number < number:
            self._close()
            self.weeks.append(Week(self.weeks[-1].number + 1))

    def _close(self) -> None:
        week = self.weeks[-1]
        week.people = len(self._this_week)
        self.pressure.update(self._this_week.values())
        for address, mails in self._this_week.items():
            self.busiest = max(self.busiest, (mails, address, week.number))
        self._this_week.clear()

    def _reads(self, mail: Mail) -> None:
        self._turn_to(self.week)
        self.mailed[mail.name] += 1
        if not mail.to_owner:
            self.weeks[-1].mails += 1
            self._this_week[mail.to] += 1

    def _decided(self, before: Contact, after: Contact) -> None:
        self.decisions += 1
        if after.sends is before.sends:
            return
        for key, send in after.sends.items():
            if send.state == "later" and send is not before.sends.get(key):
                known = before.sends.get(key)
                if known is None or (known.state, known.until) != (send.state, send.until):
                    self.delays[str(send.hold)] += 1

    def _happens(self, before: Any, after: Record | Mark | LedgerRow) -> None:
        if before is not None or not isinstance(after, Record):
            return
        self.events[after.event] += 1
        said = after.properties
        if after.event == "Journey Exited":
            self.exits[said["journey"], str(said.get("reason", ""))] += 1
        elif after.event == "Journey Started":
            self._turn_to(self.week)
            self.weeks[-1].entered += 1
        for change in after.changed:
            if change["what"] == "journey" and change["to"] == "refused":
                self.refused[change["name"], str(change["reason"])] += 1

    def handed_over(self) -> None:
        """A hand-off has gone to its owner."""
        self._turn_to(self.week)
        self.weeks[-1].handoffs += 1
