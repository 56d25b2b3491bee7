"""G1-G11 hold after every step of long lives in which one call in a hundred goes wrong."""

from collections import Counter
from functools import cache

import pytest

from kweek.catalogue.build import build
from kweek.core.times import DAY
from tests.proofs import wanderers
from tests.proofs.lives import Life
from tests.proofs.townspeople import Townspeople
from tests.proofs.wanderers import Wanderers
from tests.stack.kweek_stack import PAGES, ROOT

SES = ("silent", "refused", "rejected")
TOWNS = {"the shipped journeys": Townspeople, "the rest of the grammar": Wanderers}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """The campaigns of a town."""

    @cache
    def contents(town):
        out = tmp_path_factory.mktemp("town")
        shipped = town == "the shipped journeys"
        folder = ROOT / "campaigns" if shipped else wanderers.write(out / "campaigns")
        return build(folder, PAGES, out / "content")

    return contents


def lived(compiled, town, seed, people, days):
    """One life of a town, to its end."""
    world = Life(compiled(town), seed)
    TOWNS[town](world, people, days, seed)
    world.advance(days * DAY)
    world.ends()
    return world


def counted(world):
    """What came to pass in one life."""
    told, judged = world.told, world.laws.judged
    return Counter(
        {
            "messages": world.queues.sent,
            "commits": judged["commits"],
            "looks in peace": judged["looks in peace"],
            "mails": judged["mails"],
            "crashes": told["crashes before a call"] + told["crashes after a call"],
            "calls throttled or unanswered": told["throttled"] + told["answers lost"],
            "races": told["races"],
            "mails that SES did not plainly take": sum(told[f"SES {one}"] for one in SES),
            "messages twice": told["messages twice"],
            "pauses": told["pauses"],
            "executions lost": told["executions lost"],
            "messages of poison": sum(n for what, n in told.items() if "poison" in what),
            "answers later than the machine's timer": world.closed_early,
        }
    )


def figures(told, seeds, days):
    """The same of all lives, in one line."""
    all_of_it = sum(told, Counter())
    said = ", ".join(f"{n:,} {what}" for what, n in all_of_it.items())
    return f"{len(told) * days:,} contact-days; {said}: 0 laws broken; seeds {_said(seeds)}"


def _said(seeds):
    return ", ".join(map(str, seeds))


def test_no_law_is_broken_in_a_small_town(compiled):
    world = lived(compiled, "the shipped journeys", seed=3, people=10, days=40)

    assert world.laws.breaches == []
    assert world.told["crashes after a call"] > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("town", TOWNS)
def test_no_law_is_broken_in_fifty_thousand_contact_days(compiled, town, proven):
    seeds, people, days = (100, 103), 35, 365
    worlds = [lived(compiled, town, seed, people, days) for seed in seeds]

    assert [world.laws.breaches for world in worlds] == [[], []]
    if TOWNS[town] is Wanderers:  # of whom nothing comes late, so that nothing may sleep on
        assert [world.laws.judged["late events that woke nothing"] for world in worlds] == [0, 0]
    told = [counted(world) for world in worlds]
    proven(f"a shorter life of {town}", figures(told, seeds, people * days))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("town", TOWNS)
def test_one_seed_goes_wrong_in_the_same_way_to_the_byte(compiled, town, proven):
    first, second = (lived(compiled, town, seed=7, people=40, days=120) for _ in range(2))

    assert first.fingerprint() == second.fingerprint()
    assert first.fingerprint() != lived(compiled, town, 8, people=40, days=120).fingerprint()
    proven(f"one seed told twice, {town}", f"the same to the byte: {first.fingerprint()}; seed 7")


@pytest.mark.night
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("town", "seeds", "people"),
    [
        ("the shipped journeys", range(6), 350),
        ("the shipped journeys", range(6, 12), 350),
        ("the rest of the grammar", range(6), 120),
        ("the rest of the grammar", range(6, 12), 120),
    ],
)
def test_no_law_is_broken_in_a_million_contact_days(compiled, town, seeds, people, proven):
    told = []
    for seed in seeds:
        world = lived(compiled, town, seed, people, 365)
        assert world.laws.breaches == [], f"seed {seed}"
        told.append(counted(world))

    proven(f"a long life of {town}, from seed {min(seeds)}", figures(told, seeds, people * 365))
