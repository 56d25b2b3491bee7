"""One mail that waits for a click: what a click, a silence and an open make of it."""

import pytest

from kweek.core.times import HOUR
from tests.e2e.people import Person, events, link, run
from tests.e2e.stack import at
from tests.e2e.story import story

pytestmark = pytest.mark.e2e

WITHIN = 2 * HOUR
#: The machine's own timer runs ten seconds longer here, from the moment it asked for the mail.
GRACE = HOUR * 10 // 12
#: What the stack may need for a mail while the other stories run: 24 seconds of ours.
SLACK = 2 * HOUR
MISSING = "There is nothing at this address"


@story
def clicker(stack):
    kim = Person(stack, "clicker@example.org")
    kim.asks("trial")
    asked = kim.mail("ask")
    answer = kim.follow(asked)
    thanked = kim.mail("thanks")
    kim.ended("trial", "finished")
    return asked, answer, thanked, kim, kim.execution("trial", "SUCCEEDED")


@story
def silent(stack):
    kim = Person(stack, "silent@example.org")
    kim.asks("trial")
    asked, nudged = kim.mail("ask"), kim.mail("nudge")
    kim.ended("trial", "finished")
    return asked, nudged, kim, kim.execution("trial", "SUCCEEDED")


@story
def opener(stack):
    kim = Person(stack, "opener@example.org")
    kim.asks("trial")
    asked = kim.mail("ask")
    pixel = kim.follow(asked, "o")
    nodded = kim.mail("nod")
    kim.ended("trial", "finished")
    return asked, pixel, nodded, kim, kim.execution("trial", "SUCCEEDED")


@story
def proxied(stack):
    """Somebody whose mail program fetches every picture by a proxy, seen or not."""
    kim = Person(stack, "proxied@example.org")
    kim.asks("trial")
    asked = kim.mail("ask")
    stack.send("GET", link(asked, "o"), user_agent="Mozilla/5.0")
    kim.mail("nudge")
    kim.ended("trial", "finished")
    return kim


@story
def late_clicker(stack):
    kim = Person(stack, "late@example.org")
    kim.asks("trial")
    asked = kim.mail("ask")
    kim.mail("nudge")
    kim.follow(asked)
    clicked = kim.event("Email Link Clicked", mail="ask")
    kim.ended("trial", "finished")
    return asked, clicked, kim, kim.execution("trial", "SUCCEEDED")


def test_a_click_leads_on_to_the_page_and_turns_the_branch_at_once(clicker):
    asked, answer, thanked, kim, execution = clicker

    assert (answer.status, answer.headers["location"]) == (302, "https://www.example.com/try")
    assert kim.mail_names == ["ask", "thanks"]
    assert at(thanked) - at(asked) < WITHIN
    assert execution.path == ["start", "ask", "thank", "end"]
    assert execution.outcomes == [("ask", "clicked"), ("thank", "sent")]


def test_a_click_stands_in_the_timeline_with_what_it_changed(clicker):
    *_, kim, _ = clicker
    [clicked] = events(kim.contact(), "Email Link Clicked")

    assert clicked["properties"].items() >= {"mail": "ask", "name": "try"}.items()
    assert {"what": "wait", "journey": "trial", "step": "ask", "outcome": "clicked"} in (
        clicked["changed"]
    )


def test_silence_takes_otherwise_once_the_time_is_over(silent):
    asked, nudged, kim, execution = silent

    assert kim.mail_names == ["ask", "nudge"]
    assert WITHIN <= at(nudged) - at(asked) < WITHIN + GRACE + SLACK
    assert execution.path == ["start", "ask", "nudge", "end"]
    assert execution.outcomes == [("nudge", "sent")]


def test_an_open_without_a_click_is_judged_at_the_deadline_and_not_before(opener):
    asked, pixel, nodded, kim, execution = opener

    assert (pixel.status, pixel.headers["content-type"]) == (200, "image/gif")
    assert kim.mail_names == ["ask", "nod"]
    assert WITHIN <= at(nodded) - at(asked) < WITHIN + SLACK
    assert execution.path == ["start", "ask", "nod", "end"]
    assert execution.outcomes == [("ask", "opened"), ("nod", "sent")]


def test_a_picture_that_a_proxy_fetched_is_no_open(proxied):
    assert proxied.mail_names == ["ask", "nudge"]
    assert events(proxied.contact(), "Email Opened") == []
    assert len(events(proxied.contact(), "Email Image Fetched")) == 1


def test_a_click_after_the_deadline_stands_in_the_timeline_and_changes_no_path(late_clicker):
    asked, clicked, kim, execution = late_clicker

    assert at(clicked) > at(asked) + WITHIN
    assert [change["what"] for change in clicked["changed"]] == ["score"]
    assert kim.mail_names == ["ask", "nudge"]
    assert execution.path == ["start", "ask", "nudge", "end"]
    assert run(kim.contact(), "trial")["status"] == "finished"


def test_the_mails_of_a_journey_let_their_readers_go_by_one_press(clicker, silent):
    for mail in (clicker[0], clicker[2], silent[1]):
        assert mail["headers"]["List-Unsubscribe"] == f"<{link(mail, 'u')}>"
        assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["headers"]["Reply-To"] == "marit@example.com"
        assert link(mail, "u") in mail["text"]
        assert "Havenkade 12" in mail["text"]
        assert "Havenkade 12" in mail["html"]


def test_a_forged_or_mangled_token_leads_nowhere(stack, clicker):
    asked, *_ = clicker
    real = link(asked, "c")
    other = "A" if real[-1] != "A" else "B"
    mangled = {
        "signature": real[:-5] + other * 5,
        "purpose": real.replace("/c/", "/u/"),
        "cut in two": real[: len(real) // 2],
        "made up": f"{stack.told['api']}/c/v1.1.c.W10.AAAA",
    }

    for what, url in mangled.items():
        answer = stack.send("GET", url)
        assert (what, answer.status, MISSING in answer.text) == (what, 404, True)
        assert "location" not in answer.headers
