"""The virtual world keeps its word: one seed, one story; nothing lives on in what was shared."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from kweek.core.ids import digest
from kweek.core.times import DAY, HOUR, MINUTE
from kweek.shell.codec import encode
from kweek.testing.asl import CannotWalk
from kweek.testing.queues import Delivery
from kweek.testing.virtual_world import Conditions, VirtualWorld
from kweek.testing.watching import Crash
from tests.testing.crowd import Crowd

ADA = "ada@example.org"
DIES = ("events orders.send", "before")


def peopled(built, people=20, days=60, seed=1, **conditions):
    world = VirtualWorld(built, seed, conditions=Conditions(**conditions))
    crowd = Crowd(world, built, people, days, seed)
    world.mailbox.readers.append(crowd.reads)
    world.advance(days * DAY)
    return world


def told(world):
    """Everything that a world came to."""
    return {
        "contacts": {one.id: (one.version, encode(one)) for one in world.contacts},
        "rows": [world.ledger(one) for one in world.contacts],
        "timelines": json.dumps([world.timeline(one) for one in world.contacts]),
        "mails": [(mail.id, mail.at, mail.to, mail.name) for mail in world.mailbox],
        "machines": {
            one.name: (one.status, one.state) for one in world.machines.executions.values()
        },
        "counted": sorted(world.items.counted.items()),
    }


def test_one_seed_tells_one_story_to_the_byte_also_in_another_process(shipped, tmp_path):
    mine = digest(repr(told(peopled(shipped, 10, 40))))
    content = {"rules": shipped.rules, "machines": shipped.machines, "mails": shipped.mails}
    (tmp_path / "built.json").write_text(json.dumps(content))

    others = {retold(tmp_path / "built.json", hash_seed) for hash_seed in ("1", "2")}

    assert others == {mine}


def retold(built, hash_seed):
    program = (
        "import json, sys; from types import SimpleNamespace as Built;"
        "from tests.testing import test_virtual_world as t;"
        "built = Built(**json.load(open(sys.argv[1])));"
        "print(t.digest(repr(t.told(t.peopled(built, 10, 40)))))"
    )
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root), str(root / "layers"), str(root / "functions")])
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": path}
    command = [sys.executable, "-c", program, str(built)]
    done = subprocess.run(  # noqa: S603 - every word of it is ours
        command, env=env, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_nothing_depends_on_a_value_being_the_very_same(shipped):
    """Through JSON and the codec, as AWS would carry it, everything ends as it does by value."""
    assert told(peopled(shipped)) == told(peopled(shipped, written=True))


def test_the_past_may_be_forgotten_without_changing_what_comes(shipped):
    all_of_it, month = peopled(shipped, days=120), peopled(shipped, days=120, lasting=30 * DAY)

    assert told(month)["contacts"] == told(all_of_it)["contacts"]
    assert month.items.counted == all_of_it.items.counted
    assert month.mailbox.taken == all_of_it.mailbox.taken > len(month.mailbox)
    assert sum(map(len, month.items.events.values())) < sum(
        map(len, all_of_it.items.events.values())
    )


@pytest.mark.parametrize(
    "delivery",
    [
        Delivery(times=2),
        Delivery(times=3, shuffled=True),
        Delivery(shuffled=True, slowest=2 * MINUTE),
    ],
)
def test_g1_g8_messages_twice_in_any_order_and_late_send_no_mail_twice_and_lose_none(
    shipped, delivery
):
    plain, rough = peopled(shipped), peopled(shipped, delivery=delivery)

    sent = [mail.send_id for mail in rough.mailbox]
    assert len(sent) == len(set(sent))
    assert sorted((mail.to, mail.name) for mail in rough.mailbox) == sorted(
        (mail.to, mail.name) for mail in plain.mailbox
    )
    assert rough.items.counted == plain.items.counted


def test_a_worker_that_dies_is_another_one_afterwards_and_its_message_comes_again(small):
    seen = []

    def watch(call, side):
        seen.append((str(call), side))
        if seen[-1] == DIES and seen.count(DIES) == 1:
            raise Crash

    world = VirtualWorld(small, conditions=Conditions(watch=watch))
    world.posts_form("ebook", ADA)
    world.advance(HOUR)

    assert seen[seen.index(DIES) + 1] == ("events contacts.load", "before")
    assert seen.count(DIES) == 2
    assert [mail.name for mail in world.mails(ADA)] == ["welcome"]


def test_g9_a_mail_whose_sender_broke_at_ses_is_never_sent_again_and_shown_unknown(small):
    world = VirtualWorld(
        small, conditions=Conditions(watch=breaks("mails ses.send"), forgiving=True)
    )
    world.posts_form("ebook", ADA)
    world.advance(HOUR)

    [row] = world.ledger(world.contact(ADA))
    assert (row["mail"], row["state"]) == ("welcome", "unknown")
    assert (world.mailbox.calls, world.queues.dead) == (0, [])


def test_g3_what_fails_for_good_is_a_dead_letter_its_run_failed_and_redriving_it_is_safe(small):
    watch = breaks("mails contacts.standing")
    world = VirtualWorld(small, conditions=Conditions(watch=watch, forgiving=True))
    world.posts_form("ebook", ADA)
    world.advance(HOUR)
    dead = [letter.queue for letter in world.queues.dead]
    watch.mended = True

    world.queues.redrive()
    world.advance(DAY)

    [run] = world.contact(ADA).enrolments.values()
    assert dead == ["mails"]
    assert (run.status, world.mails(), world.queues.dead) == ("failed", [], [])


def test_two_workers_race_for_one_contact_and_both_are_heard(small):
    """A mail's worker commits between the read and the commit of an event's."""
    raced = []

    def watch(call, side):
        if armed and (str(call), side) == ("events contacts.commit", "before") and not raced:
            [mail] = [one for one in world.queues.waiting() if one.queue == "mails"]
            raced.append(mail.queue)
            world.hand_over(world.queues.take_this(mail))

    armed, world = [], VirtualWorld(small, conditions=Conditions(watch=watch))
    world.posts_form("ebook", ADA)
    while [one.queue for one in world.queues.waiting()] != ["mails"]:
        world.hand_over(world.queues.take())
    armed.append(True)
    world.happens("Prices Seen", contact=world.contact(ADA).id)
    event = world.queues.waiting()[-1]
    world.hand_over(world.queues.take_this(event))
    world.run()

    contact = world.contact(ADA)
    assert raced == ["mails"]
    assert [mail.name for mail in world.mails(ADA)] == ["welcome"]
    assert "price-readers" in contact.segments
    assert {row["mail"]: row["state"] for row in world.ledger(contact)}["welcome"] == "delivered"


def test_without_forgiveness_a_fault_is_seen_at_once(small):
    world = VirtualWorld(small, conditions=Conditions(watch=breaks("events contacts.load")))
    world.happens(anonymous_id="v")

    with pytest.raises(OSError, match="gone"):
        world.run()


def test_a_machine_that_nobody_could_walk_is_refused_before_anything_runs(small):
    machines = {name: dict(one) for name, one in small.machines.items()}
    drip = machines["drip"]
    drip["States"] = {**drip["States"], "odd": {"Type": "Parallel", "Branches": []}}
    built = SimpleNamespace(rules=small.rules, machines=machines, mails=small.mails)

    with pytest.raises(CannotWalk, match=r"^drip\.odd: a Parallel state$"):
        VirtualWorld(built)


def test_the_past_of_a_contact_who_was_silent_for_months_is_counted_once(small):
    """Their last cause is still in the outbox when DynamoDB may have forgotten its mark."""
    world = VirtualWorld(small)
    world.posts_form("letter", ADA)
    world.advance(10 * DAY)
    counted = dict(world.items.counted)

    world.advance(100 * DAY)
    world.happens(contact=world.contact(ADA).id)
    world.run()

    assert counted["letter", "", "finished"] == 1
    assert dict(world.items.counted) == counted


class breaks:  # noqa: N801 - it reads as what it does
    """A call that fails until it is mended."""

    def __init__(self, call):
        self.call, self.mended = call, False

    def __call__(self, call, side):
        if not self.mended and (str(call), side) == (self.call, "before"):
            raise OSError("gone")
