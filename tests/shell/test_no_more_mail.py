"""An end to mail is on the address and on the contact, and on nobody else."""

import pytest

from kweek.core.contact import Contact, Erased
from kweek.core.fate import Fate
from kweek.core.identity import Plan
from kweek.core.rules import Rules
from kweek.shell.fates import Feedback, take_fate
from kweek.shell.optout import opt_out, suppress
from kweek.testing.clock import VirtualClock
from kweek.testing.contacts import MemoryContacts
from kweek.testing.items import MemoryItems

NOW = 1_800_000_000_000
OLD, NEW = "old@example.org", "new@example.org"
NAMES = ("predicates", "scores", "interests", "segments", "journeys", "links", "mails", "policy")
NO_RULES = {"schema": 1, "version": "test", "stages": [], **{name: {} for name in NAMES}}


def rules():
    return Rules.from_json(NO_RULES)


@pytest.fixture
def contacts():
    known = MemoryContacts(lambda *_: None)
    plan = Plan(Contact("ada"), claim_address=NEW)
    known.join(plan, plan.subject, plan.carried_out(plan.subject))
    return known


def fate(**said):
    given = {"send": "s", "contact": "ada", "to_owner": False, "state": "bounced"}
    given |= {"message_id": "ses-1", "address": NEW, "at": NOW + 5, "detail": "Permanent"}
    return Fate(**{**given, **said})


def feedback(contacts, told):
    clock = VirtualClock(NOW)
    return Feedback(contacts, MemoryItems(clock, lambda *_: False), clock, rules, told.extend)


def test_g5_an_opt_out_is_on_the_address_and_on_the_contact(contacts):
    opt_out(contacts, rules, "ada", NOW)

    assert contacts.standing(NEW).block == "unsubscribed"
    assert contacts.load("ada").opted_out == NOW


def test_nobody_is_made_by_opting_out(contacts):
    opt_out(contacts, rules, "nobody", NOW)

    assert contacts.load("nobody").version == 0


def test_g6_whoever_opts_out_by_an_old_mail_after_their_erasure_is_heard(contacts):
    ada = contacts.load("ada")
    gone = Erased(NOW, contacts.hashed(NEW))
    contacts.erase(ada, Contact("ada", version=2, as_of=NOW, erased=gone), None)

    opt_out(contacts, rules, "ada", NOW)

    assert contacts.standing(NEW).block == "unsubscribed"
    assert contacts.load("ada").version == 2


def test_g5_a_bounce_of_an_old_address_is_on_that_address_alone(contacts):
    suppress(contacts, rules, "ada", OLD, "bounced", NOW)
    before = contacts.load("ada").suppressed
    suppress(contacts, rules, "ada", NEW, "bounced", NOW)

    assert (contacts.standing(OLD).block, before) == ("bounced", None)
    assert contacts.load("ada").suppressed == "bounced"


def test_what_becomes_of_an_owner_s_mail_is_no_word_about_the_lead(contacts):
    told = []

    take_fate(fate(to_owner=True, address="sales@example.org"), feedback(contacts, told))

    assert contacts.standing("sales@example.org").block is None
    assert contacts.load("ada").suppressed is None
    assert [message.type for message in told] == ["settle"]


def test_g8_a_fate_that_is_faster_than_the_row_is_told_to_the_contact_and_never_ahead_of_now(
    contacts,
):
    told = []

    take_fate(fate(state="sent", detail=""), feedback(contacts, told))

    [settle] = told
    assert (settle.type, settle.properties["state"], settle.at) == ("settle", "sent", NOW)
