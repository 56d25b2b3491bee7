"""Events, marks, ledger rows and tokens in memory; what is old enough is forgotten."""

import json
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from kweek.core.counting import Units, of_counts, of_row
from kweek.core.effects import KeepToken, LedgerRow, Mark, Record
from kweek.core.ledger import RANKS
from kweek.core.times import DAY, MachineInstant
from kweek.testing.clock import VirtualClock

MARKS_LAST = 30 * DAY
NOWHERE: dict[str, Any] = {}

Item = Record | Mark | LedgerRow
#: Told of each change, as the table's stream tells: the item before, if any, and after.
Stream = Callable[[Item | None, Item], None]


@dataclass
class MemoryItems:
    """What is put once and read seldom; `lasting` ms of it, or all."""

    clock: VirtualClock
    asked: Callable[[str, str], bool]  # (contact, cause): whether its outbox still names it
    lasting: int | None = None
    written: bool = False  # what is read has been JSON
    streams: list[Stream] = field(default_factory=list)
    counted: Units = field(default_factory=Counter)
    events: dict[str, dict[str, Record]] = field(default_factory=dict)
    rows: dict[str, dict[str, LedgerRow]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    _marks: dict[str, dict[str, Mark]] = field(default_factory=dict)
    _tokens: dict[str, KeepToken] = field(default_factory=dict)
    _marked: deque[tuple[int, Mark]] = field(default_factory=deque)
    _ageing: deque[tuple[int, str, str, str]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._lying: dict[str, Any] = {"e#": self.events, "m#": self._marks, "s#": self.rows}

    def existing(self, causes: Collection[str]) -> set[str]:
        """Which done marks (`partition|sort key`) exist."""
        return {cause for cause in causes if self._exists(cause)}

    def put_record(self, record: Record) -> None:
        """Put an event into the timeline; putting it again changes nothing."""
        events = self.events.setdefault(record.contact, {})
        before = events.get(record.id)
        events[record.id] = record
        if before is None:
            self._ages(record.contact, "e#", record.id)
            if record.counts:
                self.counted.update(of_counts(record.counts))
        self._tell(before, record)

    def put_mark(self, mark: Mark) -> None:
        """Put a done mark; one without counts is forgotten in time."""
        self._forget_marks()
        marks = self._marks.setdefault(mark.contact, {})
        before = marks.get(mark.id)
        marks[mark.id] = mark
        if before is None:
            self._ages(mark.contact, "m#", mark.id)
            if self.lasting is None and not mark.counts:
                self._marked.append((self.clock.ms + MARKS_LAST, mark))
            if mark.counts:
                self.counted.update(of_counts(mark.counts))
        self._tell(before, mark)

    def put_token(self, kept: KeepToken) -> None:
        """Keep the token of a run's present wait; an older one never replaces it."""
        held = self._tokens.get(kept.run)
        if held is None or held.entered <= kept.entered:
            self._tokens[kept.run] = kept

    def token(self, run: str, entered: MachineInstant) -> str | None:
        """The token of the wait that was entered then; None when a later one has replaced it.

        Raises KeyError while no token as late has been kept.
        """
        held = self._tokens.get(run)
        if held is None or held.entered < entered:
            raise KeyError(run)
        return held.token if held.entered == entered else None

    def put_row(self, row: LedgerRow) -> None:
        """Put a ledger row, unless it already stands higher."""
        rows = self.rows.setdefault(row.contact, {})
        before = rows.get(row.send)
        if before is None:
            self._ages(row.contact, "s#", row.send)
        if before is None or RANKS[before.state] < RANKS[row.state]:
            self._row(before, row)

    def raise_row(self, contact: str, send: str, state: str, at: int) -> bool:
        """Raise the rank of a row that stands; False when there is none but `unknown`."""
        del at  # noted in the table for people to read
        before = self.rows.get(contact, {}).get(send)
        if before is None or before.state == "unknown":
            return False
        if RANKS[before.state] < RANKS[state]:
            self._row(before, replace(before, state=state))
        return True

    def put_link(self, link: str, url: str) -> None:
        """Keep where a link leads."""
        self.links[link] = url

    def under(
        self, contact: str, prefix: str, *, consistent: bool = False
    ) -> Iterator[dict[str, Any]]:
        """The bodies of a contact's items of one kind (`e#` events, `s#` ledger rows)."""
        del consistent  # all reads are, here
        found = (
            {key: _event(one) for key, one in self.events.get(contact, {}).items()}
            if prefix == "e#"
            else {key: _mail(one) for key, one in self.rows.get(contact, {}).items()}
        )
        for _, body in sorted(found.items()):
            yield json.loads(json.dumps(body)) if self.written else body

    def _exists(self, cause: str) -> bool:
        partition, _, key = cause.partition("|")
        return key[2:] in self._lying[key[:2]].get(partition[2:], NOWHERE)

    def sweep(self, contact: str, runs: Collection[str], keep: Collection[str]) -> None:
        """Delete all that lies under an id but what is to be kept."""
        rows, events = self.rows.pop(contact, {}), self.events.pop(contact, {})
        named = {row.run for row in rows.values()}
        named |= {str(one.properties.get("run")) for one in events.values()}
        for run in {*runs, *named}:
            self._tokens.pop(run, None)
        marks = self._marks.get(contact, {})
        for mark in [one for one in marks if f"m#{one}" not in keep]:
            del marks[mark]

    def _row(self, before: LedgerRow | None, after: LedgerRow) -> None:
        self.rows[after.contact][after.send] = after
        was = _mail(before) if before is not None else None
        self.counted.update(of_row(was, _mail(after)))
        self._tell(before, after)

    def _tell(self, before: Item | None, after: Item) -> None:
        for stream in self.streams:
            stream(before, after)

    def _ages(self, contact: str, kind: str, key: str) -> None:
        """What an outbox still names stays: whoever finds it gone does it once more."""
        if self.lasting is None:
            return
        later = self.clock.ms + self.lasting
        self._ageing.append((later, contact, kind, key))
        while self._ageing[0][0] < self.clock.ms:
            _, contact, kind, key = self._ageing.popleft()
            if self.asked(contact, f"c#{contact}|{kind}{key}"):
                self._ageing.append((later, contact, kind, key))
            else:
                self._lying[kind].get(contact, NOWHERE).pop(key, None)

    def _forget_marks(self) -> None:
        while self._marked and self._marked[0][0] < self.clock.ms:
            mark = self._marked.popleft()[1]
            self._marks.get(mark.contact, NOWHERE).pop(mark.id, None)


def _event(record: Record) -> dict[str, Any]:
    return {
        "event": record.event,
        "at": record.at,
        "received_at": record.received_at,
        "properties": record.properties,
        "changed": record.changed,
        "counts": record.counts,
        "order": record.order,
        "id": record.id,
    }


def _mail(row: LedgerRow) -> dict[str, Any]:
    return {
        "mail": row.mail,
        "journey": row.journey,
        "step": row.step,
        "run": row.run,
        "at": row.at,
        "hold": row.hold,
        "message_id": row.message_id,
        "to_owner": row.to_owner,
        "state": row.state,
        "id": row.send,
    }
