"""SES events, in the shape that SES publishes them."""

import pytest

from kweek.core.fate import Fate, read_fate
from kweek.core.times import parse_iso

MAIL = {
    "messageId": "0102",
    "timestamp": "2026-11-20T10:00:00.000Z",
    "destination": ["ada@example.org"],
    "tags": {"send_id": ["s1"], "contact": ["ada"], "ses:configuration-set": ["kweek"]},
}
LATER = "2026-11-20T10:00:05.000Z"


def fate(**parts):
    return Fate(
        **{
            "send": "s1",
            "contact": "ada",
            "to_owner": False,
            "state": "delivered",
            "message_id": "0102",
            "address": "ada@example.org",
            "at": parse_iso(LATER),
            **parts,
        }
    )


def event(kind, part=None, mail=MAIL):
    return {"eventType": kind, "mail": mail, kind.lower(): {"timestamp": LATER} | (part or {})}


@pytest.mark.parametrize(
    ("kind", "part", "state", "detail"),
    [
        ("Delivery", {}, "delivered", "Delivery"),
        ("Bounce", {"bounceType": "Permanent"}, "bounced", "Permanent"),
        ("Bounce", {"bounceType": "Transient"}, None, "Transient"),
        ("Bounce", {"bounceType": "Undetermined"}, None, "Undetermined"),
        ("Complaint", {"complaintFeedbackType": "abuse"}, "complained", "abuse"),
        ("Complaint", {}, "complained", "Complaint"),
        ("Reject", {"reason": "Bad content"}, None, "Reject"),
    ],
)
def test_each_event_of_ses_is_one_fate_and_only_a_permanent_bounce_is_a_bounce(
    kind, part, state, detail
):
    assert read_fate(event(kind, part)) == fate(state=state, detail=detail)


def test_an_event_without_a_time_of_its_own_has_the_mail_s():
    found = read_fate({"eventType": "Send", "mail": MAIL, "send": {}})

    assert found == fate(state="sent", at=parse_iso(MAIL["timestamp"]), detail="Send")


def test_a_mail_to_an_owner_says_so():
    tags = {**MAIL["tags"], "to": ["owner"]}

    assert read_fate(event("Delivery", mail={**MAIL, "tags": tags})).to_owner


@pytest.mark.parametrize("missing", ["send_id", "contact"])
def test_an_event_about_none_of_our_mails_is_none_of_our_business(missing):
    tags = {name: value for name, value in MAIL["tags"].items() if name != missing}

    assert read_fate(event("Delivery", mail={**MAIL, "tags": tags})) is None


def test_what_is_no_ses_event_is_refused():
    with pytest.raises(KeyError):
        read_fate({"Type": "SubscriptionConfirmation"})
