"""The shipped segments and scores, over the months that they speak of."""

from pathlib import Path

import pytest

from kweek.catalogue.build import build
from kweek.console import pages
from kweek.core.contact import Contact
from kweek.core.decide import on_due, on_event
from kweek.core.incoming import Incoming
from kweek.core.rules import Rules
from kweek.core.scores import points_at
from kweek.core.times import DAY, HOUR, Instant

ROOT = Path(__file__).parents[2]
NOW = Instant(20_600 * DAY + 9 * HOUR)
LOST = "quiet-for-months"


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    out = tmp_path_factory.mktemp("built")
    return Rules.from_json(
        build(ROOT / "campaigns", Path(pages.__file__).parent / "pages", out).rules
    )


@pytest.fixture
def after(rules):
    """The contact after these events, each some days after the first; the last may be time."""

    def tell(*told):
        contact = Contact("kim", filled=rules.filled)
        for number, (days, event, about) in enumerate(told):
            at = Instant(NOW + days * DAY)
            contact = until(contact, at)
            message = Incoming(
                id=str(number),
                type="track",
                event=event,
                at=at,
                received_at=at,
                contact="kim",
                properties={name: value for name, value in about.items() if name != "traits"},
                traits=about.get("traits", {}),
            )
            contact = on_event(contact, message, f"c#kim|e#{number}", rules, at).contact
        return contact

    def until(contact, at):
        """What time alone changed on the way there."""
        while contact.due_at is not None and contact.due_at <= at:
            due = contact.due_at
            contact = on_due(contact, f"c#kim|m#{due}", rules, due).contact
        return contact

    return tell


def seen(days, event="Page Viewed", **about):
    return days, event, about


def test_touch_is_lost_when_ninety_days_passed_without_a_word_from_either_side(after):
    nothing = "Nothing At All"

    assert LOST not in after(seen(0)).segments
    assert LOST not in after(seen(0), seen(89, nothing)).segments
    assert LOST in after(seen(0), seen(91, nothing)).segments
    assert LOST in after(seen(0), seen(719, nothing)).segments
    assert LOST not in after(seen(0), seen(721, nothing)).segments


@pytest.mark.parametrize(
    "event", ["Call Made", "Meeting Held", "Handoff Accepted", "Form Submitted", "Journey Started"]
)
def test_a_word_from_either_side_finds_it_again(event, after):
    contact = after(seen(0), seen(91, event))

    assert LOST not in contact.segments


def test_who_was_never_with_us_is_not_lost(after):
    assert LOST not in after(seen(0, "Call Made"), seen(91, "Nothing At All")).segments


def test_dutch_customers_are_both(after):
    dutch = {"country": "NL"}

    assert "dutch-customers" not in after(seen(0, traits=dutch)).segments
    assert "dutch-customers" not in after(seen(0, "Order Completed")).segments
    assert "dutch-customers" in after(seen(0, "Order Completed", traits=dutch)).segments


@pytest.mark.parametrize("traits", [{"complaint": "open"}, {"role": "competitor"}])
def test_whom_no_campaign_may_bother_now(traits, after):
    assert "do-not-disturb" in after(seen(0, traits=traits)).segments
    assert "do-not-disturb" not in after(seen(0, traits={"complaint": "answered"})).segments


def test_reading_on_for_a_whole_day_gives_five_points_and_no_more(after, rules):
    contact = after(*[seen(0)] * 9)

    assert points_at(contact, "engagement", rules.scores["engagement"], contact.as_of) == (
        pytest.approx(5, abs=0.1)  # they lose a little from the day's beginning on
    )


def test_what_somebody_was_about_to_buy_says_nothing_after_two_months(after, rules):
    contact = after(seen(0, "Product Added"), seen(0, "Checkout Started"))
    shopping = rules.scores["shopping"]

    assert points_at(contact, "shopping", shopping, contact.as_of) == 25
    assert points_at(contact, "shopping", shopping, Instant(NOW + 62 * DAY)) == 0
