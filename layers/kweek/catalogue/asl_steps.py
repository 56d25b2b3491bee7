"""A step as it travels in the message: all that the one who carries it out must know of it."""

from dataclasses import dataclass, field
from typing import Any

from kweek.catalogue.durations import in_words, machine_seconds, stretched
from kweek.catalogue.journey import CHOICES, Journey, Step, Wait
from kweek.catalogue.predicates import Predicates
from kweek.core.times import SECOND, Duration

#: How much later than a wait's end its timer fires, in seconds of machine time: what is
#: already under way may still arrive.
GRACE = 600
GRACE_WHEN_FAST = 10


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the stack runs, and what had to be stretched for it."""

    speed: int = 1
    notices: list[str] = field(default_factory=list)

    def campaign(self, duration: Duration, where: str) -> Duration:
        """The duration in campaign time, never under two seconds of machine time."""
        longer = stretched(duration, self.speed)
        if longer > duration:
            self.notices.append(f"{where}: {in_words(duration)} becomes {in_words(longer)}")
        return longer

    def timeout(self, within: Duration) -> int:
        """The seconds after which silence is silence."""
        grace = GRACE if self.speed == 1 else GRACE_WHEN_FAST
        return machine_seconds(within, self.speed) + grace

    def grace(self, within: Duration) -> Duration:
        """From the deadline to the machine's timer, in campaign time."""
        return Duration(self.timeout(within) * SECOND * self.speed - within)


def compiled_step(
    journey: Journey, step: Step, predicates: Predicates, pace: Pace
) -> dict[str, Any]:
    """The step with its conditions, their predicates, and durations as they will be."""
    where = f"{journey.name}.{step.name}"
    said: dict[str, Any] = {"name": step.name, "do": step.do, **step.settings}
    for key in ("for", "hold_up_to"):
        if said.get(key):
            said[key] = pace.campaign(said[key], f"{where}.{key}")
    if step.only_if is not None:
        said["only_if"] = step.only_if
    if step.wait:
        said["wait"] = _wait(step, step.wait, where, predicates, pace)
    said |= _choice(journey, step)
    if step.only_if is not None or step.do in CHOICES:
        asked = [step.only_if, step.judged_by, *(rule for rule, _ in step.branches)]
        said["predicates"] = predicates.named_in(*asked)
    return said


def _choice(journey: Journey, step: Step) -> dict[str, Any]:
    """What a branch or a split chooses from; its answer is the target itself."""
    if step.do == "branch":
        ways = [[rule, journey.resolved(to.data)] for rule, to in step.branches]
        return {"branch": ways, "otherwise": journey.after(step)}
    if step.do == "split":
        parts = [[journey.resolved(to.data), share] for share, to in step.shares]
        return {"split": parts, "judged_by": step.judged_by}
    return {}


def _wait(step: Step, wait: Wait, where: str, predicates: Predicates, pace: Pace) -> dict[str, Any]:
    conditions = [condition for _, condition in (*wait.immediate, *wait.judged)]
    said = {
        "immediate": [list(outcome) for outcome in wait.immediate],
        "judged": [list(outcome) for outcome in wait.judged],
        "predicates": predicates.named_in(*conditions),
    }
    if wait.until:
        return {**said, "until": dict(wait.until), "late": "late" in step.then}
    within = pace.campaign(wait.within, f"{where}.within")
    return {**said, "within": within, "grace": pace.grace(within)}
