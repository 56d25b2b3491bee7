"""Erasing somebody: what is left is a tombstone, and nothing that comes later revives it (G6).

What was received before is dropped. Whoever comes back by an act of their own begins a new,
empty record: each id that the erased person had goes on as another, by itself, since that they
belonged together is forgotten too.
"""

from collections.abc import Mapping
from dataclasses import replace

from kweek.core import runs
from kweek.core.contact import Contact, Erased
from kweek.core.decide import Decision
from kweek.core.effects import Count, Decided, Mark
from kweek.core.incoming import Incoming
from kweek.core.rows import row
from kweek.core.rules import Rules
from kweek.core.times import DAY, Instant, MachineDuration, scaled
from kweek.core.turn import Turn

ERASED = "erased"  # why a run was left
MARK = "erase"  # the id of every such message: one contact is erased once
#: Longer than anything can lie in a queue, its dead-letter queue included: what was in flight
#: has landed by then, and is swept as well.
SWEPT_AGAIN = MachineDuration(30 * DAY)


def erasure(contact: str, now: Instant) -> Incoming:
    """The message that has somebody erased; asking twice is asking once."""
    return Incoming(id=MARK, type="erase", event="Erased", contact=contact, at=now, received_at=now)


def on_erase(
    contact: Contact,
    incoming: Incoming,
    cause: str,
    rules: Rules,
    left: Mapping[str, Decided],
    address: str = "",
    speed: int = 1,
) -> Decision:
    """End every run and leave a tombstone. `address` is the keyed hash of the contact's own.

    `left` are the events that were decided upon and have no item yet: what they count is
    counted here, since their messages will be dropped.
    """
    now = max(contact.as_of, incoming.received_at)
    turn = Turn(contact, rules, now, cause, at=now)
    for run_id, _ in turn.active():
        runs.exit_run(turn, run_id, ERASED)
    for send_id, send in contact.sends.items():
        if send.state == "inflight":  # whether it went, nobody will ask any more
            turn.effects.append(row(contact.id, send_id, send, "unknown", now))
    counts: list[Count] = [one for decided in left.values() for one in decided.counts]
    turn.effects.append(Mark(contact.id, MARK, tuple(counts)))
    tombstone = Contact(
        contact.id,
        version=contact.version + 1,
        as_of=now,
        aliases=contact.aliases,
        due_at=Instant(now + scaled(SWEPT_AGAIN, speed)),
        erased=Erased(now, address, tuple(contact.enrolments)),
    )
    return Decision(tombstone, Decided(tuple(turn.effects)), cause)


def swept(tombstone: Contact) -> Contact:
    """The tombstone when nothing of its past lies in the table any more."""
    return replace(tombstone, version=tombstone.version + 1, outbox={})


def swept_again(tombstone: Contact, erased: Erased) -> Contact:
    """The tombstone for good: what could still land has landed, and was swept too."""
    return replace(swept(tombstone), aliases=(), due_at=None, erased=replace(erased, runs=()))
