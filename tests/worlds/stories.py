"""The two hundred stories: random journeys and lives with fixed seeds, each at its own hour.

Only such are told in which no two things come close, so that a world in which everything takes
its time (machines sleep whole seconds, and a second is an hour) comes to the same end.
`python -m tests.worlds.stories` draws them anew, when the grammar or its chance has changed.
"""

from dataclasses import dataclass
from random import Random

from kweek.core.times import HOUR, parse_iso
from tests.e2e.random_lives import PARTS, Life, Short
from tests.grammar.predicting import predicted, told
from tests.worlds.seeds import LIVES

BEGINS = parse_iso("2027-01-18T06:00:00Z")  # a Monday
APART = HOUR // 4  # from one beginning to the next
MANY, EACH = 200, 4  # stories, and the most of one journey
TRIES = 60


@dataclass(frozen=True)
class Story:
    """A life in a journey, and when it begins."""

    life: Life
    start: int

    def is_safe(self):
        """Whether it comes to the same end at the pace of life and at the stack's."""
        return self.life.is_safe(self.start) and all(
            told(self.life.told(self.start, part)) == told(self._at_leisure(part))
            for part in range(PARTS)
        )

    def _at_leisure(self, part):
        journeys = {self.life.name: self.life.journey}
        person = self.life.person(self.start)
        return predicted(journeys, person, self.start, always=part, quiet=False)


def stories(few=None):
    """All of them, or the first few."""
    seeds = [(number, seed) for number, lives in LIVES.items() for seed in lives]
    return [_story(*one, slot) for slot, one in enumerate(seeds[:few])]


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
