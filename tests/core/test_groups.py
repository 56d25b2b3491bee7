"""Somebody joins an account: its id and, where they said none themselves, its name."""

import pytest
from catalogue_of import rules

from kweek.core.contact import Contact, Trait
from kweek.core.decide import on_event
from kweek.core.incoming import Incoming
from kweek.core.times import DAY

NOW = 1_000 * DAY


def joins(contact, **about):
    message = Incoming(
        id="1",
        type="group",
        event="Group Joined",
        at=NOW,
        received_at=NOW,
        contact="ada",
        properties={"groupId": "g1", **about},
        traits={"account": "g1"},
    )
    return on_event(contact, message, "c#ada|e#1", rules(), NOW)


def test_the_account_becomes_a_trait_and_its_name_the_company():
    decision = joins(Contact("ada"), traits={"name": " Initech ", "employees": 12})

    known = {"account": Trait("g1", NOW), "company": Trait("Initech", NOW)}
    assert decision.contact.traits == known
    named = [name for one in decision.decided.changed for name in one["names"]]
    assert sorted(named) == ["account", "company"]
    assert decision.decided.extra == {"event": "Group Joined"}


@pytest.mark.parametrize("at", [1, NOW + 1])
def test_a_company_that_somebody_said_themselves_stays(at):
    ada = Contact("ada", traits={"company": Trait("Ada & Co", at)})

    decision = joins(ada, traits={"name": "Initech"})

    assert decision.contact.trait("company") == "Ada & Co"
    assert decision.contact.trait("account") == "g1"


@pytest.mark.parametrize(
    "about", [{}, {"traits": "x"}, {"traits": {"name": 7}}, {"traits": {"name": " "}}]
)
def test_an_account_without_a_name_is_no_company(about):
    assert joins(Contact("ada"), **about).contact.trait("company") is None
