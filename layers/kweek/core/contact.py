"""One person's record: everything that a decision about them needs, in one value.

The past (events, ledger rows, tokens) lies in items of its own; what is kept here is what
the next decision asks for. Every change is a new value with the next `version`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from kweek.core.changing import Changing
from kweek.core.effects import Decided
from kweek.core.enrolment import Enrolment, Trial
from kweek.core.tallies import Tally
from kweek.core.times import BEGINNING, NEVER_ENTERED, Instant, MachineInstant

Stage = Literal["lead", "mql", "sql", "customer", "disqualified"]
#: The stages by which somebody rises.
RISING: tuple[Stage, ...] = ("lead", "mql", "sql", "customer")


class Trait(NamedTuple):
    """A profile field; of two writers the one with the later event time wins."""

    value: Any
    at: Instant


class Score(NamedTuple):
    """Points as they stood at an instant; a half-life takes them from there."""

    value: float
    at: Instant


class MailTimes(NamedTuple):
    """When a mail was last sent to the contact, opened and clicked."""

    sent: Instant
    opened: Instant | None = None
    clicked: Instant | None = None


class Passed(NamedTuple):
    """What re-entry rules ask about a journey: when it was last entered, how often, by which keys.

    `keys` are short hashes of the latest entry keys, the newest last.
    """

    entered: Instant
    times: int
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """Consent to one topic: when, by which form, to which words."""

    at: Instant
    wording: str
    form: str


@dataclass(frozen=True)
class Send(Changing):
    """A mail that still matters: on its way, held back for a while, or able to be opened."""

    mail: str
    journey: str
    step: str
    run: str
    state: Literal["later", "inflight", "sent", "held", "failed", "unknown"]
    at: Instant  # of the state, campaign time
    asked_at: Instant
    entered: MachineInstant = NEVER_ENTERED  # of the message that sends it
    settle_by: Instant | None = None  # in flight and silent until then: unknown
    hold: str | None = None
    until: Instant | None = None  # held back until then
    message: Mapping[str, Any] = field(default_factory=dict)  # what settles it without its sender
    opened: Instant | None = None
    clicked: Mapping[str, Instant] = field(default_factory=dict)
    to_owner: bool = False


@dataclass(frozen=True, slots=True)
class Erased:
    """All that is kept of somebody who was erased (G6); none of it says who it was.

    `address` is the keyed hash of theirs: opting out by an old mail must still find it.
    """

    at: Instant
    address: str = ""
    runs: tuple[str, ...] = ()  # whose tokens are to be swept once more


@dataclass(frozen=True)
class Contact(Changing):
    """The lead record. `version` 0 means it was never stored."""

    id: str
    version: int = 0
    as_of: Instant = BEGINNING
    created_at: Instant = BEGINNING
    address: str | None = None
    user_id: str | None = None
    aliases: tuple[str, ...] = ()
    traits: Mapping[str, Trait] = field(default_factory=dict)
    stage: Stage = "lead"
    scores: Mapping[str, Score] = field(default_factory=dict)
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    filled: str = ""  # for which predicates the past has been tallied
    buckets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # points by day
    segments: Mapping[str, Instant] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    consent: Mapping[str, Given] = field(default_factory=dict)
    opted_out: Instant | None = None
    suppressed: str | None = None
    enrolments: Mapping[str, Enrolment] = field(default_factory=dict)
    passed: Mapping[str, Passed] = field(default_factory=dict)
    sends: Mapping[str, Send] = field(default_factory=dict)
    mails: Mapping[str, MailTimes] = field(default_factory=dict)
    trials: Mapping[str, Trial] = field(default_factory=dict)
    outbox: Mapping[str, Decided] = field(default_factory=dict)
    due_at: Instant | None = None
    erased: Erased | None = None  # a tombstone: nothing above is ever filled in again

    @property
    def anonymous(self) -> bool:
        """Nobody knows who this is: such a past may be joined to a person."""
        return self.address is None and self.user_id is None

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id under which this contact's history lies."""
        return (self.id, *self.aliases)

    def trait(self, name: str) -> Any:
        """A trait's value; None when it is absent."""
        known = self.traits.get(name)
        return known.value if known else None

    def active(self, journey: str) -> bool:
        """Whether a run of this journey is under way."""
        return any(e.journey == journey and e.status == "active" for e in self.enrolments.values())
