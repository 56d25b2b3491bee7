"""The main job through the real handlers: from a form to the branch, the hand-off, the end."""

import pytest

from kweek.core.times import DAY
from tests.stack.kweek_stack import ROOT, Stack

ADA = "ada@example.org"

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.fixture
def stack(aws, tmp_path):
    return Stack(aws, ROOT / "campaigns", tmp_path)


def test_a_form_starts_the_drip_and_its_mail_goes_out(stack):
    stack.posts_form("ebook", ADA)

    stack.run()

    assert stack.mails() == [(ADA, "ebook")]
    assert stack.contact(ADA).stage == "mql"


def test_silence_brings_the_nudge_and_the_rest_of_the_drip(stack):
    stack.posts_form("ebook", ADA)

    stack.passes(60 * DAY)

    assert stack.mails(ADA) == ["ebook", "ebook-remind", "ebook-video", "ebook-summary"]
    run = next(iter(stack.contact(ADA).enrolments.values()))
    assert (run.status, run.step) == ("finished", "end")
