import json
import re
from urllib.parse import urlencode

import pytest

import forms
from kweek.console import pages
from kweek.core import form_post
from kweek.core.form_post import ANONYMOUS_ID, CONSENT, LATEST, RENDERED, SOONEST, TRAP
from kweek.core.ids import digest
from kweek.core.tokens import sign
from kweek.shell.clock import machine_now

URLENCODED = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}
ADA = {"email": "Ada@EXAMPLE.com", "first_name": "Zoë", CONSENT: "yes"}


@pytest.fixture
def visit(ask, edge):
    def visited(method, form, body=b"", headers=None):
        path = f"/f/{form}"
        parameters = {"form": form}
        return ask(forms.handler, method, path, parameters=parameters, body=body, headers=headers)

    visited.queue = edge
    return visited


@pytest.fixture
def post(visit):
    """Post fields from some site."""

    def posted(form, fields, headers=URLENCODED):
        return visit("POST", form, urlencode(fields).encode(), headers)

    posted.queue = visit.queue
    return posted


@pytest.fixture
def rendered(keys):
    """The token of a page that was made so many milliseconds ago."""

    def token(form, ago):
        return sign(keys.signing, "1", "f", [form, machine_now() - ago])

    return token


def form_tag(html):
    return html[html.index("<form") :]


def test_core_and_the_page_agree_on_the_names_of_kweeks_own_fields():
    for name in ("TRAP", "RENDERED", "ANONYMOUS_ID", "CONSENT"):
        assert getattr(pages, name) == getattr(form_post, name)


def test_the_hosted_page_holds_the_fields_the_wording_and_its_own_time(visit):
    answer = visit("GET", "ebook")

    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == pages.CONTENT_SECURITY_POLICY
    assert "The Quiet Factory" in answer.text
    assert "Yes, mail me." in answer.text
    assert f'name="{TRAP}"' in answer.text
    assert re.search(rf'name="{RENDERED}" value="v1\.1\.f\.', answer.text)


def test_head_gets_the_pages_headers_alone(visit):
    answer = visit("HEAD", "ebook")

    assert (answer.status, answer.body) == (200, b"")


def test_a_post_from_the_page_is_queued_when_the_thanks_are_said(post, rendered):
    fields = {**ADA, "country": "NL", RENDERED: rendered("ebook", SOONEST)}

    answer = post("ebook", fields)

    assert answer.status == 200
    assert "It is on its way" in answer.text
    (message,) = post.queue.taken()
    assert message.pop("at") == message.pop("received_at")
    assert len(message.pop("id")) == 20
    assert message == {
        "v": 1,
        "type": "form",
        "event": "Form Submitted",
        "address": "ada@example.com",
        "properties": {"document": "The Quiet Factory", "form": "ebook"},
        "traits": {"email": "ada@example.com", "first_name": "Zoë", "country": "NL"},
        "consent": {
            "topics": ["nurture", "sales"],
            "wording": "Yes, mail me.",
            "form": "ebook",
        },
    }


def test_any_site_may_post_multipart_and_json_as_well(visit):
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in ADA.items()
    )
    multipart = {"content-type": "multipart/form-data; boundary=b"}
    script = {**ADA, CONSENT: True, ANONYMOUS_ID: "ada"}

    first = visit("POST", "ebook", f"{body}--b--\r\n".encode(), multipart)
    second = visit("POST", "ebook", json.dumps(script).encode(), JSON)

    assert (first.status, second.status) == (200, 200)
    assert first.headers["access-control-allow-origin"] == "*"
    assert json.loads(second.text) == {"success": True}
    one, two = visit.queue.messages()
    assert json.loads(one["Body"])["traits"] == json.loads(two["Body"])["traits"]
    assert json.loads(two["Body"])["anonymous_id"] == "ada"
    assert two["Attributes"]["MessageGroupId"] == digest("anonymous", "ada")
    assert one["Attributes"]["MessageGroupId"] == digest("address", "ada@example.com")


def test_a_browser_may_ask_before_it_posts(visit):
    answer = visit("OPTIONS", "ebook")

    assert answer.status == 204
    assert answer.headers["access-control-allow-methods"] == "GET, POST"


def test_a_page_posted_twice_is_one_event(post, rendered):
    fields = {**ADA, RENDERED: rendered("ebook", SOONEST)}

    post("ebook", fields)
    post("ebook", fields)

    assert len({message["id"] for message in post.queue.taken()}) == 1


def test_what_fills_in_the_trap_is_thanked_like_anybody_and_nothing_is_queued(post):
    trapped = post("ebook", {**ADA, TRAP: "https://spam.example"})
    person = post("ebook", ADA)

    assert (trapped.status, trapped.body, trapped.headers) == (
        person.status,
        person.body,
        person.headers,
    )
    assert len(post.queue.taken()) == 1


@pytest.mark.parametrize(
    ("form", "ago", "said"),
    [
        ("ebook", 0, "very quick"),
        ("ebook", LATEST + 1_000, "more than a day"),
        ("survey", SOONEST, "cannot be sent any more"),
    ],
)
def test_a_page_posted_too_soon_too_late_or_elsewhere_is_shown_again(
    post, rendered, form, ago, said
):
    answer = post("ebook", {**ADA, RENDERED: rendered(form, ago)})

    assert answer.status == 422
    assert said in answer.text
    assert 'value="Ada@EXAMPLE.com"' in answer.text
    assert post.queue.taken() == []


def test_a_forged_time_is_no_time(post):
    answer = post("ebook", {**ADA, RENDERED: "v1.1.f.WyJlYm9vayIsMF0.AAAAAAAAAAAAAAAAAAAAAA"})

    assert answer.status == 422
    assert post.queue.taken() == []


def test_after_an_error_the_page_comes_back_with_what_was_filled_in(post):
    fields = {"email": "ada", "first_name": '"><script>alert(1)</script>', "country": "FR"}

    answer = post("ebook", {**fields, ANONYMOUS_ID: "visitor-7"})

    assert answer.status == 422
    assert "this is no e-mail address" in answer.text
    assert "please choose one of the options" in answer.text
    assert "Please tick the box" in answer.text
    assert 'value="ada"' in answer.text
    assert 'value="visitor-7"' in answer.text
    assert "<script" not in answer.text
    assert post.queue.taken() == []


def test_a_script_gets_the_errors_by_field(visit):
    answer = visit("POST", "ebook", json.dumps({"email": ["x"]}).encode(), JSON)

    assert answer.status == 422
    assert json.loads(answer.text) == {
        "errors": {
            "email": "Email: please write a text here.",
            CONSENT: "Please tick the box: without it we may not mail you.",
        }
    }


def test_a_script_that_posts_urlencoded_gets_json_when_it_asks_for_it(post):
    answer = post("ebook", ADA, {**URLENCODED, "accept": "application/json, text/plain, */*"})

    assert json.loads(answer.text) == {"success": True}


def test_thanks_lead_only_where_the_form_itself_says(post):
    fields = {"email": "ada@example.com", "rules": "on", "redirect": "https://evil.example"}

    answer = post("survey", fields)

    assert answer.status == 303
    assert answer.headers["location"] == "https://www.example.com/thanks"
    assert answer.body == b""


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"email=x", {"content-type": "text/csv"}),
        (b"email=x", {}),
        (b"{", JSON),
        (b"\x1f\x8bx", URLENCODED),
        (b"email=" + b"x" * 70_000, URLENCODED),
    ],
)
def test_a_body_that_is_no_post_is_refused_with_a_reason(visit, body, headers):
    answer = visit("POST", "ebook", body, headers)

    assert answer.status == 400
    assert json.loads(answer.text)["message"]
    assert visit.queue.taken() == []


def test_a_form_that_nobody_made_and_other_methods_are_not_there(visit):
    assert visit("GET", "nowhere").status == 404
    assert visit("POST", "nowhere", b"a=1", URLENCODED).status == 404
    assert visit("DELETE", "ebook").status == 405


@pytest.mark.usefixtures("edge")
def test_a_site_may_pass_its_visitors_anonymous_id_on_to_the_page():
    event = {
        "requestContext": {"requestId": "r1", "http": {"method": "GET"}},
        "pathParameters": {"form": "ebook"},
        "queryStringParameters": {"anonymous_id": "visitor-7"},
    }

    assert 'value="visitor-7"' in forms.handler(event, None)["body"]


def test_whoever_mends_a_slip_need_not_wait_again(post, rendered):
    first = rendered("ebook", SOONEST)

    answer = post("ebook", {**ADA, "email": "not an address", RENDERED: first})

    assert answer.status == 422
    assert f'name="{RENDERED}" value="{first}"' in answer.text
