"""Stories of a shop: a cart touched at night, dates and schedules, mail that is held back."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kweek.core.times import DAY, HOUR, from_datetime
from tests.proofs.crashing import waits
from tests.stack import shop

ADA = "ada@example.org"
write = shop.write


def goes_to(stack, text):
    there = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
    stack.passes(from_datetime(there) - stack.ms)


def is_known(stack, **traits):
    given = {"email": ADA, **traits}
    stack.happens("ada", "identify", "Identified", user_id="ada", address=ADA, traits=given)
    stack.run()


def does(stack, event, number, **properties):
    stack.happens(f"{event}-{number}", event=event, user_id="ada", properties=properties)
    stack.run()


# -- a cart: touched in the evening and at night, so its reminder begins anew; an order ends it


def fills_a_cart(stack):
    goes_to(stack, "2027-01-15T18:00")
    does(stack, "Product Added", 1, cart_id="c1")


def touches_it_at_night(stack):
    goes_to(stack, "2027-01-16T06:00")
    does(stack, "Product Added", 2, cart_id="c1")


def gets_the_reminder(stack):
    goes_to(stack, "2027-01-16T11:00")


def orders(stack):
    does(stack, "Order Completed", 3, cart_id="c1")


# -- by the clock: a date opens a journey, its end another, each Monday a third


def has_dates(stack):
    is_known(stack, renewal_date="2027-02-20", weekly="yes")


def until(text):
    def act(stack):
        goes_to(stack, text)

    return act


# -- held back: by the switch, entered by hand, let go, looked at


def is_entered_by_hand(stack):
    is_known(stack)
    assert stack.administers("POST", "journeys/after/pause") == 200
    asked = {"journey": "after", "email": ADA, "id": "request-1"}
    assert stack.administers("POST", "enrolments", asked) == 202
    stack.run()


def is_let_go(stack):
    assert stack.administers("POST", "journeys/after/resume") == 200
    assert stack.administers("POST", "looks") == 202
    stack.goes_on()


def is_looked_at(stack):
    for path in ("contacts", f"contacts/{stack.contact(ADA).id}", "reports", "handoffs"):
        assert stack.administers("GET", path, query={"email": ADA}) == 200


STORIES = {
    "a cart": (
        *(is_known, fills_a_cart, *waits(5 * HOUR), touches_it_at_night),
        *(gets_the_reminder, orders, *waits(3 * DAY)),
    ),
    "by the clock": (
        has_dates,
        *map(until, ("2027-01-18T08:00", "2027-01-18T10:00", "2027-01-21T12:00")),
        *map(until, ("2027-01-25T08:00", "2027-01-26T00:00")),
    ),
    "held back": (is_entered_by_hand, *waits(HOUR), is_let_go, is_looked_at, *waits(DAY)),
}
