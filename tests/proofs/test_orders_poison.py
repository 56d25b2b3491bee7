"""G3: one message that nobody can handle ends as a dead letter by itself; the others are done once.

In each place of a batch, by the real handlers; and in a stream of ten thousand.
"""

from collections import Counter

import pytest

from kweek.catalogue.build import build
from kweek.core.times import DAY, HOUR
from kweek.testing.queues import MOST_RECEIVES
from tests.proofs.lives import Life
from tests.proofs.townspeople import Townspeople
from tests.stack import campaign
from tests.stack.kweek_stack import BATCH, PAGES, ROOT, Stack

POISON = "nobody can read this"
QUEUES = ("events.fifo", "orders", "steps", "mails", "feedback")
PLACES = 10


@pytest.fixture
def stack(aws, the_secret, tmp_path):  # noqa: ARG001 - functions ask for it
    return Stack(aws, campaign.write(tmp_path / "campaigns"), tmp_path / "content")


class Planting:
    """Puts poison into a place of the first whole batch of each queue, and looks on."""

    def __init__(self, queues, place):
        self.queues, self.place, self.planted = queues, place, set()
        self._batch, queues.batch = queues.batch, self.batch
        queues.dead = {name: [] for name in queues.dead}
        queues.handed = {name: [] for name in queues.handed}

    def batch(self, name, size):
        waiting = self.queues.waiting(name)
        if name in QUEUES and name not in self.planted and len(waiting) >= size - 1:
            self.planted.add(name)
            self.queues.put(name, POISON, f"poison {self.place}" if name == "events.fifo" else None)
            waiting.insert(self.place % size, waiting.pop())
        return self._batch(name, size)

    def over(self):
        self.queues.batch = self._batch


def round_of(stack, place, *, poisoned):
    """Ten people ask and begin a trial at once; how often each queue handed something out."""
    planting = Planting(stack.queues, place if poisoned else 0)
    planting.planted = set() if poisoned else set(QUEUES)
    people = [f"person-{place}-{poisoned}-{n}" for n in range(10)]
    for one in people:
        stack.posts_form("ebook", f"{one}@example.org", f"form-{one}", anonymous_id=one)
    for one in people:
        stack.happens(f"trial-{one}", event="Trial Started", anonymous_id=one)
    for name in QUEUES:  # each until it is empty, so that the next has whole batches
        while stack.consume(name):
            pass
    stack.run()
    planting.over()
    handed = {name: len(found) for name, found in stack.queues.handed.items()}
    return people, planting.planted, handed


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_g3_poison_in_each_place_of_a_batch_leaves_the_others_done_once(stack, proven):
    people, _, usual = round_of(stack, 0, poisoned=False)
    seen = Counter()
    for place in range(PLACES):
        people, planted, handed = round_of(stack, place, poisoned=True)

        dead = {name: found for name, found in stack.queues.dead.items() if found}
        assert planted == set(QUEUES)
        assert dead == {name: [POISON] for name in QUEUES}
        # Each message but the poison was handed over once, as when there was none.
        extra = {name: MOST_RECEIVES if name in QUEUES else 0 for name in usual}
        assert handed == {name: usual[name] + extra[name] for name in usual}
        for one in people:
            address = f"{one}@example.org"
            told = Counter(stack.told(address))
            assert stack.mails(address) == ["welcome"]
            assert stack.rows(address) == {"welcome": "delivered"}
            assert (told["Form Submitted"], told["Trial Started"]) == (1, 1)
            runs = stack.contact(address).enrolments.values()
            assert sorted((run.journey, run.step) for run in runs) == [
                ("drip", "deliver"),
                ("trial", "use"),
            ]
        seen["poison"] += sum(map(len, dead.values()))
        seen["others"] += sum(handed.values()) - MOST_RECEIVES * len(dead)
    sizes = ", ".join(f"{name} {BATCH.get(name, 10)}" for name in QUEUES)
    proven(
        "poison in each place of a batch (real handlers)",
        f"{seen['poison']} messages of poison among {seen['others']:,} (batches: {sizes}): each"
        " alone in its dead-letter queue after 5 receipts, every other handed over once",
    )


@pytest.mark.slow
def test_g3_what_is_behind_poison_of_the_same_sender_is_done_once_after_it(stack):
    """The later ones of its group return with it, and the others stand."""
    for one in ("a", "b", "c"):
        stack.happens(f"before-{one}", event="Feature Used", anonymous_id=one)
    stack.happens("trial", event="Trial Started", user_id="b-2")
    group = stack.queues.waiting("events.fifo")[1].group_id
    stack.queues.put("events.fifo", POISON, group)
    stack.happens("after-b", event="Feature Used", anonymous_id="b")
    stack.happens("after-c", event="Feature Used", anonymous_id="c")

    stack.run()

    assert stack.queues.dead["events.fifo"] == [POISON]
    handed = Counter(
        body["id"] for body in stack.queues.handed["events.fifo"] if isinstance(body, dict)
    )
    assert handed == {
        "before-a": 1,
        "before-b": 1,
        "before-c": 1,
        "trial": 1,
        "after-b": MOST_RECEIVES,
        "after-c": 1,
    }


class Spoilt(Life):
    """A world without other troubles, in which one message, by its number, is of no use."""

    def __init__(self, content, number):
        super().__init__(content, troubled=False)
        self.number, self.handed = number, Counter()

    def hand_over(self, message):
        self.handed[message.number] += 1
        if message.number == self.number:
            self.laws.excused.update(self._named(message))
            self._give_up(message)
        else:
            super().hand_over(message)


def stream(content, number, people, days):
    """Many messages, one of which nobody can handle."""
    world = Spoilt(content, number)
    Townspeople(world, people, days, seed=1)
    world.advance(days * DAY)
    world.advance(HOUR)
    return world


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "place",
    [
        pytest.param(2_345, marks=pytest.mark.slow),
        *(pytest.param(one, marks=pytest.mark.night) for one in (1, 5_000, 9_999)),
    ],
)
def test_g3_one_poison_in_ten_thousand_is_one_dead_letter(tmp_path, place, proven):
    content = build(ROOT / "campaigns", PAGES, tmp_path)

    world = stream(content, place, people=220, days=150)

    others = Counter(n for number, n in world.handed.items() if number != place)
    assert [letter.number for letter in world.queues.dead] == [place]
    assert world.handed[place] == MOST_RECEIVES
    assert world.queues.sent >= 10_000
    assert others == {1: world.queues.sent - 1}
    assert world.laws.breaches == []
    [dead] = world.queues.dead
    proven(
        f"one message of poison in a stream, the {place:,}th",
        f"of {dead.queue}, alone in the dead letters; {others[1]:,} others handed over once each,"
        " 0 laws broken",
    )
