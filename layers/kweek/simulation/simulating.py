"""Runs one simulation: the compiled campaigns, made-up people, and so many days."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kweek.catalogue.build import Built, build
from kweek.catalogue.campaigns import Campaigns
from kweek.core.times import DAY, Instant
from kweek.simulation.behaviour import Behaviour
from kweek.simulation.chance import Chance
from kweek.simulation.following import Followed
from kweek.simulation.observing import Observed
from kweek.simulation.people import People
from kweek.simulation.reacting import Reactions
from kweek.simulation.vocabulary import Words
from kweek.testing.mailbox import Mail
from kweek.testing.virtual_world import Conditions, VirtualWorld

#: How long the past is kept in memory; what decisions ask for stays with the contact.
REMEMBERED = 30 * DAY

Tell = Callable[[int], None]  # so many days are over


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many people, for how long, and which of all possible futures."""

    contacts: int
    days: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Future:
    """What came of it: the world as it stands at the end, and all that was counted."""

    asked: Asked
    campaigns: Campaigns
    behaviour: Behaviour
    built: Built
    world: VirtualWorld
    observed: Observed
    reactions: Reactions
    followed: Followed | None = None


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
    conditions = Conditions(lasting=REMEMBERED)
    world = VirtualWorld(built, asked.seed, behaviour.starts, conditions)
    world.mailbox.tells = ("Delivery",)  # that SES has a mail is told by its answer already
    chance, words = Chance(asked.seed), Words.of(campaigns)
    observed = Observed(world, Instant(behaviour.starts))
    reactions = Reactions(world, built, behaviour, words, chance)
    observed.watch()
    world.mailbox.readers.append(reactions.read)
    world.mailbox.readers.append(_noting(observed, reactions))
    followed = Followed(world, follow) if follow is not None else None
    if followed:
        followed.watch()
    People(world, built.forms, behaviour, words, chance).come(asked.contacts, asked.days)
    for day in range(1, asked.days + 1):
        world.run_until(Instant(behaviour.starts + day * DAY))
        tell(day)
    observed.end()
    return Future(
        asked=asked,
        campaigns=campaigns,
        behaviour=behaviour,
        built=built,
        world=world,
        observed=observed,
        reactions=reactions,
        followed=followed,
    )


def _noting(observed: Observed, reactions: Reactions) -> Callable[[Mail], None]:
    def note(mail: Mail) -> None:
        if mail.to_owner and reactions.is_handoff(mail):
            observed.handed_over()

    return note
