"""How long the ways through a journey take, as far as that can be known beforehand."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush

from kweek.catalogue.journey import END, MAILS, NOT_SENT, Journey, Step
from kweek.core.times import DAY

WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Leg:
    """From a step to one that may follow it, with the least and the most ms that it takes.

    `acted`: they did something; `unsent`: the mail did not go; `dated`: it ends at some date,
    so that nobody knows how long it takes; `skipped`: the step did nothing.
    """

    to: str
    least: int = 0
    most: int = 0
    acted: bool = False
    unsent: bool = False
    dated: bool = False
    skipped: bool = False


@dataclass(frozen=True)
class Travel:
    """The legs of one journey."""

    journey: Journey

    @cached_property
    def legs(self) -> Mapping[str, tuple[Leg, ...]]:
        """The legs from each step, those to `end` among them."""
        return {step.name: tuple(self._legs(step)) for step in self.journey.steps if step.do != END}

    @property
    def first(self) -> str:
        """Where runs begin."""
        return self.journey.resolved(self.journey.steps[0].name)

    @cached_property
    def earliest(self) -> Mapping[str, int]:
        """After how many ms a run can come to each step, at the soonest."""
        start = [Leg(self.first)]
        return self.soonest(start, lambda leg: not leg.unsent, stop=lambda _: False)

    def soonest(
        self, start: list[Leg], usable: Callable[[Leg], bool], stop: Callable[[str], bool]
    ) -> dict[str, int]:
        """The least ms to each step that the usable legs lead to; none goes on from a stop."""
        found: dict[str, int] = {}
        ahead = [(leg.least, leg.to) for leg in start if usable(leg)]
        ahead.sort()
        while ahead:
            spent, name = heappop(ahead)
            if name in found:
                continue
            found[name] = spent
            if name != END and not stop(name):
                for leg in filter(usable, self.legs[name]):
                    heappush(ahead, (spent + leg.least, leg.to))
        return found

    def _legs(self, step: Step) -> Iterator[Leg]:
        to = self.journey.resolved
        after = self.journey.after(step)
        if step.do == "wait":
            yield from _pause(step, after, to)
        elif step.wait is not None:
            yield from self._waited(step, after)
        else:
            yield from (Leg(to(said.data)) for _, said in (*step.branches, *step.shares))
            if step.do != "split":
                yield Leg(after)
            yield from self._outcomes(step, after)
        if step.only_if is not None:
            yield Leg(self.journey.skipped(step), skipped=True)

    def _waited(self, step: Step, after: str) -> Iterator[Leg]:
        wait, to = step.wait, self.journey.resolved
        if wait is None:
            return
        dated = wait.until is not None
        for name, _ in wait.immediate:
            target = to(step.then[name].data) if name in step.then else after
            yield Leg(target, most=wait.within, acted=True, dated=dated)
        judged = [to(step.then[name].data) for name, _ in wait.judged]
        for target in dict.fromkeys((*judged, after)):
            yield Leg(target, wait.within, wait.within, dated=dated)
        if "late" in step.then:
            yield Leg(to(step.then["late"].data), dated=True)
        yield from self._outcomes(step, after)

    def _outcomes(self, step: Step, after: str) -> Iterator[Leg]:
        """What else is answered: a mail that did not go, a call that failed."""
        for name in NOT_SENT:
            if name in step.then:
                target = self.journey.resolved(step.then[name].data)
                yield Leg(target, unsent=step.do in MAILS)
            elif step.do in MAILS:
                yield Leg(after, unsent=True)
        if step.do == "webhook" and "done" in step.then:
            yield Leg(self.journey.resolved(step.then["done"].data))


def _pause(step: Step, after: str, to: Callable[[str], str]) -> Iterator[Leg]:
    said = step.settings
    if "until" in said:
        yield Leg(after, dated=True)
        if "late" in step.then:
            yield Leg(to(step.then["late"].data), dated=True)
        return
    length = int(said.get("for") or 0)
    until_the_time = (WEEK if len(said["days"]) < len("1234567") else DAY) if "at" in said else 0
    yield Leg(after, length, length + until_the_time)
