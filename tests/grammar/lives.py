"""What the interpreter keeps of one person's runs."""

from dataclasses import dataclass, field

from kweek.core.times import MINUTE


@dataclass
class Wait:
    """What a run waits for: what ends it at once, and what is judged at the deadline."""

    step: dict
    since: int
    mail: object
    immediate: dict
    judged: dict
    deadline: int
    closes: int


@dataclass
class Run:
    """One pass through one journey."""

    journey: str
    since: int
    key: str
    entries: list  # (instant, properties): what the entry said since when
    status: str = "active"
    exit: str = ""
    step: str = ""
    path: list = field(default_factory=list)  # [step, outcome]
    wait: Wait | None = None
    pause: object = None  # tells when the present pause is over
    begun: int = 0  # when it began
    waited: int | None = None  # when the wait before ended
    goal_at: int | None = None
    ends_at: int | None = None
    sent: bool = False
    visit: int = 0  # what was planned at an earlier visit comes to nothing

    @property
    def entry(self):
        return self.entries[-1][1]

    def entry_at(self, at):
        """What the entry said at an instant."""
        return next((said for since, said in reversed(self.entries) if since <= at), {})


@dataclass(frozen=True)
class Pace:
    """A stack's speed: machines sleep whole seconds, and are silent some time after a deadline."""

    speed: int = 1

    def slept(self, length):
        """How long a pause really is."""
        step = 1000 * self.speed
        return max(-(-length // step), 2) * step

    def silent(self, length):
        """After how long a wait has been silent."""
        return self.slept(length) + (10 * MINUTE if self.speed == 1 else 10_000 * self.speed)
