"""One pass of a contact through a journey, and what it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kweek.core.changing import Changing
from kweek.core.tallies import Tally
from kweek.core.times import BEGINNING, NEVER_ENTERED, Instant, MachineInstant


@dataclass(frozen=True)
class Wait(Changing):
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


@dataclass(frozen=True)
class Pause(Changing):
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


@dataclass(frozen=True)
class Enrolment(Changing):
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
    doubled: bool = False  # one too many since two histories were joined: it ends next
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
