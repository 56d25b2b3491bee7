"""Opting out by a mail program's own button, bounces and complaints: what is sent after them."""

import pytest

from tests.e2e.people import Person, encoded, events, link, run
from tests.e2e.story import story

pytestmark = pytest.mark.e2e

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def opts_out(stack, email, encoding):
    """Looks at the way out by GET and HEAD, takes it by POST, and looks again; then asks again."""
    kim = Person(stack, email)
    kim.asks("trial")
    asked = kim.mail("ask")
    way_out = asked["headers"]["List-Unsubscribe"].strip("<>")
    looked = [stack.send(method, way_out) for method in ("GET", "HEAD")]
    kim.visit("/after-looking")
    kim.event("Page Viewed", path="/after-looking")
    before = kim.contact()
    content_type, body = encoded(encoding, ONE_CLICK)
    done = stack.send("POST", way_out, body, content_type=content_type)
    at_once = kim.contact()
    kim.event("Unsubscribed")
    looked += [stack.send(method, way_out) for method in ("GET", "HEAD")]
    kim.ended("trial", "exited")
    kim.fill_in("ebook", first_name="Kim")
    kim.mail("ebook")
    return looked, before, done, at_once, kim


@story
def opted_out(stack):
    return opts_out(stack, "urlencoded-out@example.org", "urlencoded")


@story
def opted_out_by_multipart(stack):
    return opts_out(stack, "multipart-out@example.org", "multipart")


def is_refused(stack, email, event):
    """Gets a mail that never arrives well; then the journey goes on, and a booklet is asked for."""
    kim = Person(stack, email)
    kim.asks("trial")
    kim.mail("ask")
    kim.event(event)
    kim.fill_in("ebook", first_name="Kim")
    kim.ended("ebook-drip", "exited")
    kim.ended("trial", "exited")
    return kim


@story
def bounced(stack):
    return is_refused(stack, "bounce+trial@simulator.amazonses.com", "Email Bounced")


@story
def complained(stack):
    return is_refused(stack, "complaint+trial@simulator.amazonses.com", "Email Marked as Spam")


@pytest.fixture(params=["opted_out", "opted_out_by_multipart"])
def out(request, opted_out, opted_out_by_multipart):
    told = {"opted_out": opted_out, "opted_out_by_multipart": opted_out_by_multipart}
    return told[request.param]


def test_looking_at_the_way_out_changes_nothing(out):
    looked, before, *_, kim = out

    assert [answer.status for answer in looked] == [200] * 4
    assert '<form method="post">' in looked[0].text
    assert before["consent"]["opted_out"] is None
    assert events(before, "Unsubscribed") == []
    assert len(events(kim.contact(), "Unsubscribed")) == 1


def test_one_click_opts_out_before_it_is_answered(out):
    _, _, done, at_once, _ = out

    assert done.status == 200
    assert "set-cookie" not in done.headers
    assert at_once["consent"]["opted_out"] is not None


def test_after_opting_out_no_marketing_mail_goes_and_the_journey_ends(out):
    *_, kim = out
    contact = kim.contact()

    assert kim.mail_names == ["ask", "ebook"]
    assert [(send["mail"], send["state"], send["hold"]) for send in contact["sends"]] == [
        ("ask", "delivered", None),
        ("nudge", "held", "unsubscribed"),
        ("ebook", "delivered", None),
    ]
    assert run(contact, "trial")["exit"] == "unreachable"
    assert kim.execution("trial", "SUCCEEDED").path == ["start", "ask", "nudge", "left"]


@pytest.fixture(params=["bounced", "complained"])
def unwanted(request, bounced, complained):
    told = {"bounced": bounced, "complained": complained}
    return request.param, told[request.param]


def test_a_bounce_and_a_complaint_stop_all_later_mail_service_mail_too(unwanted):
    state, kim = unwanted
    contact = kim.contact()

    assert kim.mail_names == ["ask"]
    assert contact["suppressed"] == state
    assert sorted((send["mail"], send["state"], send["hold"]) for send in contact["sends"]) == [
        ("ask", state, None),
        ("ebook", "held", "suppressed"),
        ("nudge", "held", "suppressed"),
    ]
    for journey in ("trial", "ebook-drip"):
        assert run(contact, journey)["exit"] == "unreachable"


def test_a_bounce_and_a_complaint_stand_in_the_timeline_once_and_name_their_mail(unwanted):
    state, kim = unwanted
    event = {"bounced": "Email Bounced", "complained": "Email Marked as Spam"}[state]

    assert len(events(kim.contact(), event)) == 1
    assert len(events(kim.contact(), event, mail="ask", journey="trial", step="ask")) == 1


def test_a_complaint_withdraws_the_consent_as_well(complained):
    assert complained.contact()["consent"]["opted_out"] is not None


def test_a_forged_way_out_is_not_found(stack, opted_out):
    *_, kim = opted_out
    way_out = link(kim.mail("ask"), "u")
    forged = way_out[:-2] + ("AA" if way_out[-2:] != "AA" else "BB")

    for method in ("GET", "POST"):
        answer = stack.send(method, forged)
        assert (answer.status, "There is nothing at this address" in answer.text) == (404, True)
