"""The report against a recount of all that the stories of these tests did, to the unit."""

import contextlib
from collections import Counter

import pytest

from tests.e2e.recount import recounted
from tests.e2e.stack import until

pytestmark = pytest.mark.e2e


def flat(figures, place=""):
    """Nested figures by their places, so that those that differ stand out."""
    if not isinstance(figures, dict):
        return {place: figures}
    inside = (flat(one, f"{place}/{name}") for name, one in figures.items())
    return {name: one for part in inside for name, one in part.items()}


@pytest.mark.parametrize("journey", ["trial", "course", "ebook-drip", "hot-lead", "onboarding"])
def test_the_report_of_a_journey_equals_the_recount(stack, everybody, journey):
    pairs = []

    def settled():
        report = stack.admin(f"journeys/{journey}/report")
        pairs.append((report, recounted(stack, everybody, journey)))
        return pairs[-1][0] == pairs[-1][1]

    with contextlib.suppress(pytest.fail.Exception):  # to show where the figures differ
        until("equal figures", settled, patience=20)
    report, recount = map(flat, pairs[-1])
    assert set(report.items()) - set(recount.items()) == set()
    assert report == recount


@pytest.mark.usefixtures("everybody")
def test_no_mail_was_ever_handed_to_ses_twice(stack):
    handed = Counter(mail["tags"]["send_id"] for mail in stack.mails())

    assert [send for send, times in handed.items() if times > 1] == []


def test_every_mail_in_the_mailbox_stands_in_the_ledger_of_its_contact_as_sent(stack, everybody):
    contacts = {one["id"]: one for one in map(stack.contact, {p.email for p in everybody}) if one}
    sent = {
        send["id"]
        for contact in contacts.values()
        for send in contact["sends"]
        if send["state"] in ("sent", "delivered", "bounced", "complained")
    }
    mailed = {m["tags"]["send_id"] for m in stack.mails() if m["tags"].get("to") != "owner"}

    assert mailed == sent
