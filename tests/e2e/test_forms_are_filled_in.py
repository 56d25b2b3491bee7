"""A hosted form: its page, its post in every encoding, and what bad input is told."""

import json
import re
import time

import pytest

from tests.e2e.people import Person, encoded, events
from tests.e2e.story import story

pytestmark = pytest.mark.e2e

ENCODINGS = ("urlencoded", "multipart", "json")


def fills_in_the_page(stack, encoding):
    """Opens the page, takes a person's time over it, and sends what the page would send, twice."""
    kim = Person(stack, f"{encoding}@example.org")
    kim.visit("/before-the-form")
    page = stack.send("GET", f"/f/ebook?anonymous_id={kim.cookie}")
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    time.sleep(2.5)  # nobody fills in a form within two seconds, and it is refused
    fields = {**hidden, "email": kim.email, "first_name": "Zoë", "_consent": "yes", "_website": ""}
    content_type, body = encoded(encoding, {**fields, "utm_campaign": "autumn"})
    twice = [stack.send("POST", "/f/ebook", body, content_type=content_type) for _ in range(2)]
    kim.mail("ebook")
    kim.visit("/after-the-form")
    kim.event("Page Viewed", path="/after-the-form")
    return page, twice, kim


@story
def form_by_urlencoded(stack):
    return fills_in_the_page(stack, "urlencoded")


@story
def form_by_multipart(stack):
    return fills_in_the_page(stack, "multipart")


@story
def form_by_json(stack):
    return fills_in_the_page(stack, "json")


@story
def bot(stack):
    """Fills in what no person sees, and looks at the site afterwards."""
    bot = Person(stack, "bot@example.org")
    answer = bot.fill_in("trial", _website="https://spam.example.org")
    bot.visit("/after-the-trap")
    stack.collect("identify", anonymousId=bot.cookie, traits={"email": bot.email})
    bot.event("Identified")
    return answer, bot


@pytest.fixture(params=ENCODINGS)
def form(request, form_by_urlencoded, form_by_multipart, form_by_json):
    told = (form_by_urlencoded, form_by_multipart, form_by_json)
    return request.param, *told[ENCODINGS.index(request.param)]


def test_the_page_of_a_form_is_whole_without_a_script(form):
    _, page, *_ = form

    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>The Quiet Factory</h1>" in page.text
    assert 'type="email" id="email"' in page.text
    assert "<script" not in page.text


def test_a_form_sent_twice_from_its_page_is_one_form_whatever_its_encoding(form):
    encoding, _, twice, kim = form
    contact = kim.contact()
    [sent] = events(contact, "Form Submitted")

    assert [answer.status for answer in twice] == [200, 200]
    assert sent["properties"] == {
        "form": "ebook",
        "document": "The Quiet Factory",
        "utm_campaign": "autumn",
    }
    assert contact["traits"] == {"email": f"{encoding}@example.org", "first_name": "Zoë"}
    assert kim.mail_names == ["ebook"]


def test_the_yes_is_kept_with_its_words(form):
    *_, kim = form
    given = kim.contact()["consent"]["topics"]

    assert set(given) == {"nurture", "sales"}
    assert given["nurture"]["form"] == "ebook"
    assert given["nurture"]["wording"].startswith("Yes, mail me the e-book and, about once a week")


def test_what_the_visitor_did_before_the_form_stands_before_it(form):
    *_, kim = form
    told = [event["event"] for event in kim.contact()["timeline"]]

    assert told.index("Page Viewed") < told.index("Form Submitted")


def test_people_are_thanked_and_scripts_are_told(form):
    encoding, _, twice, _ = form

    if encoding == "json":
        assert twice[0].json == {"success": True}
    else:
        assert "It is on its way" in twice[0].text


def test_who_fills_in_what_nobody_sees_is_thanked_and_nothing_happens(bot):
    answer, bot = bot

    assert answer.status == 200
    assert events(bot.contact(), "Form Submitted") == []
    assert bot.mails == []


def test_a_form_from_another_page_than_ours_may_lead_on_to_where_it_says(stack):
    content_type, body = encoded("urlencoded", {"email": "no", "_consent": "yes"})
    refused = stack.send("POST", "/f/course", body, content_type=content_type)

    assert (refused.status, "location" in refused.headers) == (422, False)
    assert 'aria-invalid="true"' in refused.text
    assert 'value="no"' in refused.text


def test_a_form_that_is_wrong_is_answered_with_each_field_for_scripts(stack):
    posted = json.dumps({"email": "nobody at home"}).encode()
    answer = stack.send("POST", "/f/trial", posted, content_type="application/json")

    assert answer.status == 422
    assert set(answer.json["errors"]) == {"email", "_consent"}
    assert answer.json["errors"]["email"].startswith("E-mail: ")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_body_that_is_no_form_is_refused_with_the_reason(stack):
    for content_type, body in (
        ("application/json", b"[1]"),
        ("application/json", b"{"),
        ("text/plain", b"email=a@example.org"),
        ("multipart/form-data", b"no boundary"),
    ):
        answer = stack.send("POST", "/f/trial", body, content_type=content_type)
        assert (answer.status, list(answer.json)) == (400, ["message"])


def test_a_form_that_nobody_made_is_not_found(stack):
    answer = stack.send("GET", "/f/nothing")

    assert (answer.status, "There is nothing at this address" in answer.text) == (404, True)
