"""A step as it travels in the message: all that the one who carries it out must know of it."""

from dataclasses import dataclass, field
from typing import Any

from kweek.catalogue.durations import in_words, machine_seconds, stretched
from kweek.catalogue.journey import Journey, Step, Wait
from kweek.catalogue.predicates import Predicates
from kweek.core.times import SECOND

#: How much later than a wait's end its timer fires, in seconds of machine time: what is
#: already under way may still arrive.
GRACE = 600
GRACE_WHEN_FAST = 10


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the stack runs, and what had to be stretched for it."""

    speed: int = 1
    notices: list[str] = field(default_factory=list)

    def campaign(self, duration: int, where: str) -> int:
        """The duration in campaign time, never under two seconds of machine time."""
        longer = stretched(duration, self.speed)
        if longer > duration:
            self.notices.append(f"{where}: {in_words(duration)} becomes {in_words(longer)}")
        return longer

    def timeout(self, within: int) -> int:
        """The seconds after which silence is silence."""
        grace = GRACE if self.speed == 1 else GRACE_WHEN_FAST
        return machine_seconds(within, self.speed) + grace

    def grace(self, within: int) -> int:
        """From the deadline to the machine's timer, in campaign time."""
        return self.timeout(within) * SECOND * self.speed - within


def compiled_step(
    journey: Journey, step: Step, predicates: Predicates, pace: Pace
) -> dict[str, Any]:
    """The step with its conditions, their predicates, and durations as they will be."""
    where = f"{journey.name}.{step.name}"
    said: dict[str, Any] = {"name": step.name, "do": step.do, **step.settings}
    for key in ("for", "hold_up_to"):
        if said.get(key):
            said[key] = pace.campaign(said[key], f"{where}.{key}")
    if step.wait:
        said["wait"] = _wait(step.wait, where, predicates, pace)
    if step.do == "branch":
        rules = [[rule, journey.resolved(to.data)] for rule, to in step.branches]
        said["branch"] = rules
        said["otherwise"] = journey.after(step)
        said["predicates"] = predicates.named_in(*(rule for rule, _ in rules))
    return said


def _wait(wait: Wait, where: str, predicates: Predicates, pace: Pace) -> dict[str, Any]:
    within = pace.campaign(wait.within, f"{where}.within")
    conditions = [condition for _, condition in (*wait.immediate, *wait.judged)]
    return {
        "immediate": [list(outcome) for outcome in wait.immediate],
        "judged": [list(outcome) for outcome in wait.judged],
        "within": within,
        "grace": pace.grace(within),
        "predicates": predicates.named_in(*conditions),
    }
