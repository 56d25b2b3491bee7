"""The tables of a scene: what must never be committed is refused, and states are told apart."""

from kweek.testing.contacts import MemoryContacts
from kweek.testing.items import MemoryItems
from kweek.testing.machines import Machines
from tests.proofs.exploring_laws import of_commit


class LawfulContacts(MemoryContacts):
    """The table; what must never be committed is refused loudly. It remembers one version back."""

    def __init__(self, due):
        super().__init__(due)
        self.before = {}

    def commit(self, before, after):
        latest = self.load(after.id)
        super().commit(before, after)
        self.before[after.id] = latest
        of_commit(latest, after)

    def key(self):
        return (sorted(self._aliases.items()), repr(sorted(self._addresses.items())), self.paused)


class Items(MemoryItems):
    """The items around contacts, with what tells two states of them apart."""

    def latest_token(self, run):
        return self._tokens[run].token

    def key(self):
        marks = sorted(f"{one} {mark}" for one, marks in self._marks.items() for mark in marks)
        rows = sorted(repr(row) for rows in self.rows.values() for row in rows.values())
        events = sorted(repr(one) for events in self.events.values() for one in events.values())
        return (marks, rows, events, sorted(map(repr, self._tokens.values())))


class Walks(Machines):
    """The machines, with what tells two states of them apart."""

    def key(self):
        return (self._handed_out, self._entered, list(map(_key, self.executions.values())))


def _key(one):
    due = one.timer.at if one.timer else None
    return (one.name, one.status, one.state, one.token, repr(one.data), due)
