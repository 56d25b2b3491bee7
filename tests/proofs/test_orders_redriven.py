"""Any message of a story may come again, at once or weeks later; or as a dead letter, redriven.

G3: either nobody could handle it, or it was handled and came again all the same, five times.
When it is redriven, a month later, its done mark has been forgotten.
"""

from collections import Counter
from functools import partial

import pytest

from kweek.catalogue.build import build
from kweek.core.times import DAY, HOUR, MINUTE
from tests.proofs.lives import Life
from tests.stack import campaign
from tests.stack.kweek_stack import PAGES

ADA, BOB, CEES = "ada@example.org", "bob@example.org", "cees@example.org"
CLICKED = ("welcome", "dutch")
MONTH = 31 * DAY


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    out = tmp_path_factory.mktemp("redriven")
    return build(campaign.write(out / "campaigns"), PAGES, out / "content")


class Redriven(Life):
    """A world in which one message is given up, and redriven when `mended`."""

    def __init__(self, content, number=0, *, handled=False):
        super().__init__(content, troubled=False)
        self.number, self.handled, self.mended, self.bad = number, handled, False, None
        self.handed = Counter()
        self.mailbox.readers.append(self.read)

    def hand_over(self, message):
        self.handed[message.queue] += 1
        if message.number != self.number or self.mended:
            super().hand_over(message)
            return
        self.bad = message.queue
        if self.handled:
            super().hand_over(message)
            self.queues.failed(message)
        else:
            self.laws.excused.update(self._named(message))
            self._give_up(message)

    def read(self, mail):
        """They follow some links, and look at the other mails; sales takes every lead."""
        if mail.to_owner:
            self.at(mail.at + HOUR, lambda: self.accepts(mail))
        elif mail.name in CLICKED:
            self.at(mail.at + HOUR, lambda: self.clicks(mail, "read"))
        else:
            self.at(mail.at + HOUR, lambda: self.opens(mail))


class Twice(Redriven):
    """A world in which every message comes again, some time after it was handled."""

    def __init__(self, content, after):
        super().__init__(content)
        self.after, self.copies = after, set()

    def hand_over(self, message):
        super().hand_over(message)
        if message.number not in self.copies:
            self.at(self.now() + self.after, partial(self._comes_again, message))

    def _comes_again(self, message):
        self.copies.add(self.queues.sent + 1)
        self.queues.put(message.queue, message.body, message.group)


def lived(content, number=0, *, handled=False):
    """The story with one dead letter in it."""
    return told(Redriven(content, number, handled=handled))


def told(world):
    """The story of three people, and a month later the end of it."""
    world.posts_form("ebook", ADA, anonymous_id="a", traits={"country": "NL"})
    world.posts_form("letter", BOB, anonymous_id="b")
    world.advance(DAY)
    world.happens("Trial Started", anonymous_id="a")
    world.happens("Page Viewed", anonymous_id="b")
    world.advance(DAY)
    world.happens("Feature Used", anonymous_id="a")
    world.happens("Identified", "identify", anonymous_id="b", user_id="bob")
    world.advance(4 * DAY)
    world.happens("Prices Seen", user_id="bob")
    world.posts_form("ebook", CEES)
    world.happens("Trial Started", user_id="bob")
    world.advance(4 * DAY)
    world.posts_form("letter", CEES, traits={"country": "DE"})
    world.happens("Order Completed", anonymous_id="a")
    world.advance(8 * DAY)
    for mail in world.mails(ADA)[-1:]:
        world.unsubscribes(mail)
    world.advance(MONTH)
    world.mended = True
    world.queues.redrive()
    world.advance(MINUTE)
    world.laws.excused.clear()
    world.advance(20 * DAY)
    world.laws.last_look()
    return world


def ended(world):
    """How everybody ended, and what they were sent."""
    people = [world.contact(address) for address in (ADA, BOB, CEES)]
    return (
        [sorted((run.journey, run.shown, run.exit) for run in one.enrolments.values())
         for one in people],
        [(one.tallies, one.stage, one.scores, one.opted_out is not None) for one in people],
        [sorted((row["mail"], row["state"]) for row in world.ledger(one)) for one in people],
        sorted((mail.to, mail.name) for mail in world.mails()),
        sorted(world.items.counted.items()),
    )  # fmt: skip


def check(content, numbers):
    """Redrive each of these messages in both ways; how many of each queue."""
    plain, seen = ended(lived(content)), Counter()
    for number in numbers:
        again = lived(content, number, handled=True)
        assert again.laws.breaches == [], number
        assert ended(again) == plain, (number, again.bad)
        late = lived(content, number)
        assert late.laws.breaches == [], (number, late.bad)
        assert (again.queues.dead, late.queues.dead) == ([], [])
        seen[late.bad] += 1
    return seen


@pytest.mark.parametrize(
    "after",
    [0, *(pytest.param(one, marks=pytest.mark.slow) for one in (HOUR, 3 * DAY, 29 * DAY))],
)
def test_g1_g8_a_story_whose_every_message_comes_again_ends_as_it_does(small, after, proven):
    plain = ended(lived(small))

    world = told(Twice(small, after))

    assert len(world.copies) > 70
    assert (ended(world), world.laws.breaches) == (plain, [])
    proven(
        f"every message of a story twice, {after // HOUR} hours later",
        f"{len(world.copies)} messages came again: every end the same, 0 laws broken",
    )


def test_g3_one_dead_letter_in_twenty_four_is_redriven_safely(small):
    sent = lived(small).queues.sent

    assert check(small, range(5, sent, 24)).total() >= 3


@pytest.mark.slow
def test_g3_every_message_of_a_story_is_redriven_safely(small, proven):
    sent = lived(small).queues.sent
    assert sent > 70

    seen = check(small, range(1, sent + 1))

    assert set(seen) == {"events", "steps", "mails", "orders", "feedback"}
    said = ", ".join(f"{n} of {queue}" for queue, n in sorted(seen.items()))
    proven(
        "dead letters redriven after a month",
        f"{seen.total()} messages ({said}) in two ways: 0 laws broken, 0 mails twice",
    )
