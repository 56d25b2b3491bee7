"""The pages' HTML: what is asked, what is kept, what is not shown."""

import base64
import hashlib
import re

import pytest

from kweek.console.pages import (
    CONTENT_SECURITY_POLICY,
    accept_page,
    accepted_page,
    form_page,
    missing_page,
    thanks_page,
    unsubscribe_page,
    unsubscribed_page,
)

POLICY = {
    "sender": {"name": "Luwte & Co"},
    "postal_address": "Havenkade 12, Sneek",
    "website": "https://www.example.com",
}
FORM = {
    "title": "The guide",
    "intro": "",
    "fields": [
        {"field": "email", "label": "E-mail", "type": "email", "required": True, "options": []},
        {"field": "size", "label": "Size", "type": "radio", "required": False, "options": ["S"]},
        {"field": "role", "label": "Role", "type": "select", "required": False, "options": ["A"]},
        {"field": "note", "label": "Note", "type": "textarea", "required": False, "options": []},
        {"field": "call", "label": "Call me", "type": "checkbox", "required": False, "options": []},
    ],
    "consent": {"topics": ["nurture"], "wording": "Yes, mail me.", "required": True},
    "button": "Send it",
    "thanks": {"title": "Thank you", "text": "It is on its way."},
}


@pytest.fixture(autouse=True)
def _pages(compiled):
    compiled()


def tag(html, start):
    """The one tag that begins like this."""
    (found,) = re.findall(rf"<{start}[^>]*>", html)
    return found


def test_a_fresh_form_asks_with_its_own_words_and_carries_what_kweek_needs():
    html = form_page(FORM, POLICY, rendered="v1.token", anonymous_id="visitor-1")

    assert tag(html, 'input type="email"') == (
        '<input type="email" id="email" name="email" value="" maxlength="254"'
        ' autocomplete="email" required>'
    )
    assert tag(html, 'input type="hidden" name="_t"').endswith('value="v1.token">')
    assert tag(html, 'input type="hidden" name="_anonymous_id"').endswith('value="visitor-1">')
    assert tag(html, 'input id="_website"') == (
        '<input id="_website" name="_website" tabindex="-1" autocomplete="off">'
    )
    assert tag(html, 'input type="checkbox" id="_consent"').endswith('value="yes" required>')
    assert "<span>Yes, mail me.</span>" in html
    assert "<button>Send it</button>" in html
    assert "error" not in html[html.index("<body") :]


def test_a_form_without_a_visitor_or_a_consent_box_has_neither_field():
    html = form_page({**FORM, "consent": None}, POLICY, rendered="t")

    assert 'name="_anonymous_id"' not in html
    assert 'name="_consent"' not in html


def test_a_refused_post_keeps_what_was_filled_in_and_says_what_is_wrong_beside_it():
    values = {"email": "anna@", "size": "S", "role": "A", "note": "Hi", "call": "yes"}
    errors = {"email": "This is no address.", "_consent": "Please tick.", "_t": "Once more."}

    html = form_page(FORM, POLICY, rendered="t", values=values, errors=errors)

    assert tag(html, 'input type="email"') == (
        '<input type="email" id="email" name="email" value="anna@" maxlength="254"'
        ' autocomplete="email" required aria-invalid="true" aria-describedby="email-error">'
    )
    assert '<p class="error" id="email-error">This is no address.</p>' in html
    assert '<p class="error" id="_consent-error">Please tick.</p>' in html
    assert '<li><a href="#email">This is no address.</a></li>' in html
    assert "<li>Once more.</li>" in html
    assert tag(html, 'input type="radio"').endswith('value="S" checked>')
    assert "<option selected>A</option>" in html
    assert ">\nHi</textarea>" in html
    assert tag(html, 'input type="checkbox" id="call"').endswith('value="yes" checked>')


HOSTILE = "\"><script>alert(1)</script>{{ 7 * 7 }}<!-- ' onfocus=x"


def test_nothing_that_was_posted_becomes_markup():
    values = {field["field"]: HOSTILE for field in FORM["fields"]}
    errors = {field["field"]: HOSTILE for field in FORM["fields"]}

    html = form_page(
        FORM, POLICY, rendered=HOSTILE, anonymous_id=HOSTILE, values=values, errors=errors
    )

    assert "<script" not in html
    assert "49" not in html
    assert "<!--" not in html
    assert ' onfocus=x"' not in html.replace("&#39; onfocus=x", "")


def test_thanks_are_the_form_s_own():
    html = thanks_page(FORM, POLICY)

    assert "<h1>Thank you</h1>\n<p>It is on its way.</p>" in html


def test_asking_to_leave_takes_a_post_and_says_what_ends():
    html = unsubscribe_page(POLICY)

    assert '<form method="post"><button>Unsubscribe from all marketing mail</button></form>' in html
    assert "no more marketing mail from Luwte &amp; Co" in html
    assert "<form" not in unsubscribed_page(POLICY)


def test_accepting_a_lead_takes_a_post():
    assert '<form method="post">' in accept_page(POLICY)
    assert "<form" not in accepted_page(POLICY)


def test_every_page_says_who_we_are_and_keeps_its_address_to_itself():
    for page in (missing_page, unsubscribe_page, unsubscribed_page, accept_page, accepted_page):
        html = page(POLICY)
        assert "Havenkade 12, Sneek" in html
        assert '<meta name="referrer" content="no-referrer">' in html
        assert '<meta name="robots" content="noindex">' in html
    assert "noindex" not in form_page(FORM, POLICY, rendered="t")


def test_the_security_policy_allows_our_style_sheet_and_no_script():
    (style,) = re.findall("<style>(.*?)</style>", missing_page(POLICY), re.DOTALL)
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"style-src 'sha256-{hashed}'" in CONTENT_SECURITY_POLICY
    assert "script" not in CONTENT_SECURITY_POLICY
    assert "style=" not in missing_page(POLICY)
