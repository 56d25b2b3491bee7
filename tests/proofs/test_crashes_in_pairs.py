"""A worker dies, and the one that takes over dies as well, at any two calls (B2)."""

from collections import Counter
from dataclasses import replace
from itertools import count

import pytest

from kweek.catalogue.build import build
from kweek.core.times import DAY
from kweek.shell import mailing
from kweek.shell.performing import Performer
from kweek.testing.virtual_world import Conditions, VirtualWorld
from kweek.testing.watching import Crash
from tests.proofs.crashing_pairs import ADA, STORIES, Pairs, wants_the_letter
from tests.stack import campaign
from tests.stack.kweek_stack import PAGES


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = campaign.write(tmp_path_factory.mktemp("campaigns"))
    return build(folder, PAGES, tmp_path_factory.mktemp("built"))


def died_twice(pairs, every):
    """Every so many-th pair: how many there were, and what did not end as it should."""
    unlike, told, numbers = {}, 0, count()
    for first in pairs.firsts():
        chosen = [second for second in pairs.seconds(first) if next(numbers) % every == 0]
        told += len(chosen)
        wrong = {(first, second): pairs.unlike(first, second) for second in chosen}
        unlike |= {points: what for points, what in wrong.items() if what}
    return told, unlike


def test_g2_g9_a_worker_may_die_at_any_call_of_a_send(built):
    pairs = Pairs(built, STORIES["a send"])

    assert {point: what for point in pairs.firsts()[::3] if (what := pairs.unlike(point))} == {}


@pytest.mark.parametrize(
    "every",
    [
        pytest.param(31, marks=[pytest.mark.slow, pytest.mark.timeout(600)]),
        pytest.param(1, marks=[pytest.mark.night, pytest.mark.timeout(3600)]),
    ],
)
@pytest.mark.parametrize("story", STORIES)
def test_g2_g9_two_workers_may_die_at_any_two_calls(built, story, every, proven):
    pairs = Pairs(built, STORIES[story])

    told, unlike = died_twice(pairs, every)

    assert unlike == {}
    sampled = ", sampled" if every > 1 else ""
    proven(
        f"two deaths in one story{sampled}: {story}",
        f"{told:,} pairs at {len(pairs.calls)} calls; 0 lost, 0 double, ends equal",
    )


def test_g3_what_kills_each_of_its_workers_is_a_dead_letter_and_its_machine_goes_on(built):
    """Nobody is left to answer `failed`: the step's own timer ends it, as silence would."""
    mended = []

    def kills(call, side):
        if not mended and (str(call), side) == ("mails contacts.standing", "before"):
            raise Crash

    world = VirtualWorld(built, conditions=Conditions(watch=kills, forgiving=True))
    wants_the_letter(world)
    world.advance(2 * DAY)
    dead = [letter.queue for letter in world.queues.dead]
    [execution] = world.machines.executions.values()
    assert (dead, execution.state, world.mails()) == (["mails"], "pause", [])

    mended.append(True)
    world.queues.redrive()
    world.advance(9 * DAY)

    [run] = world.contact(ADA).enrolments.values()
    assert [mail.name for mail in world.mails()] == ["letter"]
    assert (run.status, execution.status, world.queues.dead) == ("finished", "SUCCEEDED", [])


# -- what the harness would see, if it were so


@pytest.mark.slow
def test_what_is_made_good_too_seldom_would_be_seen_when_two_workers_die(built, monkeypatch):
    """Each death alone is made good; whoever dies as they make it good leaves it undone."""
    pairs, tried = Pairs(built, STORIES["a wait answered"]), Counter()
    real = Performer.catch_up

    def twice_at_most(self, contact, done):
        left = {cause for cause in contact.outbox if cause not in done}
        tried.update(left)
        return real(self, contact, done if all(tried[one] <= 2 for one in left) else {*done, *left})

    def unlike(*points):
        tried.clear()
        return pairs.unlike(*points)

    monkeypatch.setattr(Performer, "catch_up", twice_at_most)
    alone = [point for point in pairs.firsts() if unlike(point)]
    both = ((first, second) for first in pairs.firsts() for second in pairs.seconds(first))

    assert alone == []
    assert any(unlike(*points) for points in both)


@pytest.mark.slow
def test_a_mail_that_no_commit_has_put_in_flight_would_be_seen_to_go_twice(built, monkeypatch):
    pairs, commit = Pairs(built, STORIES["a send"]), mailing.commit

    def without_sends_in_flight(world, before, decision, left):
        if any(send.state == "inflight" for send in decision.contact.sends.values()):
            decision = replace(decision, contact=replace(before, version=before.version + 1))
        return commit(world, before, decision, left)

    monkeypatch.setattr(mailing, "commit", without_sends_in_flight)
    handed_over = pairs.calls.index("mails ses.send")
    found, expected = pairs.unlike((handed_over, "after"))["twice"]

    assert (len(found), expected) == (1, [])
