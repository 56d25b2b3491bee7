"""The drip, the hand-off and the welcome, from their first mail to their last."""

import pytest

from kweek.core.times import DAY
from tests.e2e.journeys.calendar import SLACK, there
from tests.e2e.people import Person, link, run
from tests.e2e.stack import at, until
from tests.e2e.story import story

pytestmark = pytest.mark.e2e

SALES = "sales@example.com"


def lead(stack, name, form, **fields):
    kim = Person(stack, f"{name}@example.org")
    kim.fill_in(form, first_name="Kim", company="Kaas BV", country="BE", **fields)
    return kim


def handed(kim, mail):
    """The hand-off mail of this name about them."""

    def look():
        return next(
            (
                one
                for one in kim.stack.mails(SALES)
                if one["tags"]["mail"] == mail and kim.email in one["text"]
            ),
            None,
        )

    return until(f"{mail} about {kim.email}", look, patience=kim.stack.patience)


@story
def reads_on(stack):
    """Downloads the booklet and watches the film."""
    kim = lead(stack, "reads-on", "ebook")
    kim.follow(kim.mail("ebook"))
    kim.follow(kim.mail("ebook-video"))
    kim.ended("ebook-drip", "finished")
    return kim


@story
def reads_nothing(stack):
    kim = lead(stack, "reads-nothing", "ebook")
    kim.ended("ebook-drip", "finished")
    return kim


@story
def wants_a_survey(stack):
    """Asks for a booklet, then for a visit: sales calls within the day."""
    kim = lead(stack, "wants-a-survey", "ebook")
    kim.mail("ebook")
    kim.fill_in("survey", company="Kaas BV")
    kim.ended("ebook-drip", "exited")
    asked = handed(kim, "lead-handoff")
    stack.send("POST", link(asked, "h"))
    kim.event("Handoff Accepted")
    proof = kim.mail("customer-stories")
    kim.ended("hot-lead", "finished")
    return kim, asked, proof


@story
def nobody_calls(stack):
    """Asks for a visit, and nobody takes the lead: it orders all the same."""
    kim = lead(stack, "nobody-calls", "survey")
    first, second = handed(kim, "lead-handoff"), handed(kim, "lead-waiting")
    kim.execution("hot-lead", at_step="until")
    kim.does("Order Completed", order_id="o-1")
    kim.ended("hot-lead", "exited")
    return kim, first, second


@story
def settles_in(stack):
    """Places the first sensor by the mail's own link."""
    kim = lead(stack, "settles-in", "shop-account")
    kim.does("Order Completed", order_id="o-2")
    steps = kim.mail("onboarding-first-steps")
    kim.follow(steps)
    kim.does("Sensor Online")
    kim.ended("onboarding", "finished")
    return kim, steps


@story
def leaves_it_in_its_box(stack):
    kim = lead(stack, "leaves-it", "shop-account")
    kim.does("Order Completed", order_id="o-3")
    kim.ended("onboarding", "finished")
    return kim


def test_who_downloads_and_watches_reads_a_case_and_is_never_reminded(reads_on):
    assert reads_on.mail_names[:3] == ["ebook", "ebook-video", "ebook-case"]
    assert reads_on.execution("ebook-drip", "SUCCEEDED").path == [
        "start", "deliver", "pause", "video", "case", "end",
    ]  # fmt: skip


def test_who_reads_nothing_gets_the_whole_of_it_in_five_lines(reads_nothing):
    assert reads_nothing.mail_names[:4] == ["ebook", "ebook-remind", "ebook-video", "ebook-summary"]
    assert reads_nothing.execution("ebook-drip", "SUCCEEDED").path == [
        "start", "deliver", "remind", "pause", "video", "summary", "end",
    ]  # fmt: skip


def test_a_lead_that_sales_takes_gets_other_peoples_stories_beside_the_calls(wants_a_survey):
    kim, asked, proof = wants_a_survey
    contact = kim.contact()

    assert run(contact, "ebook-drip")["exit"] == "stage sql"
    assert kim.mail_names[:2] == ["ebook", "customer-stories"]
    assert at(proof) - at(asked) >= 6 * DAY
    assert (there(at(proof)).weekday() < 5, there(at(proof)).hour >= 10) == (True, True)
    assert kim.execution("hot-lead", "SUCCEEDED").path == [
        "start", "tell", "beside", "proof", "end",
    ]  # fmt: skip


def test_a_lead_that_nobody_takes_is_asked_about_again_and_an_order_ends_it(nobody_calls):
    kim, first, second = nobody_calls

    assert DAY <= at(second) - at(first) < DAY + 2 * SLACK
    assert run(kim.contact(), "hot-lead")["exit"] == "stage customer"
    assert "customer-stories" not in kim.mail_names
    assert kim.execution("hot-lead").path == ["start", "tell", "again", "beside"]


def test_who_places_the_first_sensor_needs_no_help(settles_in):
    kim, steps = settles_in

    assert kim.mail_names == ["onboarding-welcome", "onboarding-first-steps", "onboarding-check-in"]
    assert (there(at(steps)).weekday() < 5, there(at(steps)).hour >= 9) == (True, True)
    assert run(kim.contact(), "onboarding")["goal"] is not None
    assert kim.execution("onboarding", "SUCCEEDED").path == [
        "start", "adopt", "welcome", "parcel", "first-steps", "settle", "check-in", "end",
    ]  # fmt: skip


def test_who_leaves_it_in_its_box_is_offered_a_hand(leaves_it_in_its_box):
    assert leaves_it_in_its_box.mail_names == [
        "onboarding-welcome", "onboarding-first-steps", "onboarding-help", "onboarding-check-in",
    ]  # fmt: skip
    assert leaves_it_in_its_box.execution("onboarding", "SUCCEEDED").path == [
        "start", "adopt", "welcome", "parcel", "first-steps", "help", "settle", "check-in", "end",
    ]  # fmt: skip
