"""The life of a crowd: made-up people in all journeys, and each mail with whom it went to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.problems import ContentError, errors
from kweek.core.contact import Contact
from kweek.core.effects import Record
from kweek.core.times import DAY, Instant
from kweek.simulation.behaviour_file import read_behaviour
from kweek.simulation.chance import Chance
from kweek.simulation.people import People
from kweek.simulation.reacting import Reactions
from kweek.simulation.vocabulary import Words
from kweek.stories.chronicle import Chronicle, Note
from kweek.stories.playbook import Playbook
from kweek.testing.mailbox import Mail
from kweek.testing.virtual_world import VirtualWorld


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the crowd, as they were at a moment: when a mail went to them, or at the end."""

    world: "Life"
    contact: Contact
    at: Instant

    @property
    def email(self) -> str:
        """Their address."""
        return self.contact.address or self.contact.id

    @property
    def stage(self) -> str:
        """`lead`, `mql`, `sql`, `customer` or `disqualified`."""
        return self.contact.stage

    @property
    def segments(self) -> frozenset[str]:
        """The segments that they were in."""
        return frozenset(self.contact.segments)

    @property
    def lists(self) -> frozenset[str]:
        """The lists that they were on."""
        return frozenset(self.contact.lists)

    @property
    def journeys(self) -> frozenset[str]:
        """The journeys that they were in."""
        runs = self.contact.enrolments.values()
        return frozenset(run.journey for run in runs if run.status == "active")

    @property
    def unsubscribed(self) -> bool:
        """Whether they want no marketing mail any more."""
        return self.contact.opted_out is not None

    def trait(self, name: str) -> Any:
        """A trait's value; None when there was none."""
        return self.contact.trait(name)

    def did(self, event: str, **properties: Any) -> bool:
        """Whether this had happened to them, with these properties."""
        return any(
            one.event == event and properties.items() <= dict(one.properties).items()
            for one in self.world.events(self)
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that went to one of them, and who they were then."""

    name: str
    kind: str
    topic: str
    journey: str
    step: str
    at: Instant
    to: Somebody


@dataclass
class Life:
    """A world in which so many people have lived so many days."""

    playbook: Playbook
    virtual: VirtualWorld
    chronicle: Chronicle
    sent: list[Sent] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """The firm's time zone."""
        return self.playbook.zone

    def events(self, somebody: Somebody) -> Iterator[Record]:
        """What had happened to somebody by then."""
        for one in somebody.contact.ids:
            for note in self._notes.get(one, ()):
                if note.at <= somebody.at and isinstance(note.item, Record):
                    yield note.item

    def reads(self, mail: Mail) -> None:
        """Write down a mail, and whom it goes to."""
        if mail.to_owner:
            return
        tags, about = mail.letter.tags, self.playbook.mails[mail.name]
        own = self.playbook.rules["journeys"][tags["journey"]]["topic"]
        to = Somebody(self, self.virtual.contacts.load(mail.contact), mail.at)
        topic = about.get("topic") or own
        sent = Sent(mail.name, about["kind"], topic, tags["journey"], tags["step"], mail.at, to)
        self.sent.append(sent)

    @cached_property
    def _notes(self) -> dict[str, list[Note]]:
        """What is known of each, once all is over."""
        found: dict[str, list[Note]] = {}
        for note in self.chronicle.notes:
            found.setdefault(note.item.contact, []).append(note)
        return found


def lived(playbook: Playbook, people: int, days: int, seed: int) -> Life:
    """Let made-up people live, as behaviour.yaml says they do: the same seed, the same lives.

    Raises ContentError when that file is wrong.
    """
    campaigns = read_campaigns(playbook.folder)
    behaviour, problems = read_behaviour(playbook.folder, campaigns)
    if errors(problems):
        raise ContentError(problems)
    chance, words = Chance(seed), Words.of(campaigns)
    virtual = VirtualWorld(playbook, seed, behaviour.starts)
    life = Life(playbook, virtual, Chronicle(virtual.clock))
    virtual.items.streams.append(life.chronicle.noted)
    reactions = Reactions(virtual, playbook, behaviour, words, chance)
    virtual.mailbox.readers += [life.reads, reactions.read]
    People(virtual, playbook.forms, behaviour, words, chance).come(range(1, people + 1), days)
    virtual.run_until(Instant(behaviour.starts + days * DAY))
    return life
