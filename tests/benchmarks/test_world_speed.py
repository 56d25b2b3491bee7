"""A year of all shipped journeys as `kweek simulate` lives it, beside the bare decisions in it."""

import gc
import time

import pytest

from kweek.catalogue.build import build
from kweek.catalogue.campaigns import read_campaigns
from kweek.core import decide, mailing
from kweek.shell import applying, stepping
from kweek.simulation.behaviour_file import read_behaviour
from kweek.simulation.future import Asked
from kweek.simulation.simulating import lived
from tests.stack.kweek_stack import PAGES, ROOT

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

PEOPLE, YEAR = 300, 365
ALL = 10_000
#: Every decision about a contact is one call of one of these.
DECIDING = (
    (decide, ("on_event", "on_due", "on_look", "on_settled", "on_failed")),
    (mailing, ("on_mail", "on_accepted", "on_refused", "on_rejected")),
    (stepping, ("on_step",)),
)


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """Lives so many days with so many people, as the command does; without its build."""
    root = ROOT / "campaigns"
    campaigns = read_campaigns(root)
    behaviour, _ = read_behaviour(root, campaigns)
    built = build(root, PAGES, tmp_path_factory.mktemp("built"))

    def lives(people, days):
        asked = Asked(contacts=people, days=days, seed=1)
        return lived(campaigns, built, behaviour, asked, lambda _: None)

    return lives


def cpu(act):
    gc.collect()
    begun = time.process_time()
    act()
    return time.process_time() - begun


def test_a_year_of_ten_thousand_costs_little_more_than_its_decisions(live, monkeypatch, figures):
    calls = []
    for module, names in DECIDING:
        for name in names:
            monkeypatch.setattr(module, name, noting(getattr(module, name), calls))
    told = {"settle": decide.on_settled, "failed": decide.on_failed}
    monkeypatch.setattr(applying, "TOLD", {**applying.TOLD, **told})
    live(PEOPLE, YEAR)
    monkeypatch.undo()

    whole = min(cpu(lambda: live(PEOPLE, YEAR)) for _ in range(3))
    bare = min(cpu(lambda: [decided(*given) for decided, given in calls]) for _ in range(3))

    ratio, many = whole / bare, ALL / PEOPLE
    part = "simulate"
    figures.add(part, "10,000 people, 365 days, all shipped journeys", f"{whole * many:.0f} s CPU")
    figures.add(part, "decisions in them", f"{len(calls) * many:,.0f}")
    figures.add(part, "one decision, bare", f"{bare / len(calls) * 1e6:.0f} µs")
    figures.add(part, "the simulation, beside the bare decisions", f"{ratio:.2f} x", "≤ 2 x")
    assert ratio <= 2


def test_what_a_simulation_holds_does_not_grow_with_the_days(live, figures):
    held = [kept(live(PEOPLE // 3, days)) for days in (YEAR, 2 * YEAR)]

    figures.add("simulate", "items held after one year, after two", f"{held[0]}, {held[1]}")
    assert held[1] <= 1.2 * held[0]


def kept(future):
    """Everything of the past that is still in memory."""
    lying = [kind for world in future.worlds for kind in (world.items.events, world.items.rows)]
    mails = sum(len(world.mailbox) for world in future.worlds)
    return sum(len(one) for kind in lying for one in kind.values()) + mails


def noting(real, calls):
    def noted(*given):
        calls.append((real, given))
        return real(*given)

    return noted
