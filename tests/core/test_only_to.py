"""Whom a stack may mail at all: the patterns, what they hold, and what is said about it."""

import pytest
from catalogue_of import EMPTY, raw, rules
from one_step import NOW, answered, asks, run_of, running

from kweek.core.allowing import allowed
from kweek.core.contact import Contact, Given
from kweek.core.explaining import explanation
from kweek.core.holds import Hold, Standing, hold
from kweek.core.mail_asked import held_by
from kweek.core.mailing import on_mail
from kweek.core.turn import Turn

OURS = ["*@ourfirm.nl", "ada+*@example.org"]
OWNERS = {
    "sales": [{"otherwise": {"name": "Joris", "address": "Joris@OurFirm.nl"}}],
    "partner": [{"otherwise": {"name": "Wim", "address": "wim@partner.example"}}],
}
POLICY = {**EMPTY["policy"], "quiet_hours": None, "only_to": OURS, "owners": OWNERS}
RULES = rules(
    policy=POLICY,
    mails={name: {"kind": "service"} for name in ("note", "shop")} | {"hello": {"kind": "nurture"}},
)
YES = {"news": Given(1, "Yes", "ebook")}


@pytest.mark.parametrize(
    ("address", "pattern", "fits"),
    [
        ("ada@ourfirm.nl", "*@ourfirm.nl", True),
        ("ada@ourfirm.nl", "*@OurFirm.NL", True),
        ("Ada@OurFirm.nl", "ada@ourfirm.nl", True),
        ("ada@ourfirm.nl", "ad?@ourfirm.nl", False),
        ("ada@notourfirm.nl", "*@ourfirm.nl", False),
        ("ada@ourfirm.nl.example", "*@ourfirm.nl", False),
        ("ada@mail.ourfirm.nl", "*@ourfirm.nl", False),
        ("ada@mail.ourfirm.nl", "*@*.ourfirm.nl", True),
        ("ada@ourfirm.nl", "*@*.ourfirm.nl", False),
        ("ada+try@ourfirm.nl", "*+try@ourfirm.nl", True),
        ("ada@ourfirm.nl", "*+try@ourfirm.nl", False),
        ("aba@x.nl", "ab*ba@x.nl", False),
        ("abba@x.nl", "ab*ba@x.nl", True),
        ("a1b2c3@x.nl", "a*b*c*@x.nl", True),
        ("a1c2b3@x.nl", "a*b*c*@x.nl", False),
        ("ada@ourfirm.nl", "*", False),
    ],
)
def test_a_star_stands_for_anything_but_an_at_and_all_else_for_itself(address, pattern, fits):
    assert allowed(address, [pattern]) is fits


def test_without_a_word_everybody_may_be_mailed_and_with_none_nobody():
    assert (allowed("ada@example.org", None), allowed("ada@example.org", [])) == (True, False)


def test_a_pattern_of_many_stars_takes_no_time():
    assert not allowed("a" * 250 + "@x.nl", ["*a" * 60 + "*b@x.nl"])


def why(address="ada@example.org", kind="nurture", **contact):
    one = Contact("ada", address=address, consent=YES, **contact)
    return hold(one, kind, "news", None, POLICY, NOW)


@pytest.mark.parametrize("kind", ["nurture", "reaction", "service"])
def test_mail_of_every_kind_goes_only_to_those_whom_the_stack_may_mail(kind):
    assert why(kind=kind) == Hold("not allowed here")
    assert why("ada@ourfirm.nl", kind) is None


def test_what_would_hold_it_in_production_too_is_the_reason_that_is_told():
    assert why(None) == Hold("no address")
    assert why(opted_out=5) == Hold("unsubscribed")


def noticed(do="notify", **step):
    contact, message = running(), asks(do, mail="note", **step)
    return held_by(Turn(contact, RULES, NOW, "", at=NOW), message, Standing(paused={"*": NOW}))


@pytest.mark.parametrize("do", ["notify", "task", "handoff"])
def test_a_notice_goes_only_to_owners_whom_the_stack_may_mail_and_waits_for_a_pause(do):
    assert noticed(do, to="partner") == Hold("not allowed here")
    assert noticed(do, to="sales").reason == "paused"


def test_a_mail_that_may_not_go_here_is_held_for_good_and_the_journey_goes_on():
    contact = running({"address": "ada@example.org", "consent": YES})

    asked = on_mail(contact, asks("send", mail="hello"), Standing(), RULES, NOW, NOW, NOW)

    [send] = asked.decision.contact.sends.values()
    assert (asked.go, send.state, send.hold) == (False, "held", "not allowed here")
    assert (answered(asked.decision), run_of(asked.decision).status) == (["held"], "active")


def test_an_explanation_says_that_the_stack_may_not_mail_them():
    contact = Contact("ada", address="ada@example.org", consent={"nurture": YES["news"]})
    shown = explanation(contact, [], [], raw(policy=POLICY), {}, NOW)

    nothing = dict.fromkeys(("topic", "journey", "mail", "since", "until"))
    assert shown["why"]["holds"] == [{**nothing, "reason": "not allowed here"}]
    assert shown["sentences"][-1] == (
        "No mail goes to them from this stack: `only_to` does not name their address."
    )
