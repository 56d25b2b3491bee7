"""What the table promises: versions, claims and joins in one piece, marks and rows that stand."""

from dataclasses import replace
from itertools import count

import pytest

from kweek.core.contact import Contact
from kweek.core.effects import KeepToken, LedgerRow, Mark, Record
from kweek.core.identity import Plan
from kweek.shell.protocols import ContactChanged

NUMBERS = count(1)


@pytest.fixture
def ada():
    """Somebody whom no other test knows."""
    return Contact(f"ada-{next(NUMBERS)}")


def stored(place, contact, **fields):
    after = replace(contact, version=contact.version + 1, **fields)
    place.contacts.commit(contact, after)
    return after


def row(contact, state, send="s"):
    return LedgerRow(contact.id, send, state, "welcome", "drip", "deliver", "run", 5)


def test_a_version_is_committed_once(place, ada):
    first = stored(place, ada, stage="mql")

    with pytest.raises(ContactChanged):
        stored(place, ada, stage="sql")
    second = stored(place, first, stage="customer")
    with pytest.raises(ContactChanged):
        stored(place, first, stage="disqualified")

    assert place.contacts.load(ada.id) == second
    assert place.contacts.known(f"{ada.id}-no") is None


def test_g4_an_address_is_claimed_once_with_all_that_belongs_to_it_or_nothing(place, ada):
    address, visitor = f"{ada.id}@example.org", stored(place, Contact(f"visitor-{ada.id}"))
    plan = Plan(ada, join=visitor, claim_address=address, claim_user=f"user-{ada.id}")
    mine = plan.carried_out(ada)
    place.contacts.join(plan, ada, mine)
    other, past = Contact(f"other-{ada.id}"), stored(place, Contact(f"past-{ada.id}"))

    late = Plan(other, join=past, claim_address=address, claim_user=f"late-{ada.id}")
    with pytest.raises(ContactChanged):
        place.contacts.join(late, other, late.carried_out(other))

    assert place.contacts.owner(address) == mine
    assert place.contacts.load(visitor.id) == place.contacts.load(f"user-{ada.id}") == mine
    assert place.contacts.known(other.id) is None
    assert place.contacts.known(f"late-{ada.id}") is None
    assert place.contacts.load(past.id) == past


def test_a_past_that_somebody_adds_to_is_not_joined(place, ada):
    visitor = stored(place, Contact(f"visitor-{ada.id}"))
    stored(place, visitor, stage="mql")
    plan = Plan(ada, join=visitor)

    with pytest.raises(ContactChanged):
        place.contacts.join(plan, ada, plan.carried_out(ada))

    assert place.contacts.known(ada.id) is None


def test_who_has_become_somebody_else_takes_no_commit_of_their_own(place, ada):
    visitor = stored(place, Contact(f"visitor-{ada.id}"))
    plan = Plan(ada, join=visitor)
    place.contacts.join(plan, ada, plan.carried_out(ada))

    for read in (visitor, Contact(visitor.id)):
        with pytest.raises(ContactChanged):
            stored(place, read)


@pytest.mark.parametrize(
    ("reasons", "block"),
    [
        (["unsubscribed", "bounced"], "bounced"),
        (["complained", "bounced", "unsubscribed"], "complained"),
        (["bounced", "unsubscribed"], "bounced"),
        (["bounced", "complained"], "complained"),
    ],
)
def test_a_weaker_reason_leaves_a_stronger_one(place, ada, reasons, block):
    for reason in reasons:
        place.contacts.block_address(f"{ada.id}@example.org", reason)

    assert place.contacts.standing(f"{ada.id}@example.org").block == block


def test_g6_an_erased_address_is_free_again_and_stays_blocked(place, ada):
    address = f"{ada.id}@example.org"
    plan = Plan(ada, claim_address=address)
    mine = plan.carried_out(ada)
    place.contacts.join(plan, ada, mine)
    gone = replace(Contact(ada.id), version=mine.version + 1, as_of=7)
    place.contacts.erase(mine, gone, "unsubscribed")

    with pytest.raises(ContactChanged):
        place.contacts.erase(mine, gone, None)
    place.contacts.forget_address(place.contacts.hashed(address), 7)

    assert place.contacts.claim(address) == (None, 7, "unsubscribed")


def test_g1_done_marks_are_seen_at_once_and_putting_them_again_changes_nothing(place, ada):
    record = Record(ada.id, "e1", "Page Viewed", 5, 6, {"path": "/"}, counts=(("j", "", "n"),))
    for _ in range(2):
        place.items.put_record(record)
        place.items.put_mark(Mark(ada.id, "m1"))
        place.items.put_mark(Mark(ada.id, "m2", (("j", "s", "n"),)))
        place.items.put_row(row(ada, "sent"))

    causes = [f"c#{ada.id}|{key}" for key in ("e#e1", "m#m1", "m#m2", "s#s", "e#e2", "m#e1")]
    assert place.items.existing(causes) == set(causes[:4])
    [event] = place.items.under(ada.id, "e#")
    assert (event["event"], event["properties"], event["id"]) == (
        "Page Viewed",
        {"path": "/"},
        "e1",
    )
    assert place.items.existing([]) == set()


def test_g8_a_row_only_rises(place, ada):
    for state in ("held", "sent", "unknown", "failed"):
        place.items.put_row(row(ada, state))
    states = [one["state"] for one in place.items.under(ada.id, "s#")]
    raised = [place.items.raise_row(ada.id, "s", state, 9) for state in ("bounced", "delivered")]

    assert (states, raised) == (["sent"], [True, True])
    assert [one["state"] for one in place.items.under(ada.id, "s#")] == ["bounced"]


def test_what_nobody_wrote_and_what_is_unknown_must_be_told_to_the_contact(place, ada):
    nobody = place.items.raise_row(ada.id, "s", "delivered", 9)
    place.items.put_row(row(ada, "unknown"))
    unknown = place.items.raise_row(ada.id, "s", "sent", 9)
    place.items.put_row(row(ada, "sent"))

    assert (nobody, unknown) == (False, False)
    assert [one["state"] for one in place.items.under(ada.id, "s#")] == ["sent"]


def test_an_older_token_never_replaces_a_later_one(place, ada):
    for token, entered in (("second", 20), ("first", 10)):
        place.items.put_token(KeepToken(ada.id, token, "step", 0, entered))

    assert place.items.token(ada.id, 20) == "second"
    assert place.items.token(ada.id, 10) is None
    with pytest.raises(KeyError):
        place.items.token(ada.id, 30)


def test_a_mark_that_is_counted_is_never_forgotten(aws):  # noqa: ARG001 - moto answers
    from kweek.shell.aws import client  # noqa: PLC0415 - only once moto is there
    from kweek.shell.items import Items  # noqa: PLC0415
    from tests.stack import table  # noqa: PLC0415

    table.make(client("dynamodb"))
    items = Items(client("dynamodb"), table.NAME)
    items.put_mark(Mark("ada", "plain"))
    items.put_mark(Mark("ada", "counted", (("j", "", "finished"),)))

    assert {one["sk"]["S"]: "ttl" in one for one in table.items()} == {
        "m#plain": True,
        "m#counted": False,
    }
