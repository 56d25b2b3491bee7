"""Whatever comes twice, late, or in another order, it comes to the same; and every law holds."""

import itertools
import random
from functools import partial

import pytest

from kweek.catalogue.build import build
from kweek.core.ids import digest
from kweek.core.incoming import Consent, Incoming
from kweek.core.times import DAY, HOUR, Instant
from kweek.testing.virtual_world import START
from tests.proofs import orders_told
from tests.proofs.lives import Life
from tests.proofs.orders_told import Story, essence
from tests.stack.kweek_stack import PAGES

ADA = "ada@example.org"
USER = digest("user", "ada")
LATER = Instant(START + 60 * DAY)


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    out = tmp_path_factory.mktemp("orders")
    return build(orders_told.write(out / "campaigns"), PAGES, out / "content")


def message(number, event, kind="track", **about):
    at = START + number * HOUR
    return Incoming(
        id=f"six-{number}", type=kind, event=event, at=at, received_at=START + DAY, **about
    )


#: Two browsers of one person; the same day's points have a cap, and one event follows another.
SIX = (
    message(1, "Prices Seen", anonymous_id="a"),
    message(2, "Page Viewed", anonymous_id="b"),
    message(3, "Identified", "identify", anonymous_id="a", user_id="ada", traits={"country": "NL"}),
    message(
        4,
        "Prices Seen",
        "identify",
        anonymous_id="b",
        user_id="ada",
        traits={"country": "DE", "language": "de"},
    ),
    message(
        5,
        "Form Submitted",
        "form",
        user_id="ada",
        address=ADA,
        properties={"form": "letter"},
        traits={"email": ADA},
        consent=Consent(("nurture",), "Yes, mail me", "letter"),
    ),
    message(6, "Feature Used", user_id="ada"),
)


def told(content, order):
    """The six, in an order, and all of them once more two days later."""
    world = Life(content, troubled=False)
    world.advance(DAY)
    for one in order:
        world.arrives(one)
        world.run()
    found = essence(world, USER, LATER)
    world.advance(2 * DAY)
    for one in order:
        world.arrives(one)
        world.run()
    again = essence(world, USER, LATER)
    world.advance(18 * DAY)
    world.laws.last_look()
    return world, found, again


def check(content, orders):
    """Every order comes to what the first one came to; how many there were."""
    seen = {"orders": 0, "mails": 0, "commits": 0}
    world, first, _ = told(content, SIX)
    mails = sorted(mail.name for mail in world.mails(ADA))
    for order in orders:
        world, found, again = told(content, order)
        assert found == first
        assert again == first
        assert sorted(mail.name for mail in world.mails(ADA)) == mails
        assert world.laws.breaches == []
        assert len(world.contacts) == 1
        seen["orders"] += 1
        seen["mails"] += len(mails)
        seen["commits"] += world.laws.judged["commits"]
    return seen


def test_g1_six_events_come_to_the_same_in_some_orders(content):
    seen = check(content, itertools.islice(itertools.permutations(SIX), 0, 720, 80))

    assert seen["orders"] == 9
    assert seen["mails"] == 9


@pytest.mark.slow
def test_g1_six_events_come_to_the_same_in_every_order(content, proven):
    seen = check(content, itertools.permutations(SIX))

    assert seen["orders"] == 720
    proven(
        "orders of six events, each told again two days later",
        f"{seen['orders']} orders, {seen['commits']:,} commits, {seen['mails']} mails:"
        " tallies, traits, scores and mails all equal, 0 laws broken",
    )


def stories(content, numbers, seed):
    """The same stories twice: plainly, and with everything that goes wrong; how both end."""
    smooth, rough = Life(content, troubled=False), Life(content, seed)
    tales = [Story(number, START + (number % 20) * HOUR) for number in numbers]
    for tale in tales:
        tale.tell(smooth)
        tale.tell(rough, random.Random(f"batches {tale.number}"))  # noqa: S311 - a story
    for world in (smooth, rough):
        world.advance(60 * DAY)
    smooth.advance(35 * DAY)
    rough.ends()
    assert smooth.laws.breaches == []
    assert rough.laws.breaches == []
    ends = partial(essence, at=LATER)
    for tale in tales:
        for one in tale.ids():
            assert ends(rough, one) == ends(smooth, one), f"story {tale.number}"
    joined = sum(len(one.aliases) for one in smooth.contacts)
    return {
        "stories": len(tales),
        "events": smooth.laws.judged["events"],
        "joins": joined,
        "crashes": rough.told["crashes before a call"] + rough.told["crashes after a call"],
        "messages twice": rough.told["messages twice"],
        "races": rough.told["races"],
    }


def figures(seen, seeds):
    said = ", ".join(f"{n:,} {what}" for what, n in seen.items())
    return f"{said}: every end equal to its smooth twin's, 0 laws broken; seeds {seeds}"


def test_g1_random_stories_come_to_the_same_some(content):
    assert stories(content, range(12), seed=3)["events"] > 50


@pytest.mark.slow
def test_g1_random_stories_come_to_the_same_many(content, proven):
    seen = stories(content, range(600), seed=3)

    proven("random stories in other batches, orders and troubles", figures(seen, "0 to 599, 3"))


@pytest.mark.night
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(4))
def test_g1_random_stories_come_to_the_same_all(content, seed, proven):
    first, last = 2_500 * seed, 2_500 * (seed + 1)
    seen = stories(content, range(first, last), seed)

    about = figures(seen, f"{first} to {last - 1}, {seed}")
    proven(f"random stories in other batches, orders and troubles, part {seed + 1}", about)
