"""What was asked of a simulation, and what came of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from kweek.catalogue.build import Built
from kweek.catalogue.campaigns import Campaigns
from kweek.core.contact import Contact
from kweek.core.counting import Units
from kweek.core.times import DAY, Instant
from kweek.simulation.behaviour import Behaviour
from kweek.simulation.following import Followed
from kweek.simulation.observing import Seen
from kweek.testing.virtual_world import VirtualWorld

#: How many people live in one world. Nobody meets anybody, so each story is the same in a small
#: world, and takes a tenth less time: what few people hold stays near the processor. With fewer
#: the making of their worlds would count.
TOGETHER = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many people, for how long, and which of all possible futures."""

    contacts: int
    days: int
    seed: int
    together: int = TOGETHER


@dataclass(frozen=True, kw_only=True)
class Future:
    """The worlds as they stand at the end, and all that was counted while they lived."""

    asked: Asked
    campaigns: Campaigns
    behaviour: Behaviour
    built: Built
    seen: Seen = field(default_factory=Seen)
    worlds: list[VirtualWorld] = field(default_factory=list)
    followed: Followed | None = None

    def with_story(self, followed: Followed | None) -> Self:
        """The same with one person who was remembered whole."""
        return replace(self, followed=followed)

    @property
    def ends(self) -> Instant:
        """The last instant."""
        return Instant(self.behaviour.starts + self.asked.days * DAY)

    @property
    def contacts(self) -> Iterator[Contact]:
        """Everybody as they are at the end."""
        return (contact for world in self.worlds for contact in world.contacts)

    @cached_property
    def counted(self) -> Units:
        """The report's units."""
        return _together(world.items.counted for world in self.worlds)

    @cached_property
    def moves(self) -> Units:
        """How many went from a journey's step to another: `(journey, from, to)`."""
        return _together(world.machines.moves for world in self.worlds)


def _together(parts: Iterator[Units]) -> Units:
    whole: Units = Counter()
    for part in parts:
        whole.update(part)
    return whole
