"""The two hundred stories: random journeys and lives with fixed seeds, each at its own hour.

Only such are told in which no two things come close, so that a world in which everything takes
its time (machines sleep whole seconds, and a second is an hour) comes to the same end; on
whichever day of the week that world is ready.
`python -m tests.worlds.stories` draws them anew, when the grammar or its chance has changed.
"""

from dataclasses import dataclass, replace
from random import Random

from kweek.core.times import DAY, HOUR, parse_iso
from tests.grammar.predicting import predicted, told
from tests.worlds.random_lives import PARTS, Life, Short
from tests.worlds.seeds import LIVES

BEGINS = parse_iso("2027-01-18T06:00:00Z")  # a Monday
APART = HOUR // 2  # from one beginning to the next
MANY, EACH = 200, 4  # stories, and the most of one journey
TRIES = 60
WEEK = 7


@dataclass(frozen=True)
class Story:
    """A life in a journey, and when it begins."""

    life: Life
    start: int

    def later(self, days):
        """The same, so many days later."""
        return replace(self, start=self.start + days * DAY)

    def is_safe(self):
        """Whether it comes to the same end at the pace of life and at the stack's, on any day."""
        return all(self.later(day).is_safe_then() for day in range(WEEK))

    def is_safe_then(self):
        """The same, on its own day."""
        return self.life.is_safe(self.start) and all(
            told(self.life.told(self.start, part)) == told(self._at_leisure(part))
            for part in range(PARTS)
        )

    def _at_leisure(self, part):
        journeys = {self.life.name: self.life.journey}
        person = self.life.person(self.start)
        return predicted(journeys, person, self.start, always=part, quiet=False)


def stories(few=MANY):
    """All of them, or a few from everywhere."""
    seeds = [(number, seed) for number, lives in LIVES.items() for seed in lives]
    every = [_story(*one, slot) for slot, one in enumerate(seeds)]
    return every[:: MANY // few]


def journeys(told_here):
    """The journeys of these stories, as files."""
    return {story.life.name: story.life.journey for story in told_here}


def _story(number, seed, slot):
    journey = Short(Random(number), f"Begun {number}").journey()  # noqa: S311
    return Story(Life(number, seed, journey), BEGINS + slot * APART)


def _drawn():
    """The seeds of as many stories as are wanted, the first that are safe at their hour."""
    found, slot, number = {}, 0, 0
    while slot < MANY:
        for seed in range(TRIES):
            mine = found.get(number, ())
            if len(mine) < EACH and slot < MANY and _story(number, seed, slot).is_safe():
                found[number] = (*mine, seed)
                slot += 1
        number += 1
    return found


if __name__ == "__main__":
    print(_drawn())  # noqa: T201
