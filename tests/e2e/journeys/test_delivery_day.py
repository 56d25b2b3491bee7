"""The manual on the morning of the delivery: moved, late, unread, and cancelled."""

import pytest

from kweek.core.times import DAY
from tests.e2e.journeys.calendar import SLACK, at_home, day, there
from tests.e2e.journeys.visitors import shopper
from tests.e2e.people import run
from tests.e2e.stack import at
from tests.e2e.story import story

pytestmark = pytest.mark.e2e


def buys(stack, name, after):
    """Somebody who orders now, to be delivered some days from now."""
    kim = shopper(stack, name)
    date = day(stack.now(), after)
    kim.does("Order Completed", order_id=f"o-{name}", delivery_date=date)
    kim.execution("delivery-day")
    return kim, date


@story
def moved(stack):
    """The parcel comes three days later than it was promised, and its manual is read."""
    kim, promised = buys(stack, "moved", after=8)
    later = day(at_home(promised), after=3)
    kim.does("Order Updated", order_id="o-moved", delivery_date=later)
    manual = kim.mail("product-manual")
    kim.follow(manual)
    kim.ended("delivery-day", "finished")
    return kim, later, manual


@story
def arrived_already(stack):
    """The order is told of when its parcel is there; nobody reads a manual."""
    kim, _ = buys(stack, "arrived", after=-2)
    asked = stack.now()
    manual, tips = kim.mail("product-manual"), kim.mail("product-tips")
    kim.ended("delivery-day", "finished")
    return kim, asked, manual, tips


@story
def cancelled(stack):
    """Cancels one of two orders."""
    kim, _ = buys(stack, "cancelled", after=10)
    kim.does("Order Cancelled", order_id="o-of-somebody-else")
    kim.event("Order Cancelled")
    before = kim.contact()
    kim.does("Order Cancelled", order_id="o-cancelled")
    kim.ended("delivery-day", "exited")
    return kim, before


def own(kim):
    return [name for name in kim.mail_names if name.startswith("product-")]


def test_a_delivery_that_moves_takes_its_mail_with_it(moved):
    kim, later, manual = moved
    contact = kim.contact()

    assert own(kim) == ["product-manual"]
    assert there(at(manual)).date().isoformat() == later
    assert at_home(f"{later} 08:00") <= at(manual) < at_home(f"{later} 08:00") + SLACK
    assert there(at_home(later)).strftime("%B %Y") in manual["text"]
    assert run(contact, "delivery-day")["goal"] is not None
    assert kim.execution("delivery-day", "SUCCEEDED").path == ["start", "day", "manual", "end"]


def test_a_parcel_that_is_there_already_gets_its_manual_at_once_and_silence_brings_tips(
    arrived_already,
):
    kim, asked, manual, tips = arrived_already

    assert own(kim) == ["product-manual", "product-tips"]
    assert at(manual) - asked < SLACK
    assert 4 * DAY <= at(tips) - at(manual) < 4 * DAY + 2 * SLACK
    assert kim.execution("delivery-day", "SUCCEEDED").path == [
        "start", "day", "manual", "tips", "end",
    ]  # fmt: skip


def test_an_order_that_is_cancelled_gets_no_manual_and_another_ones_changes_nothing(cancelled):
    kim, before = cancelled

    assert run(before, "delivery-day")["status"] == "active"
    assert run(kim.contact(), "delivery-day")["status"] == "exited"
    assert own(kim) == []
