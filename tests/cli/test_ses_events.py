import pytest

from kweek.cli.mailbox import Mail
from kweek.cli.ses_events import fates

AT = "2026-11-21T10:00:00.000Z"


def mail(to):
    return Mail(
        id="m1",
        at=AT,
        sent_at=AT,
        sender="Luwte <hello@example.com>",
        to=to,
        subject="Hello",
        headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        html="",
        text="",
        tags={"send_id": "s1"},
    )


def kinds(to, *, suppressed=False):
    return [fate.event for fate in fates(mail(to), suppressed, AT)]


@pytest.mark.parametrize(
    ("to", "events"),
    [
        ("ada@example.org", ["Send", "Delivery"]),
        ("success@simulator.amazonses.com", ["Send", "Delivery"]),
        ("bounce@simulator.amazonses.com", ["Send", "Bounce"]),
        ("bounce+ada@simulator.amazonses.com", ["Send", "Bounce"]),
        ("Bob <Bounce@Simulator.AmazonSES.com>", ["Send", "Bounce"]),
        ("complaint+2@simulator.amazonses.com", ["Send", "Delivery", "Complaint"]),
        ("ooto@simulator.amazonses.com", ["Send", "Delivery", "Bounce"]),
        ("suppressionlist@simulator.amazonses.com", ["Send", "Bounce"]),
        ("bounce@example.org", ["Send", "Delivery"]),
    ],
)
def test_the_simulators_addresses_behave_and_all_others_are_delivered(to, events):
    assert kinds(to) == events


def test_a_mail_to_a_suppressed_address_is_taken_and_then_bounces():
    assert kinds("ada@example.org", suppressed=True) == ["Send", "Bounce"]


@pytest.mark.parametrize(
    ("to", "suppressed", "kind"),
    [
        ("bounce@simulator.amazonses.com", False, ("Permanent", "General")),
        ("ooto@simulator.amazonses.com", False, ("Transient", "General")),
        ("suppressionlist@simulator.amazonses.com", False, ("Permanent", "Suppressed")),
        ("ada@example.org", True, ("Permanent", "OnAccountSuppressionList")),
    ],
)
def test_a_bounce_says_of_which_kind_it_is(to, suppressed, kind):
    bounce = fates(mail(to), suppressed, AT)[-1].details

    assert (bounce["bounceType"], bounce["bounceSubType"]) == kind


def test_an_event_carries_the_mails_tags_headers_and_id_as_ses_writes_them():
    sent = fates(mail("ada@example.org"), False, AT)[0]

    assert sent.told(mail("ada@example.org"), "kweek") == {
        "eventType": "Send",
        "mail": {
            "timestamp": AT,
            "source": "Luwte <hello@example.com>",
            "sourceArn": "arn:aws:ses:eu-west-1:000000000000:identity/example.com",
            "sendingAccountId": "000000000000",
            "messageId": "m1",
            "destination": ["ada@example.org"],
            "headersTruncated": False,
            "headers": [{"name": "List-Unsubscribe-Post", "value": "List-Unsubscribe=One-Click"}],
            "commonHeaders": {
                "from": ["Luwte <hello@example.com>"],
                "to": ["ada@example.org"],
                "messageId": "m1",
                "subject": "Hello",
            },
            "tags": {
                "ses:configuration-set": ["kweek"],
                "ses:source-ip": ["127.0.0.1"],
                "ses:from-domain": ["example.com"],
                "ses:caller-identity": ["kweek-local"],
                "send_id": ["s1"],
            },
        },
        "send": {},
    }
