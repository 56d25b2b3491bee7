"""Where each step may lead, which ways lead back, and which pauses the machine sleeps by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kweek.catalogue.journey import CHOICES, END, Journey, Step
from kweek.catalogue.small_words import LONGEST
from kweek.core.times import DAY

#: What `until` a moment is taken for: it may be any day of most of a year ahead.
UNTIL = 240 * DAY


@dataclass(frozen=True)
class Ways:
    """The ways through a journey, as its machine takes them."""

    journey: Journey

    def ahead(self, step: Step) -> tuple[str, ...]:
        """The steps that may follow, in the order of the file; `end` is one of them."""
        return tuple(dict.fromkeys(self._targets(step)))

    def _targets(self, step: Step) -> Iterator[str]:
        journey = self.journey
        for target in step.targets:
            yield journey.resolved(target.data)
        if step.do != "split" or step.only_if is not None:
            yield journey.after(step)
        if step.only_if is not None:
            yield journey.skipped(step)

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """The steps that become states, by name."""
        return {step.name: step for step in self.journey.steps if step.do != END}

    @cached_property
    def back(self) -> frozenset[tuple[str, str]]:
        """The ways that lead back, found depth-first from the first step."""
        found: set[tuple[str, str]] = set()
        done: set[str] = set()

        def follow(name: str, before: tuple[str, ...]) -> None:
            for target in self.ahead(self.steps[name]):
                if target in (*before, name):
                    found.add((name, target))
                elif target != END and target not in done:
                    follow(target, (*before, name))
            done.add(name)

        first = self.journey.resolved(self.journey.steps[0].name)
        if first != END:
            follow(first, ())
        return frozenset(found)

    def to(self, step: Step, target: str) -> str:
        """The state that a way enters: one that leads back begins another lap."""
        return f"{target}+" if (step.name, target) in self.back else target

    @cached_property
    def outlasts(self) -> bool:
        """Whether a run may need more than one execution: then nobody may sleep unasked."""
        if self.back:
            return True
        longest: dict[str, int] = {END: 0}

        def from_here(name: str) -> int:
            if name not in longest:
                step = self.steps[name]
                longest[name] = _length(step) + max(map(from_here, self.ahead(step)))
            return longest[name]

        return from_here(self.journey.resolved(self.journey.steps[0].name)) > LONGEST

    def asleep(self, step: Step) -> bool:
        """Whether the machine sleeps this pause by itself, which costs one transition.

        Not the last of a run: a run whose execution was lost in it must be able to sleep on,
        and `end` cannot be told to come back.
        """
        plain = step.do == "wait" and not {"at", "until"} & set(step.settings)
        last = self.journey.after(step) == END
        return plain and step.only_if is None and not last and not self.outlasts


def _length(step: Step) -> int:
    if step.wait:
        return UNTIL if step.wait.until else step.wait.within
    return UNTIL if step.settings.get("until") else int(step.settings.get("for") or 0)


def chosen(journey: Journey, step: Step) -> tuple[str, ...]:
    """The targets that are themselves the answers of a branch or a split."""
    if step.do not in CHOICES:
        return ()
    said = [target for _, target in (*step.branches, *step.shares)]
    return tuple(dict.fromkeys(journey.resolved(target.data) for target in said))
