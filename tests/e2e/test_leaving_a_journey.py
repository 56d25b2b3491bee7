"""Leaving in the middle of a wait, and the goal that ends one."""

import pytest

from kweek.core.times import HOUR
from tests.e2e.people import Person, events, run
from tests.e2e.stack import at
from tests.e2e.story import story

pytestmark = pytest.mark.e2e

REST = 4 * HOUR


@story
def leaver_and_stayer(stack):
    """Two take the course; the first leaves while it rests, the later one reaches its goal."""
    leaver, stayer = Person(stack, "leaver@example.org"), Person(stack, "stayer@example.org")
    leaver.asks("course")
    leaver.mail("ask")
    leaver.execution("course", at_step="rest")
    stayer.asks("course")
    leaver.does("Course Left")
    leaver.ended("course", "exited")
    first, second = stayer.mail("ask"), stayer.mail("nudge")
    stayer.execution("course", at_step="finish")
    stayer.does("Course Completed")
    cheered = stayer.mail("thanks")
    stayer.ended("course", "finished")
    return leaver, stayer, (first, second, cheered)


@story
def winner(stack):
    """Orders while the drip still waits for the download of its first mail."""
    kim = Person(stack, "winner@example.org")
    kim.fill_in("ebook", first_name="Kim")
    kim.mail("ebook")
    kim.does("Order Completed", order_id="A-1")
    kim.mail("onboarding-welcome")
    kim.execution("onboarding", at_step="until")
    return kim


def test_who_leaves_in_the_middle_of_a_wait_gets_nothing_more(leaver_and_stayer):
    leaver, stayer, _ = leaver_and_stayer
    contact = leaver.contact()

    assert leaver.mail_names == ["ask"]
    assert (run(contact, "course")["status"], run(contact, "course")["exit"]) == ("exited", "rule")
    assert leaver.execution("course").status == "ABORTED"
    assert leaver.execution("course").path == ["start", "first", "rest"]
    assert at(stayer.mail("nudge")) > at(leaver.mail("ask")) + REST


def test_the_event_that_leaves_is_followed_by_the_exit_at_once(leaver_and_stayer):
    leaver, *_ = leaver_and_stayer
    contact = leaver.contact()
    [left], [exited] = events(contact, "Course Left"), events(contact, "Journey Exited")

    assert {"what": "journey", "name": "course", "to": "exited", "reason": "rule"} in left[
        "changed"
    ]
    assert exited["at"] == left["at"]
    assert exited["properties"].items() >= {"journey": "course", "reason": "rule"}.items()


def test_a_plain_wait_lasts_as_long_as_it_says(leaver_and_stayer):
    _, _, (first, second, _) = leaver_and_stayer

    assert REST <= at(second) - at(first) < REST + HOUR


def test_the_goal_ends_its_wait_at_once_and_is_counted(leaver_and_stayer):
    _, stayer, (_, second, cheered) = leaver_and_stayer
    contact = stayer.contact()
    [completed] = events(contact, "Course Completed")

    assert run(contact, "course")["goal"] == completed["at"]
    assert at(cheered) - at(second) < 5 * HOUR
    assert stayer.execution("course").outcomes == [
        ("first", "sent"),
        ("second", "sent"),
        ("finish", "goal"),
        ("cheer", "sent"),
    ]
    assert len(events(contact, "Goal Reached", journey="course")) == 1


def test_an_order_ends_the_drip_while_it_waits_for_an_answer_and_begins_the_welcome(winner):
    contact = winner.contact()

    assert winner.mail_names == ["ebook", "onboarding-welcome"]
    assert contact["stage"] == "customer"
    assert run(contact, "ebook-drip")["exit"] == "stage customer"
    assert winner.execution("ebook-drip").status == "ABORTED"
    assert winner.execution("ebook-drip").path == ["start", "deliver"]
    assert winner.execution("onboarding").path == ["start", "adopt", "welcome", "parcel"]
    assert (contact["lists"], contact["traits"]["onboarding"]) == (
        ["customer-programme"],
        "started",
    )
