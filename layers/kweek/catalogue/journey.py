"""A journey as read: its rules, and its steps with where each leads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kweek.catalogue.pace import MailPace
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Condition
from kweek.core.times import Duration

#: The target that closes the enrolment.
END = "end"

Action = Literal[
    "send",
    "wait",
    "wait_for",
    "branch",
    "split",
    "update",
    "notify",
    "handoff",
    "task",
    "webhook",
    "start",
    "end",
]
MAILS = ("send", "notify", "handoff", "task")
#: The outcomes of a mail that did not go.
NOT_SENT = ("held", "failed")
#: What is answered with the name of the step that follows.
CHOICES = ("branch", "split")


@dataclass(frozen=True, slots=True)
class Wait:
    """What ends a wait at once, what is judged at its deadline, and when that is.

    `until` is a compiled moment (core/moments.py); without one the wait lasts `within` ms.
    """

    immediate: tuple[tuple[str, Condition], ...]
    judged: tuple[tuple[str, Condition], ...]
    within: Duration
    until: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; `piece` goes by the step's name, so that problems do too."""

    name: str
    do: Action
    piece: Piece
    #: What the compiled step says besides its name, waits and branches.
    settings: Mapping[str, Any] = field(default_factory=dict)
    only_if: Condition | None = None
    wait: Wait | None = None
    #: Outcome to target, as far as `then` and `late` name them; with the pieces that say so.
    then: Mapping[str, Piece] = field(default_factory=dict)
    #: Rules tried in order, each with its target.
    branches: tuple[tuple[Condition, Piece], ...] = ()
    #: Parts of a hundred, each with its target; and what they are judged by, for how long.
    shares: tuple[tuple[int, Piece], ...] = ()
    judged_by: Condition | None = None
    next: Piece | None = None

    @property
    def targets(self) -> Iterator[Piece]:
        """The places in the file that send a run to some other step."""
        yield from self.then.values()
        yield from (target for _, target in self.branches)
        yield from (target for _, target in self.shares)
        if self.next is not None:
            yield self.next

    @property
    def falls(self) -> bool:
        """Whether some outcome goes on to the step below."""
        if self.do == "end" or self.next is not None:
            return False
        chosen = self.do == "split" or "otherwise" in self.then
        # A skipped step follows `next`, or else what `otherwise` says; a split has none.
        return not chosen or (self.do == "split" and self.only_if is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One journey file, read and checked."""

    name: str
    piece: Piece
    title: str
    status: str
    topic: str
    values: Mapping[str, Any] = field(default_factory=dict)
    enter: tuple[dict[str, Any], ...]
    only_if: Condition | None
    enter_until: Mapping[str, Any] | None = None
    season: tuple[tuple[int, int], tuple[int, int]] | None = None
    ends: Mapping[str, Any] | None = None
    re_entry: dict[str, Any]
    goal: Condition | None
    target: float | None
    exit_when: Condition | None
    #: How far apart its nurture mails are meant to be; None: as policy.yaml says.
    pace: MailPace | None = None
    steps: tuple[Step, ...]
    #: The predicates that each run keeps for itself, since they compare with its entry.
    predicates: Mapping[str, Any] = field(default_factory=dict)

    def step(self, name: str) -> Step:
        """The step of that name, which is there once the journey is checked."""
        return next(step for step in self.steps if step.name == name)

    def after(self, step: Step) -> str:
        """Where the outcomes go that nothing else names: `otherwise`, `next` or the step below."""
        said = step.then.get("otherwise") or step.next
        return self.resolved(said.data) if said else self._below(step)

    def skipped(self, step: Step) -> str:
        """Where a run goes whose `only_if` is false: `next`, `otherwise` or the step below."""
        said = step.next or step.then.get("otherwise")
        return self.resolved(said.data) if said else self._below(step)

    def _below(self, step: Step) -> str:
        below = self.steps.index(step) + 1
        return self.resolved(self.steps[below].name) if below < len(self.steps) else END

    def resolved(self, target: str) -> str:
        """The target, where a step that only says `end` is the end itself."""
        if target == END or self.step(target).do == "end":
            return END
        return target
