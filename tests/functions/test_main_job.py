"""The main job with the shipped campaigns: from a form to the branch, the hand-off, the end."""

import pytest

from kweek.core.times import DAY, HOUR, MINUTE
from tests.stack.kweek_stack import ROOT, Stack

ADA = "ada@example.org"

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.fixture
def stack(aws, tmp_path):
    return Stack(aws, ROOT / "campaigns", tmp_path)


def asks(stack):
    topics = ("nurture", "sales")
    stack.posts_form("ebook", ADA, topics=topics, anonymous_id="visitor")


def test_a_form_starts_the_drip_and_its_mail_goes_out(stack):
    asks(stack)
    stack.run()

    assert stack.mails() == [(ADA, "ebook")]
    assert stack.contact(ADA).stage == "mql"
    assert stack.told(ADA) == ["Form Submitted", "Stage Changed", "Journey Started"]


def test_silence_brings_the_nudge_and_the_rest_of_the_drip(stack):
    asks(stack)
    stack.passes(60 * DAY)

    assert stack.mails(ADA) == ["ebook", "ebook-remind", "ebook-video", "ebook-summary"]
    run = stack.only_run(stack.contact(ADA))
    assert (run.status, run.step) == ("finished", "end")


def test_a_download_spares_the_nudge_and_a_click_turns_the_branch(stack):
    asks(stack)
    stack.passes(HOUR)
    stack.clicks("ebook", "ebook", "click-1")
    stack.passes(7 * DAY)
    assert stack.mails(ADA) == ["ebook", "ebook-video"]

    stack.clicks("ebook-video", "video", "click-2")
    stack.passes(MINUTE)

    assert stack.mails(ADA) == ["ebook", "ebook-video", "ebook-case"]
    assert stack.runs(ADA) == [("ebook-drip", "finished", None)]


def test_pages_push_the_score_over_the_line_and_a_person_takes_over(stack):
    asks(stack)
    stack.passes(HOUR)
    stack.clicks("ebook", "ebook")
    for number in range(2):
        stack.happens(f"p{number}", "page", anonymous_id="visitor", properties={"path": "/pricing"})
    stack.passes(MINUTE)

    assert stack.contact(ADA).stage == "sql"
    assert stack.mails() == [(ADA, "ebook"), ("sales@example.com", "lead-handoff")]
    assert stack.runs(ADA) == [
        ("ebook-drip", "exited", "stage sql"),
        ("hot-lead", "active", None),
    ]

    stack.accepts("lead-handoff")
    stack.passes(15 * DAY)
    assert stack.mails(ADA) == ["ebook", "customer-stories"]
    assert ("sales@example.com", "lead-waiting") not in stack.mails()


def test_a_lead_that_nobody_takes_is_handed_over_once_more(stack):
    asks(stack)
    stack.happens(
        "order-1", event="Form Submitted", anonymous_id="visitor", properties={"form": "survey"}
    )
    stack.passes(2 * DAY)

    assert [mail for to, mail in stack.mails() if to == "sales@example.com"] == [
        "lead-handoff",
        "lead-waiting",
    ]


def test_an_order_takes_a_lead_out_of_nurturing_and_into_onboarding(stack):
    asks(stack)
    stack.passes(HOUR)
    stack.happens("order-1", event="Order Completed", anonymous_id="visitor")
    stack.passes(10 * DAY)

    assert stack.runs(ADA)[0] == ("ebook-drip", "exited", "stage customer")
    assert stack.mails(ADA)[:3] == ["ebook", "onboarding-welcome", "onboarding-first-steps"]
    contact = stack.contact(ADA)
    assert (contact.trait("onboarding"), contact.lists) == ("started", ("customer-programme",))
