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
class Seen:
    """Everything that was counted, of all worlds together."""

    decisions: int = 0
    events: Counter[str] = field(default_factory=Counter)
    weeks: list[Week] = field(default_factory=list)
    pressure: Counter[int] = field(default_factory=Counter)  # person-weeks, by mails in them
    busiest: tuple[int, str, int] = (0, "", 0)  # mails, address, number of the week
    delays: Counter[str] = field(default_factory=Counter)
    exits: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    mailed: Counter[str] = field(default_factory=Counter)  # by mail

    def week(self, number: int) -> Week:
        """One week, from 0."""
        while len(self.weeks) <= number:
            self.weeks.append(Week(len(self.weeks)))
        return self.weeks[number]


@dataclass
class Observer:
    """Counts what happens in one world."""

    world: VirtualWorld
    begun: Instant
    seen: Seen
    _number: int = 0  # of the week
    _this_week: Counter[str] = field(default_factory=Counter)

    def watch(self) -> None:
        """Begin to count."""
        self.world.mailbox.readers.append(self._reads)
        self.world.items.streams.append(self._happens)
        self.world.contacts.watchers.append(self._decided)

    def end(self) -> None:
        """Close the last week."""
        self._week()
        self._close()

    def _week(self) -> Week:
        """This week, with those before it closed."""
        number = (self.world.now() - self.begun) // WEEK
        if number > self._number:
            self._close()
            self._number = number
        return self.seen.week(number)

    def _close(self) -> None:
        week = self.seen.week(self._number)
        week.people += len(self._this_week)
        self.seen.pressure.update(self._this_week.values())
        for address, mails in self._this_week.items():
            self.seen.busiest = max(self.seen.busiest, (mails, address, week.number))
        self._this_week.clear()

    def _reads(self, mail: Mail) -> None:
        week = self._week()
        self.seen.mailed[mail.name] += 1
        if not mail.to_owner:
            week.mails += 1
            self._this_week[mail.to] += 1

    def _decided(self, before: Contact, after: Contact) -> None:
        self.seen.decisions += 1
        if after.sends is before.sends:
            return
        for key, send in after.sends.items():
            if send.state == "later" and send is not before.sends.get(key):
                known = before.sends.get(key)
                if known is None or (known.state, known.until) != (send.state, send.until):
                    self.seen.delays[str(send.hold)] += 1

    def _happens(self, before: Any, after: Record | Mark | LedgerRow) -> None:
        if before is not None or not isinstance(after, Record):
            return
        self.seen.events[after.event] += 1
        said = after.properties
        if after.event == "Journey Exited":
            self.seen.exits[said["journey"], str(said.get("reason", ""))] += 1
        elif after.event == "Journey Started":
            self._week().entered += 1
        for change in after.changed:
            if change["what"] == "journey" and change["to"] == "refused":
                self.seen.refused[change["name"], str(change["reason"])] += 1

    def handed_over(self) -> None:
        """A hand-off has gone to its owner."""
        self._week().handoffs += 1
