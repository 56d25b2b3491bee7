"""One person's record: everything that a decision about them needs, in one value.

The past (events, ledger rows, tokens) lies in items of its own; what is kept here is what
the next decision asks for. Every change is a new value with the next `version`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from kweek.core.effects import Decided
from kweek.core.times import BEGINNING, NEVER_ENTERED, Instant, MachineInstant

Stage = Literal["lead", "mql", "sql", "customer", "disqualified"]


class Trait(NamedTuple):
    """A profile field; of two writers the one with the later event time wins."""

    value: Any
    at: Instant


class Tally(NamedTuple):
    """How often, and when, one event predicate has matched.

    `recent` holds the last k times, oldest first, where a rule asks for more than the last.
    """

    total: int
    first: Instant
    last: Instant
    recent: tuple[Instant, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Wait:
    """What one run waits for. It is claimed by exactly one commit, or superseded.

    `entered` is the machine's time of entering the step (ms): it names this wait among
    earlier and later ones. `since` is where looking back begins.
    """

    step: str
    lap: int
    entered: MachineInstant
    since: Instant
    deadline: Instant
    closes: Instant  # when the machine's own timer ends it; what happens before still counts
    immediate: tuple[tuple[str, Any], ...] = ()
    judged: tuple[tuple[str, Any], ...] = ()
    predicates: Mapping[str, Any] = field(default_factory=dict)
    send: str | None = None
    claimed: str | None = None
    by_tick: bool = False  # the machine's timer is no help (`until`, a resumed run): tick answers
    plan: Mapping[str, Any] = field(default_factory=dict)  # an `until` to be reckoned anew


@dataclass(frozen=True, slots=True)
class Pause:
    """A step that asked the machine to come back: which one, and from when on it is over.

    `begun` is when its time began to count; `plan` is its step, to be reckoned anew when the
    entry changes; `tries` is how often another system has been called in vain.
    """

    step: str
    lap: int
    until: Instant
    begun: Instant = BEGINNING
    plan: Mapping[str, Any] = field(default_factory=dict)
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """A part of a split that is still judged, also after its run is over."""

    journey: str
    step: str
    target: str
    at: Instant
    until: Instant
    condition: Any
    predicates: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One pass of one contact through one journey.

    Each `epoch` has an execution of its own, which began at `begun` (0: at `since`) and has
    made `calls`. `answered` is the outcome that `step` got, once it has one, at `answered_at`.
    A run whose machine is `broken` stands still and is shown failed, until it is recovered:
    what happens meanwhile is noted, and its exits hold.
    """

    journey: str
    since: Instant
    topic: str
    status: Literal["active", "finished", "exited", "failed"] = "active"
    version: str = ""  # of the journey it runs by
    key: str = ""  # the hash of its entry key
    epoch: int = 0
    begun: Instant = BEGINNING
    calls: int = 0
    step: str = ""
    lap: int = 0
    entered: MachineInstant = NEVER_ENTERED  # the latest seen; older messages are superseded
    answered: str = ""
    answered_at: Instant = BEGINNING
    not_before: Instant | None = None  # a step that comes sooner is asked to come back then
    lead_in: int = 0  # the plain waits before the first call
    ends_at: Instant | None = None  # the journey's `ends`
    waited_until: Instant | None = None  # when the last wait ended
    goal_at: Instant | None = None
    left_at: Instant | None = None
    exit: str | None = None
    broken: str = ""  # how its machine ended before it did
    entry: Mapping[str, Any] = field(default_factory=dict)
    entry_at: Instant = BEGINNING  # when what it says happened, if that was after `since`
    goal: Any = None  # the journey's own conditions travel with the run
    exit_when: Any = None
    predicates: Mapping[str, Any] = field(default_factory=dict)
    tallies: Mapping[str, Tally] = field(default_factory=dict)  # of predicates that name $entry
    wait: Wait | None = None
    pause: Pause | None = None

    @property
    def shown(self) -> str:
        """Its status, as people are told."""
        return "failed" if self.broken else self.status


@dataclass(frozen=True, slots=True)
class Send:
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


@dataclass(frozen=True, slots=True)
class Contact:
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
