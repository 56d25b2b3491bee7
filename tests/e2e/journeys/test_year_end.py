"""Those we lost touch with, in November: woken by news, by an offer, by nothing; and asking."""

from itertools import pairwise

import pytest

from kweek.core.times import DAY
from tests.e2e.journeys.calendar import SLACK
from tests.e2e.people import Person, run
from tests.e2e.stack import at, until
from tests.e2e.story import story

pytestmark = pytest.mark.e2e

SALES = "sales@example.com"  # the owner of those who are not Dutch, by policy.yaml
FIRST = {"year-news": "news", "year-sum": "sum"}


def quiet(stack, name):
    """Somebody who said yes to our mail once, and then heard nothing and did nothing."""
    kim = Person(stack, f"{name}@example.org")
    kim.fill_in("news", first_name="Kim", company="Kaas BV", country="BE")
    return kim


def first_of(kim):
    """The mail that chance gave them."""

    def look():
        return next((mail for mail in kim.mails if mail["tags"]["mail"] in FIRST), None)

    return until(f"the year's first mail to {kim.email}", look, patience=kim.stack.patience)


def told(kim):
    """The notice to sales about them."""

    def look():
        return next((mail for mail in kim.stack.mails(SALES) if kim.email in mail["text"]), None)

    return until(f"a notice about {kim.email}", look, patience=kim.stack.patience)


@story
def wakes(stack):
    """Opens, and looks around on the site: somebody of ours will call."""
    kim = quiet(stack, "wakes")
    kim.follow(first_of(kim), "o")
    kim.event("Email Opened")
    kim.visit("/news/this-year")
    return kim, told(kim), kim.execution("year-end", at_step="talk")


@story
def sleeps_on(stack):
    kim = quiet(stack, "sleeps-on")
    mails = [first_of(kim), kim.mail("year-offer-1"), kim.mail("year-offer-2")]
    kim.ended("year-end", "finished")
    return kim, mails


@story
def takes_an_offer(stack):
    kim = quiet(stack, "takes-an-offer")
    """Clicks, is called, and asks for a quote."""
    kim.follow(kim.mail("year-offer-1"))
    told(kim)
    path = kim.execution("year-end", at_step="talk").path
    kim.does("Quote Requested")
    kim.ended("year-end", "exited")
    return kim, path


@story
def asks_for_a_quote(stack):
    kim = quiet(stack, "asks-for-a-quote")
    first_of(kim)
    kim.does("Quote Requested")
    kim.ended("year-end", "exited")
    return kim


def path(kim):
    return kim.execution("year-end", "SUCCEEDED").path


def test_who_opens_and_acts_is_handed_to_a_person_and_hears_of_no_offers(wakes):
    kim, notice, execution = wakes
    [mail] = kim.mail_names

    assert notice["subject"] == "Back after months: Kim of Kaas BV"
    assert "/news/this-year" in notice["text"]
    assert execution.path == ["start", "which", FIRST[mail], "tell", "talk"]


def test_who_stays_silent_gets_two_offers_a_week_apart_and_then_peace(sleeps_on):
    kim, mails = sleeps_on
    first, *_ = kim.mail_names

    assert kim.mail_names == [first, "year-offer-1", "year-offer-2"]
    for earlier, later in pairwise(mails):
        assert 7 * DAY <= at(later) - at(earlier) < 7 * DAY + 2 * SLACK
    assert path(kim) == ["start", "which", FIRST[first], "offer-1", "offer-2", "end"]


def test_a_click_on_an_offer_is_for_a_person_whose_talk_may_reach_the_goal(takes_an_offer):
    kim, path = takes_an_offer
    first, *_ = kim.mail_names
    left = run(kim.contact(), "year-end")

    assert kim.mail_names == [first, "year-offer-1"]
    assert path == ["start", "which", FIRST[first], "offer-1", "tell", "talk"]
    assert (left["status"], left["goal"] is not None) == ("exited", True)


def test_who_asks_for_a_quote_has_reached_the_goal_and_leaves(asks_for_a_quote):
    left = run(asks_for_a_quote.contact(), "year-end")

    assert (left["status"], left["goal"] is not None) == ("exited", True)
    assert len(asks_for_a_quote.mail_names) == 1
