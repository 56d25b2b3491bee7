"""The basket that somebody left, as its author means it: one reminder, and then a hand."""

import pytest

BASKET = {"cart_id": "b-17", "name": "Leak detector"}


@pytest.fixture
def story(journey, person):
    """Ada, who wants to be reminded, puts something into her basket."""
    ada = person("ada@example.org", consent="shop")
    return journey("abandoned-cart").of(ada).happens("Product Added", **BASKET)


def test_four_quiet_hours_after_the_last_touch_a_reminder_comes(story):
    story.advance("3h").expect(mails=[]).advance("1h").expect(mails=["cart-reminder"])


def test_each_touch_begins_the_quiet_hours_anew(story):
    story.advance("3h").happens("Cart Viewed", **BASKET).advance("3h").expect(mails=[])

    story.advance("1h").expect(mails=["cart-reminder"], entered=1)


def test_one_basket_gets_one_reminder_however_often_it_is_touched_later(story):
    story.advance("5h").happens("Cart Viewed", **BASKET).advance("5h")

    story.expect(mails=["cart-reminder"], entered=1)


def test_another_basket_is_another_story(story):
    story.advance("5h").happens("Product Added", cart_id="b-18").advance("4h")

    story.expect(mails=["cart-reminder", "cart-reminder"], entered=2)


def test_an_order_ends_it_also_one_that_does_not_say_which_basket_it_was(story):
    story.advance("1h").happens("Order Completed").expect(ended="exited", goal=True)

    story.advance("30d").expect(mails=[])


def test_an_order_of_another_basket_does_not(story):
    story.advance("1h").happens("Order Completed", cart_id="b-99").expect(ended=False)

    story.advance("3h").expect(mails=["cart-reminder"])


def test_whoever_goes_back_to_the_till_gets_a_day_to_order_in_peace(story):
    story.advance("4h").clicks("cart").expect(at="shop")

    story.advance("23h").expect(not_sent="cart-questions")
    story.advance("1h").expect(sent="cart-questions")


def test_whoever_wants_to_be_called_is_called(story):
    story.advance("4h").until_sent("cart-questions").clicks("call")

    story.expect(told="task", ended="finished")
    assert story.person.notice().to == "care@example.com"


def test_two_silent_mails_are_the_end_of_it(story):
    story.advance("30d").expect(mails=["cart-reminder", "cart-questions"], ended="finished")


def test_who_never_wanted_to_be_reminded_is_not(journey, person):
    ben = person()

    story = journey("abandoned-cart").of(ben).happens("Product Added", **BASKET).advance("4h")
    story.expect(mails=[], exit="unreachable")


def test_a_touch_without_a_basket_begins_nothing(journey, person):
    journey("abandoned-cart").of(person()).happens("Product Added").expect(entered=0)
