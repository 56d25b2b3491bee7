"""What lies on an address: who has it, what blocks it; and who may take either away."""

import pytest

from kweek.core.contact import Contact
from kweek.core.identity import Plan
from kweek.shell.aws import client
from kweek.shell.contacts import Contacts
from kweek.shell.protocols import ContactChanged
from tests.stack import table

ADDRESS = "ada@example.org"
ADA, BEA = Contact("ada"), Contact("bea")


@pytest.fixture
def contacts(aws):  # noqa: ARG001 - the table is moto's
    table.make(client("dynamodb"))
    return Contacts(client("dynamodb"), table.NAME, lambda: b"key")


def claims(contacts, who):
    plan = Plan(who, claim_address=ADDRESS)
    contacts.join(plan, who, plan.carried_out(who))
    return plan.carried_out(who)


def erases(contacts, who, at, block=None):
    contacts.erase(who, Contact(who.id, version=who.version + 1, as_of=at), block)


def test_g4_an_address_is_claimed_once(contacts):
    ada = claims(contacts, ADA)

    with pytest.raises(ContactChanged):
        claims(contacts, BEA)
    assert contacts.owner(ADDRESS) == ada


@pytest.mark.parametrize(
    ("reasons", "stands"),
    [
        (["unsubscribed", "complained"], "complained"),
        (["bounced", "complained"], "complained"),
        (["complained", "bounced"], "complained"),
        (["bounced", "unsubscribed"], "bounced"),
    ],
)
def test_g5_of_two_reasons_the_graver_stands(contacts, reasons, stands):
    for reason in reasons:
        contacts.block_address(ADDRESS, reason)

    assert contacts.standing(ADDRESS).block == stands


def test_g6_an_erasure_gives_free_no_address_that_another_has_claimed_meanwhile(contacts):
    ada = claims(contacts, ADA)
    erases(contacts, ada, 5)
    bea = claims(contacts, BEA)
    late = Contact("cy", version=1, address=ADDRESS)
    contacts.commit(Contact("cy"), late)

    with pytest.raises(ContactChanged):
        erases(contacts, late, 6)
    assert contacts.owner(ADDRESS) == bea


def test_g6_what_blocked_an_address_keeps_its_reason_when_its_owner_is_erased(contacts):
    contacts.block_address(ADDRESS, "complained")
    erases(contacts, claims(contacts, ADA), 5, "unsubscribed")

    assert contacts.claim(ADDRESS) == (None, 5, "complained")


def test_g6_a_second_sweep_forgets_an_address_that_is_free_and_no_other(contacts):
    hashed = contacts.hashed(ADDRESS)
    erases(contacts, claims(contacts, ADA), 5)
    contacts.forget_address(hashed, 4)
    kept = contacts.claim(ADDRESS)
    contacts.forget_address(hashed, 5)

    assert (kept.erased_at, contacts.claim(ADDRESS).erased_at) == (5, 0)


@pytest.mark.parametrize("since", ["claimed", "blocked"])
def test_g6_a_second_sweep_leaves_what_was_claimed_or_blocked_since(contacts, since):
    erases(contacts, claims(contacts, ADA), 5)
    if since == "claimed":
        claims(contacts, BEA)
    else:
        contacts.block_address(ADDRESS, "unsubscribed")
    contacts.forget_address(contacts.hashed(ADDRESS), 5)

    owner, erased_at, block = contacts.claim(ADDRESS)
    assert (owner is not None, erased_at, block == "unsubscribed") == (
        since == "claimed",
        5,
        since == "blocked",
    )
