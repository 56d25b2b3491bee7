"""Who a message is about, and what becomes one person with whom.

A public write key can only join an anonymous past to someone (G4): two known people are
never merged here, and an address that is taken stays its owner's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kweek.core import sequences, tallies
from kweek.core.brought import brought
from kweek.core.contact import Contact, Passed, Trait
from kweek.core.doubles import marked
from kweek.core.giving import joined_points
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.re_entry import MOST_KEYS
from kweek.core.rules import Rules
from kweek.core.tallies import Tally
from kweek.core.times import BEGINNING, Instant

MOST_EMPTY_ALIASES = 50  # above it only visitors with a past are joined


@dataclass(frozen=True, slots=True)
class Known:
    """What the table knows of the people a message may be about.

    `sender` owns the message's history; `user` is who has its user id and `owner` who has
    claimed its address, where the message has one and somebody does. `homes` are the ids that
    its user id and its address have by themselves, where those are known: after an erasure
    they are others.
    """

    sender: Contact
    user: Contact | None = None
    owner: Contact | None = None
    homes: Mapping[str, str] = field(default_factory=dict)

    def home(self, kind: str, names: str) -> str:
        """The id that a user id or an address has by itself."""
        return self.homes.get(kind) or digest(kind, names)


class Claim(NamedTuple):
    """Who has claimed an address, when somebody who had it was last erased, what blocks it."""

    owner: Contact | None
    erased_at: Instant = BEGINNING
    block: str | None = None


class Presence(NamedTuple):
    """Who goes by an id now, by which id, and when somebody who had it was last erased."""

    id: str
    contact: Contact
    erased_at: Instant = BEGINNING


def next_life(contact_id: str, erased_at: Instant) -> str:
    """The id by which whoever had this one goes on, if they come back after that erasure."""
    return digest("again", contact_id, str(erased_at))


@dataclass(frozen=True, slots=True)
class Plan:
    """Who the message is about, and what must be committed first for that to be true."""

    subject: Contact
    join: Contact | None = None  # an anonymous past that becomes the subject's
    claim_address: str | None = None
    claim_user: str | None = None  # the contact id that the user id alone would have

    @property
    def nothing_new(self) -> bool:
        """Whether everybody is who they were."""
        return self.join is None and self.claim_address is None and self.claim_user is None

    def carried_out(self, after: Contact) -> Contact:
        """The subject as it is committed together with the plan."""
        address = self.claim_address or after.address
        return after.changed(address=address, version=after.version + 1)


def plan(incoming: Incoming, known: Known) -> Plan:
    """Decide who a message is about. Applied once, it plans nothing more the next time."""
    subject = _subject(incoming, known)
    claim_user = None
    if incoming.user_id and known.user is None:
        alone = known.home("user", incoming.user_id)
        claim_user = alone if subject.id != alone or subject.user_id is None else None
        subject = subject.changed(user_id=incoming.user_id)
    sender = known.sender
    # A visitor without a past is joined too: what they do from now on is the subject's. But a
    # client that makes up a new visitor for each call must not make the record grow for ever.
    worth = sender.version > 0 or len(subject.aliases) < MOST_EMPTY_ALIASES
    join = sender if sender.id != subject.id and sender.anonymous and worth else None
    address = incoming.address
    free = address is not None and known.owner is None and subject.address is None
    return Plan(subject, join, address if free else None, claim_user)


def _subject(incoming: Incoming, known: Known) -> Contact:
    sender = known.sender
    if incoming.user_id:
        return known.user or _unless_other(known, sender.user_id, "user", incoming.user_id)
    if incoming.type == "form" and incoming.address:
        address = incoming.address
        return known.owner or _unless_other(known, sender.address, "address", address)
    return sender


def _unless_other(known: Known, has: str | None, kind: str, names: str) -> Contact:
    """The sender, unless they are known as somebody else: then a contact of its own."""
    return known.sender if has is None or has == names else Contact(known.home(kind, names))


def joined(subject: Contact, past: Contact, rules: Rules) -> Contact:
    """The subject with an anonymous past of their own: two histories become one."""
    points = joined_points(subject, past, rules.scores, rules.points)
    return subject.changed(
        created_at=min(
            (at for at in (subject.created_at, past.created_at) if at), default=BEGINNING
        ),
        as_of=max(subject.as_of, past.as_of),
        aliases=(*subject.aliases, past.id, *past.aliases),
        traits=_latest(past.traits, subject.traits),
        scores=points.scores,
        buckets=points.buckets,
        tallies=_tallies(subject, past, rules),
        filled=_filled(subject, past),
        consent={**past.consent, **subject.consent},
        opted_out=subject.opted_out or past.opted_out,
        suppressed=subject.suppressed or past.suppressed,
        lists=tuple(dict.fromkeys((*subject.lists, *past.lists))),
        enrolments={**marked(subject, past, rules.journeys), **subject.enrolments},
        passed=_passed(subject, past),
        sends={**past.sends, **subject.sends},
        mails={**past.mails, **subject.mails},
        trials={**past.trials, **subject.trials},
        outbox={**past.outbox, **subject.outbox},
        due_at=min((at for at in (subject.due_at, past.due_at) if at is not None), default=None),
    )


def _latest(one: Mapping[str, Trait], other: Mapping[str, Trait]) -> dict[str, Trait]:
    both = dict(one)
    for name, trait in other.items():
        if name not in both or both[name].at <= trait.at:
            both[name] = trait
    return both


def _tallies(subject: Contact, past: Contact, rules: Rules) -> dict[str, Tally]:
    both, more = dict(subject.tallies), brought(past) | brought(subject)
    for pid, tally in past.tallies.items():
        both[pid] = tallies.joined(both.get(pid), tally, rules.keep(pid, more))
    # An A of the one and a B of the other make a match that neither had.
    for sid, sequence in rules.sequences_with(both, more).items():
        sequences.complete(both, sid, sequence)
    return both


def _filled(subject: Contact, past: Contact) -> str:
    """For which questions both are filled: for none, where they differ."""
    if past.version == 0:
        return subject.filled
    return past.filled if subject.version == 0 or past.filled == subject.filled else ""


def _passed(subject: Contact, past: Contact) -> dict[str, Passed]:
    both = dict(subject.passed)
    for journey, one in past.passed.items():
        mine = both.get(journey, Passed(one.entered, 0))
        keys = tuple(dict.fromkeys((*one.keys, *mine.keys)))[-MOST_KEYS:]
        both[journey] = Passed(max(one.entered, mine.entered), one.times + mine.times, keys)
    return both
