"""Whoever is listed is somebody: no alias, nobody who was erased."""

from kweek.core.contact import Contact, Erased
from kweek.core.identity import Plan
from kweek.shell.aws import client
from kweek.shell.contacts import Contacts
from kweek.shell.everyone import Everyone
from tests.stack import table


def test_aliases_and_who_was_erased_are_listed_as_nobody(aws):  # noqa: ARG001 - moto answers
    dynamodb = client("dynamodb")
    table.make(dynamodb)
    contacts = Contacts(dynamodb, table.NAME, lambda: b"key")
    plan = Plan(Contact("ada"), claim_user="user")
    ada = plan.carried_out(plan.subject)
    contacts.join(plan, plan.subject, ada)
    contacts.commit(Contact("bea"), Contact("bea", version=1, erased=Erased(5)))
    everyone = Everyone(dynamodb, table.NAME)

    assert everyone.contacts(None) == ([ada], None)
    assert everyone.ids(None) == (["ada"], None)
