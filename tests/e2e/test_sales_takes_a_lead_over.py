"""A lead gets hot: out of the drip in the middle of its wait, and over to sales."""

import re

import pytest

from tests.e2e.people import Person, events, link, run
from tests.e2e.stack import at, until
from tests.e2e.story import story

pytestmark = pytest.mark.e2e

JORIS = "joris@example.com"  # the owner of Dutch leads, by policy.yaml


@story
def handed_over(stack):
    """A booklet, its download and some pages add up; Joris looks at the mail, then says yes."""
    ada = Person(stack, "hot@example.org")
    ada.visit("/cases/dairy", name="A dairy")
    ada.fill_in("ebook", first_name="Ada", company="Zuivel Noord", country="NL")
    ada.follow(ada.mail("ebook"))
    ada.event("File Downloaded", file="ebook.pdf")
    ada.execution("ebook-drip", at_step="pause")
    ada.visit("/video/three-leaks")
    ada.visit("/pricing", name="What it costs")
    ada.ended("ebook-drip", "exited")
    asked = until("the hand-off", lambda: _about(stack, ada))
    way = link(asked, "h")
    looked = stack.send("GET", way)
    before = ada.contact()
    done = [stack.send("POST", way) for _ in range(2)]
    accepted = ada.event("Handoff Accepted")
    ada.execution("hot-lead", at_step="until")
    return ada, asked, looked, before, done, accepted


def _about(stack, lead):
    return next((mail for mail in stack.mails(JORIS) if lead.email in mail["text"]), None)


def test_the_hand_off_tells_sales_who_it_is_how_warm_about_what_and_what_they_did(handed_over):
    _, asked, *_ = handed_over

    assert asked["tags"]["mail"] == "lead-handoff"
    assert re.search(r"Please call: Ada of Zuivel Noord \(score \d+\)", asked["subject"])
    for part in (asked["html"], asked["text"]):
        for said in ("Zuivel Noord", "Prices", "Experience of others", "/pricing", "ebook.pdf"):
            assert said in part
    assert int(re.search(r"score (\d+)", asked["subject"])[1]) >= 50


def test_looking_at_the_hand_off_accepts_nothing(handed_over):
    _, _, looked, before, *_ = handed_over

    assert (looked.status, '<form method="post">' in looked.text) == (200, True)
    assert events(before, "Handoff Accepted") == []


def test_the_hand_off_is_accepted_by_its_link_once_and_the_journey_goes_on(handed_over):
    ada, asked, _, _, done, accepted = handed_over
    contact = ada.contact()

    assert [answer.status for answer in done] == [200, 200]
    assert len(events(contact, "Handoff Accepted")) == 1
    assert at(accepted) >= at(asked)
    assert ada.execution("hot-lead").path[:3] == ["start", "tell", "beside"]
    assert run(contact, "hot-lead")["step"] == "beside"


def test_a_hot_lead_leaves_the_drip_in_the_middle_of_its_wait(handed_over):
    ada, *_ = handed_over
    contact = ada.contact()

    assert contact["stage"] == "sql"
    assert run(contact, "ebook-drip")["exit"] == "stage sql"
    assert run(contact, "ebook-drip")["goal"] is not None
    assert ada.execution("ebook-drip").status == "ABORTED"
    assert ada.mail_names == ["ebook"]


def test_a_notice_to_sales_is_no_mail_to_the_contact(handed_over):
    ada, *_ = handed_over

    assert [send["mail"] for send in ada.contact()["sends"]] == ["ebook"]
