"""The day of delivery, as its author means it: the manual goes with the parcel."""

import pytest

ORDER = {"order_id": "17", "delivery_date": "2027-01-28"}


@pytest.fixture
def story(journey, person):
    """Ada orders on 15 January; her parcel comes on the 28th."""
    return journey("delivery-day").of(person("ada@example.org")).happens("Order Completed", **ORDER)


def test_the_manual_comes_on_the_morning_of_the_delivery_without_any_marketing_consent(story):
    story.until("2027-01-28 07:59").expect(mails=[], at="day")
    story.until("2027-01-28 08:00").expect(mails=["product-manual"])


def test_in_the_customers_own_morning(journey, person):
    ben = person(traits={"timezone": "America/New_York"})
    story = journey("delivery-day").of(ben).happens("Order Completed", **ORDER)

    story.until("2027-01-28 13:59").expect(mails=[])
    story.until("2027-01-28 14:00").expect(mails=["product-manual"])


def test_a_date_that_moves_takes_the_mail_with_it(story):
    story.advance("1d").happens("Order Updated", order_id="17", delivery_date="2027-02-02")

    story.until("2027-01-28 20:00").expect(mails=[], entered=1)
    story.until("2027-02-02 08:00").expect(mails=["product-manual"])


def test_an_order_that_is_cancelled_takes_it_away(story):
    story.advance("1d").happens("Order Cancelled", order_id="17").expect(ended="exited")

    story.advance("60d").expect(mails=[])


def test_another_order_has_a_mail_of_its_own(story):
    story.happens("Order Completed", order_id="18", delivery_date="2027-02-01")

    story.happens("Order Cancelled", order_id="17").until("2027-02-01 08:00")
    story.expect(entered=2, mails=["product-manual"])


def test_what_was_delivered_before_we_heard_of_it_gets_the_manual_at_once(journey, person):
    order = {"order_id": "19", "delivery_date": "2027-01-14"}

    story = journey("delivery-day").of(person()).happens("Order Completed", **order)
    story.expect(mails=["product-manual"])


def test_whoever_does_not_look_at_it_gets_the_questions_of_the_first_week(story):
    story.until_sent("product-manual").advance("4d")

    story.expect(mails=["product-manual", "product-tips"], ended="finished")


def test_whoever_does_needs_no_tips(story):
    story.until_sent("product-manual").clicks("manual").expect(ended="finished", goal=True)

    story.advance("30d").expect(mails=["product-manual"])
