import pytest
from catalogue_of import EMPTY

from kweek.core.contact import Contact, Given, Trait
from kweek.core.holds import Hold, hold
from kweek.core.times import HOUR, parse_iso

NOON = parse_iso("2026-11-20T11:00:00Z")  # 12:00 in Amsterdam
NIGHT = parse_iso("2026-11-20T22:30:00Z")  # 23:30 in Amsterdam
MORNING = parse_iso("2026-11-21T07:00:00Z")  # 08:00 there
YES = {"nurture": Given(1, "Yes, mail me", "ebook")}
POLICY = EMPTY["policy"]


def why(now=NOON, kind="nurture", topic="nurture", block=None, policy=POLICY, **contact):
    given = {"address": "ada@example.org", "consent": YES, **contact}
    return hold(Contact("ada", **given), kind, topic, block, policy, now)


def test_nothing_holds_a_mail_by_day_to_somebody_who_said_yes():
    assert why() is None


def test_the_night_holds_a_mail_until_the_morning():
    assert why(now=NIGHT) == Hold("quiet hours", MORNING)


def test_the_night_is_the_contact_s_own():
    new_york = {"timezone": Trait("America/New_York", 1)}

    assert why(now=NIGHT, traits=new_york) is None
    assert why(now=NOON, traits=new_york) == Hold("quiet hours", NOON + 2 * HOUR)


def test_a_zone_that_is_none_leaves_the_policy_s():
    assert why(now=NIGHT, traits={"timezone": Trait("Mars", 1)}) == Hold("quiet hours", MORNING)


def test_service_mail_passes_the_night_and_the_missing_yes():
    assert why(now=NIGHT, kind="service", consent={}) is None
    assert why(now=NIGHT, kind="service", opted_out=5) is None


def test_a_reaction_is_held_like_any_marketing_mail():
    assert why(now=NIGHT, kind="reaction") == Hold("quiet hours", MORNING)
    assert why(kind="reaction", opted_out=5) == Hold("unsubscribed")


def test_without_quiet_hours_in_the_policy_there_are_none():
    assert why(now=NIGHT, policy={**POLICY, "quiet_hours": None}) is None


def test_a_topic_that_needs_no_yes_goes_without_one():
    assert why(topic="news", consent={}) is None
    assert why(topic="nurture", consent={}) == Hold("no consent")
    assert why(topic="never heard of", consent={}) == Hold("no consent")


@pytest.mark.parametrize(
    ("contact", "block", "reason"),
    [
        (
            {"address": None, "suppressed": "bounced", "opted_out": 5, "consent": {}},
            None,
            "no address",
        ),
        ({"suppressed": "bounced", "opted_out": 5, "consent": {}}, "unsubscribed", "suppressed"),
        ({"opted_out": 5, "consent": {}}, "bounced", "suppressed"),
        ({"consent": {}}, "complained", "suppressed"),
        ({"opted_out": 5, "consent": {}}, None, "unsubscribed"),
        ({"consent": {}}, "unsubscribed", "unsubscribed"),
        ({"consent": {}}, None, "no consent"),
    ],
)
def test_what_is_for_good_outranks_what_passes_and_the_graver_outranks_the_lighter(
    contact, block, reason
):
    assert why(now=NIGHT, block=block, **contact) == Hold(reason)


@pytest.mark.parametrize("block", ["bounced", "complained"])
def test_service_mail_never_passes_a_suppression(block):
    assert why(kind="service", block=block) == Hold("suppressed")
    assert why(kind="service", suppressed=block) == Hold("suppressed")
