"""The world of one story: everybody in it shares its journeys, its mail and its time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from kweek.core.times import Instant, as_datetime
from kweek.stories.chronicle import Chronicle
from kweek.stories.dates import duration_of, instant_of, shown
from kweek.stories.person import Person
from kweek.stories.playbook import Playbook
from kweek.stories.story import Story
from kweek.testing.virtual_world import START, VirtualWorld


class World:
    """Compiled campaigns, the people they are for, and a clock that only the story moves.

    It begins on Friday 15 January 2027, 09:00 in Amsterdam, unless it `begins` at another date.
    The same story always comes to the same end. `virtual` is the virtual world below it.
    """

    def __init__(self, playbook: Playbook, begins: Instant = START) -> None:
        self.playbook, self.zone = playbook, playbook.zone
        self.people: list[Person] = []
        self._begin(begins)

    # -- who and what

    def person(
        self,
        email: str = "",
        *,
        traits: dict[str, Any] | None = None,
        consent: str | Sequence[str] = (),
        known: bool = True,
    ) -> Person:
        """Somebody new: an address, traits, and the topics they have said yes to.

        With `known=False` they are a visitor whom nobody knows until they post a form; what
        their traits say, they fill in there.

        Raises ValueError for a topic that policy.yaml does not have, or an address that
        somebody in this story has already.
        """
        address = email or f"person-{len(self.people) + 1}@example.org"
        if any(one.email == address for one in self.people):
            msg = f"{address} is in this story already"
            raise ValueError(msg)
        topics = [consent] if isinstance(consent, str) else list(consent)
        unknown = sorted(set(topics) - self.playbook.rules["policy"]["topics"].keys())
        if unknown:
            msg = f"policy.yaml has no topic '{unknown[0]}'"
            raise ValueError(msg)
        one = Person(self, address, dict(traits or {}))
        self.people.append(one)
        if known:
            one.introduces_themselves(topics)
        return one

    def journey(self, name: str) -> Story:
        """A story about a journey; raises ValueError when no journey has this name."""
        if name not in self.playbook.rules["journeys"]:
            names = ", ".join(sorted(self.playbook.rules["journeys"]))
            msg = f"no journey is called '{name}'; there are {names}"
            raise ValueError(msg)
        return Story(self, name)

    # -- time

    @property
    def now(self) -> datetime:
        """The present moment, in the firm's zone."""
        return as_datetime(self.virtual.now()).astimezone(self.zone)

    def begins(self, date: str) -> Self:
        """Let the story begin at a date (`2026-11-02 10:00`); only before anybody is in it."""
        if self.people:
            msg = "say when a story begins before there is anybody in it"
            raise ValueError(msg)
        self._begin(instant_of(date, self.zone))
        return self

    def advance(self, duration: str) -> Self:
        """Let time pass (`3d`, `36h`), and let happen what is due by then.

        Silence is known only some minutes after a wait's deadline. Those minutes pass as well
        when a deadline has come: after `advance("3d")` a mail for those who were silent for
        three days is there.
        """
        return self._on_to(Instant(self.virtual.clock.ms + duration_of(duration)))

    def until(self, date: str) -> Self:
        """Let time pass until a date (`2027-02-11 15:00`), and let happen what is due by then.

        Raises ValueError when that is past.
        """
        at = instant_of(date, self.zone)
        if at < self.virtual.clock.ms:
            msg = f"{date} is past: it is {shown(self.virtual.clock.ms, self.zone)} already"
            raise ValueError(msg)
        return self._on_to(at)

    def next_thing(self, latest: Instant) -> bool:
        """Let the next thing happen, if one is to happen by `latest`; whether there was one."""
        at = self.virtual.timers.next_at()
        if at is None or at > latest:
            return False
        self.virtual.run_until(Instant(max(at, self.virtual.clock.ms)))
        return True

    # -- the switch

    def pauses(self, journey: str = "*") -> Self:
        """Somebody holds a journey's mail back (`kweek pause`), or that of all."""
        self.virtual.pauses(journey)
        return self

    def resumes(self) -> Self:
        """All mail may go again (`kweek resume --all`)."""
        self.virtual.resumes()
        self.virtual.run()
        return self

    # -- inside

    def _begin(self, at: Instant) -> None:
        self.virtual = VirtualWorld(self.playbook, start=at)
        self.chronicle = Chronicle(self.virtual.clock)
        self.virtual.items.streams.append(self.chronicle.noted)

    def _on_to(self, at: Instant) -> Self:
        self.virtual.run_until(at)
        while (later := self._silence(at)) is not None:
            self.virtual.run_until(later)
        return self

    def _silence(self, at: Instant) -> Instant | None:
        """When the next wait closes whose deadline has come by `at`."""
        waits = [
            run.wait
            for one in self.people
            for run in one.contact.enrolments.values()
            if run.wait is not None and run.wait.claimed is None and run.wait.deadline <= at
        ]
        closes = (wait.closes for wait in waits if wait.closes > self.virtual.clock.ms)
        return min(closes, default=None)
