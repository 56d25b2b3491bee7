"""Runs one simulation: the compiled campaigns, made-up people, and so many days."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from kweek.catalogue.build import Built, build
from kweek.catalogue.campaigns import Campaigns
from kweek.core.times import DAY, Instant
from kweek.simulation.behaviour import Behaviour
from kweek.simulation.chance import Chance
from kweek.simulation.following import Followed
from kweek.simulation.future import Asked, Future
from kweek.simulation.observing import Observer
from kweek.simulation.people import People
from kweek.simulation.reacting import Reactions
from kweek.simulation.vocabulary import Words
from kweek.testing.mailbox import Mail
from kweek.testing.virtual_world import Conditions, VirtualWorld

#: How long the past is kept in memory; what decisions ask for stays with the contact.
REMEMBERED = 30 * DAY

Tell = Callable[[int], None]  # so many people have lived


def simulated(
    root: Path,
    campaigns: Campaigns,
    behaviour: Behaviour,
    asked: Asked,
    tell: Tell,
    follow: int | None = None,
) -> Future:
    """Let so many people live so many days; `follow` is the number of one to remember whole."""
    with TemporaryDirectory() as out:  # templates are not needed: nobody reads these mails
        built = build(root, Path(out), Path(out), stage=None)
    return lived(campaigns, built, behaviour, asked, tell, follow)


def lived(
    campaigns: Campaigns,
    built: Built,
    behaviour: Behaviour,
    asked: Asked,
    tell: Tell,
    follow: int | None = None,
) -> Future:
    """The same, of campaigns that are compiled already."""
    future = Future(asked=asked, campaigns=campaigns, behaviour=behaviour, built=built)
    words, followed = Words.of(campaigns), None
    for first in range(1, asked.contacts + 1, asked.together):
        numbers = range(first, min(first + asked.together, asked.contacts + 1))
        world, observer = _begun(future, numbers, words)
        if follow is not None and follow in numbers:
            followed = Followed(world, follow)
            followed.watch()
        world.run_until(future.ends)
        observer.end()
        future.worlds.append(world)
        tell(numbers[-1])
    return future.with_story(followed)


def _begun(future: Future, numbers: range, words: Words) -> tuple[VirtualWorld, Observer]:
    """A world in which the people with these numbers are to come."""
    asked, behaviour, built = future.asked, future.behaviour, future.built
    world = VirtualWorld(built, asked.seed, behaviour.starts, Conditions(lasting=REMEMBERED))
    world.mailbox.tells = ("Delivery",)  # that SES has a mail is told by its answer already
    chance = Chance(asked.seed)
    observer = Observer(world, Instant(behaviour.starts), future.seen)
    reactions = Reactions(world, built, behaviour, words, chance)
    observer.watch()
    world.mailbox.readers.append(reactions.read)
    world.mailbox.readers.append(_noting(observer, reactions))
    People(world, built.forms, behaviour, words, chance).come(numbers, asked.days)
    return world, observer


def _noting(observer: Observer, reactions: Reactions) -> Callable[[Mail], None]:
    def note(mail: Mail) -> None:
        if mail.to_owner and reactions.is_handoff(mail):
            observer.handed_over()

    return note
