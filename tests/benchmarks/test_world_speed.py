"""A contact's year in the virtual world, beside the bare decisions that it takes."""

import gc
import time

import pytest

from kweek.catalogue.build import build
from kweek.core import decide, mailing
from kweek.core.times import DAY
from kweek.shell import applying, stepping
from kweek.testing.virtual_world import Conditions, VirtualWorld
from tests.stack.kweek_stack import PAGES, ROOT
from tests.testing.crowd import Crowd

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

PEOPLE, YEAR, MONTH = 300, 365, 30
ALL = 10_000
#: Every decision about a contact is one call of one of these.
DECIDING = (
    (decide, ("on_event", "on_due", "on_look", "on_settled", "on_failed")),
    (mailing, ("on_mail", "on_accepted", "on_refused", "on_rejected")),
    (stepping, ("on_step",)),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(ROOT / "campaigns", PAGES, tmp_path_factory.mktemp("built"))


def peopled(built):
    world = VirtualWorld(built, conditions=Conditions(lasting=MONTH * DAY))
    crowd = Crowd(world, built, PEOPLE, YEAR)
    world.mailbox.readers.append(crowd.reads)
    return world


def cpu(act):
    gc.collect()
    begun = time.process_time()
    act()
    return time.process_time() - begun


def test_a_year_of_ten_thousand_costs_little_more_than_its_decisions(built, monkeypatch, figures):
    calls = []
    for module, names in DECIDING:
        for name in names:
            monkeypatch.setattr(module, name, noting(getattr(module, name), calls))
    told = {"settle": decide.on_settled, "failed": decide.on_failed}
    monkeypatch.setattr(applying, "TOLD", {**applying.TOLD, **told})
    peopled(built).advance(YEAR * DAY)
    monkeypatch.undo()

    worlds = [peopled(built) for _ in range(3)]
    whole = min(cpu(lambda one=one: one.advance(YEAR * DAY)) for one in worlds)
    bare = min(cpu(lambda: [decided(*given) for decided, given in calls]) for _ in range(3))

    ratio, many = whole / bare, ALL / PEOPLE
    part = "world"
    figures.add(
        part, "10,000 contacts, 365 days, all shipped journeys", f"{whole * many:.0f} s CPU"
    )
    figures.add(part, "decisions in them", f"{len(calls) * many:,.0f}")
    figures.add(part, "one decision, bare", f"{bare / len(calls) * 1e6:.0f} µs")
    figures.add(part, "the world, beside the bare decisions", f"{ratio:.2f} x", "≤ 2 x")
    assert ratio <= 2


def test_what_a_world_holds_does_not_grow_with_the_days(built, figures):
    world = VirtualWorld(built, conditions=Conditions(lasting=MONTH * DAY))
    crowd = Crowd(world, built, PEOPLE // 3, 2 * YEAR)
    world.mailbox.readers.append(crowd.reads)
    held = []
    for _ in range(2):
        world.advance(YEAR * DAY)
        held.append(kept(world))

    figures.add("world", "items held after one year, after two", f"{held[0]}, {held[1]}")
    assert held[1] <= 1.2 * held[0]


def kept(world):
    """Everything of the past that is still in memory."""
    items = world.items
    lying = (items.events, items.rows)
    return sum(len(one) for kind in lying for one in kind.values()) + len(world.mailbox)


def noting(real, calls):
    def noted(*given):
        calls.append((real, given))
        return real(*given)

    return noted
