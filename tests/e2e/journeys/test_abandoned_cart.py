"""A basket that was left: reminded, asked about, called about; and ordered after all."""

import pytest

from kweek.core.times import DAY, HOUR
from tests.e2e.journeys.calendar import SLACK
from tests.e2e.journeys.visitors import shopper
from tests.e2e.people import events, run
from tests.e2e.stack import at, until
from tests.e2e.story import story

pytestmark = pytest.mark.e2e

CARE = "care@example.com"  # by policy.yaml


@story
def forgets(stack):
    """Puts two things into the basket, walks away, and wants to be called in the end."""
    kim = shopper(stack, "forgets")
    # Four hours are two seconds here: on a busy machine two calls may be further apart.
    basket = [{"cart_id": "c-1", "name": name} for name in ("Oil filter", "Service kit 75 kW")]
    kim.does_at_once("Product Added", *basket)
    touched = kim.seen("two touches", lambda one: len(events(one, "Product Added")) > 1)
    reminded, asked = kim.mail("cart-reminder"), kim.mail("cart-questions")
    kim.follow(asked)
    task = until("the task", lambda: _about(stack, kim), patience=stack.patience)
    kim.ended("abandoned-cart", "finished")
    return kim, events(touched, "Product Added")[-1], reminded, asked, task


@story
def comes_back(stack):
    """Clicks, looks, and does not order; never answers the last mail."""
    kim = shopper(stack, "comes-back")
    kim.does("Cart Viewed", cart_id="c-2")
    kim.follow(kim.mail("cart-reminder"))
    kim.mail("cart-questions")
    kim.ended("abandoned-cart", "finished")
    return kim


@story
def orders(stack):
    """Orders another basket first, and then one that the shop does not name."""
    kim = shopper(stack, "orders")
    kim.does("Product Added", cart_id="c-3", name="Oil filter")
    kim.does("Order Completed", order_id="o-4", cart_id="c-4")
    other = kim.seen("an order", lambda one: events(one, "Order Completed", order_id="o-4"))
    kim.mail("cart-reminder")
    kim.does("Order Completed", order_id="o-5")
    kim.ended("abandoned-cart", "exited")
    return kim, other


def _about(stack, lead):
    return next((mail for mail in stack.mails(CARE) if lead.email in mail["text"]), None)


def test_every_touch_begins_the_four_quiet_hours_anew_and_one_basket_is_reminded_once(forgets):
    kim, second, reminded, *_ = forgets

    assert kim.mail_names == ["cart-reminder", "cart-questions"]
    assert reminded["subject"] == "Still in your basket: Service kit 75 kW"
    assert at(reminded) - at(second) >= 4 * HOUR
    assert len(events(kim.contact(), "Journey Started", journey="abandoned-cart")) == 1


def test_silence_brings_answers_and_their_button_a_task_for_customer_care(forgets):
    kim, _, reminded, asked, task = forgets

    assert 2 * DAY <= at(asked) - at(reminded) < 2 * DAY + 2 * SLACK
    assert task["subject"] == "Call about a basket: Kim"
    assert "Please do it before" in task["text"]
    assert kim.execution("abandoned-cart", "SUCCEEDED").path[-4:] == [
        "remind", "help", "call", "end",
    ]  # fmt: skip


def test_who_comes_back_has_a_day_in_peace_and_hears_of_it_once_more_at_most(comes_back):
    assert comes_back.mail_names == ["cart-reminder", "cart-questions"]
    assert comes_back.execution("abandoned-cart", "SUCCEEDED").path == [
        "start", "quiet", "remind", "shop", "help", "end",
    ]  # fmt: skip


def test_an_order_of_another_basket_ends_nothing_and_one_of_who_knows_which_does(orders):
    kim, other = orders
    contact = kim.contact()

    assert run(other, "abandoned-cart")["status"] == "active"
    assert run(contact, "abandoned-cart")["status"] == "exited"
    assert "cart-questions" not in kim.mail_names
