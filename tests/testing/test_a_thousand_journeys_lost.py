"""G11 at size: everything but the table is lost in the middle of a thousand journeys."""

import random
from collections import Counter

import pytest

from kweek.core.ids import digest
from kweek.core.times import DAY, HOUR, MINUTE
from kweek.testing.virtual_world import START, VirtualWorld
from tests.testing.in_memory import InMemory

PEOPLE = 500  # each in two journeys, some in three
LOST = (20 * HOUR + 17 * MINUTE, 4 * DAY + 17 * MINUTE, 9 * DAY + 41 * MINUTE)


def recovers(world):
    """Look until nothing is lost any more; how many runs went on."""
    look = InMemory(None, None, None, "", "", "", world.clock, world=world).look
    found = set()
    while recovered := look().recovered:
        found |= recovered
        world.run()
    return found


def stopped(world):
    """Somebody stops all executions by hand; each is told of as broken."""
    for one in list(world.machines.executions.values()):
        world.machines.stop(one.journey, one.name, "by hand")
    world.run()


def gone(world):
    """A region is lost, and nobody tells."""
    running = [one for one in world.machines.executions.values() if one.status == "RUNNING"]
    for one in running:
        world.machines.lose(one.name)


def address(number):
    return f"person-{number}@example.org"


def acts(world, number, what):
    """Something a person does; to a mail, if they have one."""
    match what:
        case "uses":
            world.happens("Feature Used", user_id=f"user-{number}")
        case "buys":
            world.happens("Order Completed", user_id=f"user-{number}")
        case _:
            for mail in world.mails(address(number))[-1:]:
                if what == "opens":
                    world.opens(mail)
                else:
                    world.clicks(mail, "read")


def told(built, lose=None):
    """One story: what came of it, which runs were recovered, and how often each mail went."""
    world, dice = VirtualWorld(built), random.Random(5)  # noqa: S311
    for number in range(PEOPLE):
        world.posts_form("letter" if number % 3 == 0 else "ebook", address(number))
        world.happens("Trial Started", user_id=f"user-{number}")
        for _ in range(dice.randrange(4)):
            at = START + dice.randrange(1, 12 * 24) * HOUR + 30 * MINUTE
            what = dice.choice(["opens", "clicks", "uses", "buys"])
            world.at(at, lambda number=number, what=what: acts(world, number, what))
    recovered = set()
    for at in LOST:
        world.run_until(START + at)
        if lose is not None:
            lose(world)
            recovered |= recovers(world)
    world.run_until(START + 30 * DAY)
    people = [world.contact(address(number)) for number in range(PEOPLE)]
    users = [world.contacts.load(digest("user", f"user-{number}")) for number in range(PEOPLE)]
    ends = [runs(one) for one in (*people, *users)]
    sends = Counter(mail.send_id for mail in world.mails())
    mails = sorted((mail.to, mail.name) for mail in world.mails())
    return {"ends": ends, "mails": mails}, recovered, sends


def runs(contact):
    """How a contact's journeys ended, and what they wrote."""
    ended = [(run.journey, run.shown, run.exit) for run in contact.enrolments.values()]
    return sorted(ended), contact.trait("trial"), contact.trait("letter"), contact.trait("read")


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("lose", [stopped, gone])
def test_g11_each_of_a_thousand_journeys_ends_as_its_unharmed_twin(small, lose, proven):
    unharmed, _, _ = told(small)

    found, recovered, sends = told(small, lose)

    journeys = sum(len(ended) for ended, *_ in found["ends"])
    twice = sum(n > 1 for n in sends.values())
    assert journeys >= 1_000
    assert found == unharmed
    assert twice == 0
    lost = f"{journeys:,} journeys, {len(LOST)} losses, {len(recovered)} runs recovered"
    told_of = f"{lost}: all end as their twins; {sends.total()} mails, 0 twice"
    proven(f"everything but the table lost ({lose.__name__})", told_of)
