"""What erasing makes of a contact, whole: the tombstone, what it orders, whom it counts."""

from catalogue_of import rules

from kweek.core.contact import Contact, Erased, Send, Trait
from kweek.core.effects import Decided, LedgerRow, Mark, Order, Record
from kweek.core.enrolment import Enrolment
from kweek.core.erasing import SWEPT_AGAIN, erasure, on_erase, swept, swept_again
from kweek.core.tallies import Tally
from kweek.core.times import DAY, HOUR

NOW = 1_800_000_000_000
CAUSE = "c#ada|m#erase"
RUN = Enrolment("drip", NOW - DAY, "nurture", epoch=2, step="deliver")
SEND = Send("welcome", "drip", "deliver", "r", "inflight", NOW - 5, NOW - 5)
ADA = Contact(
    "ada",
    version=7,
    as_of=NOW - HOUR,
    address="ada@example.org",
    user_id="user",
    aliases=("visitor",),
    traits={"name": Trait("Ada", 1)},
    tallies={"p": Tally(1, 1, 1)},
    enrolments={"r": RUN, "q": Enrolment("old", 1, "nurture", "finished", left_at=9)},
    sends={
        "x": SEND,
        "y": Send("news", "drip", "more", "r", "later", NOW - 9, NOW - 9, hold="quiet hours"),
        "z": Send("thanks", "drip", "last", "r", "sent", NOW - 9, NOW - 9),
    },
    due_at=NOW + 1,
)
LEFT = {"c#ada|e#1": Decided(counts=(("drip", "", "started"),))}


def erased(contact=ADA, left=LEFT, speed=1):
    return on_erase(contact, erasure("ada", NOW), CAUSE, rules(), left, "hash", speed)


def test_nothing_is_left_but_who_to_sweep_and_when():
    assert erased().contact == Contact(
        "ada",
        version=8,
        as_of=NOW,
        aliases=("visitor",),
        due_at=NOW + SWEPT_AGAIN,
        erased=Erased(NOW, "hash", ("r", "q")),
    )


def test_runs_are_left_and_stopped_mails_closed_and_what_was_decided_is_counted():
    held, left, stopped, unknown, mark = erased().decided.effects

    assert left == Record(
        "ada", left.id, "Journey Exited", NOW, NOW,
        {"journey": "drip", "run": "r", "reason": "erased"}, (), (("drip", "", "exited"),), 1,
    )  # fmt: skip
    assert stopped == Order("stop", "ada", "r", 2, "drip")
    row = {"journey": "drip", "run": "r", "at": NOW}
    assert held == LedgerRow(
        "ada", "y", "held", mail="news", step="more", hold="journey left", **row
    )
    assert unknown == LedgerRow("ada", "x", "unknown", mail="welcome", step="deliver", **row)
    assert mark == Mark("ada", "erase", (("drip", "", "started"),))


def test_what_is_later_than_the_wish_to_be_forgotten_is_forgotten_too():
    ahead = erased(Contact("ada", version=3, as_of=NOW + 5), {})

    assert (ahead.contact.as_of, ahead.contact.erased) == (NOW + 5, Erased(NOW + 5, "hash"))
    assert ahead.decided.effects == (Mark("ada", "erase"),)


def test_the_second_sweep_is_in_machine_time():
    assert erased(speed=60).contact.due_at == NOW + 60 * SWEPT_AGAIN


def test_swept_once_it_orders_nothing_and_swept_twice_it_waits_for_nothing():
    decision = erased()
    tombstone = Contact(
        "ada", version=8, aliases=("visitor",), outbox={CAUSE: decision.decided}, due_at=9,
        erased=Erased(NOW, "hash", ("r",)),
    )  # fmt: skip

    once = swept(tombstone)
    twice = swept_again(once, once.erased)

    assert (once.version, once.outbox, once.due_at) == (9, {}, 9)
    assert twice == Contact("ada", version=10, erased=Erased(NOW, "hash"))
