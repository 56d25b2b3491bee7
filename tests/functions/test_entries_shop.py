"""Ways in on the whole stack: what carts, deliveries, seasons, dates and hands set going."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kweek.core.times import DAY, HOUR, MINUTE, SECOND, from_datetime
from tests.stack import shop
from tests.stack.kweek_stack import Stack

ADA = "ada@example.org"

pytestmark = [pytest.mark.usefixtures("the_secret"), pytest.mark.slow]


def at(text):
    there = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
    return from_datetime(there)


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return shop.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path)


def goes_to(stack, text):
    stack.passes(at(text) - stack.ms)


def is_known(stack, **traits):
    stack.happens(
        "ada",
        "identify",
        "Identified",
        user_id="ada",
        address=ADA,
        traits={"email": ADA, **traits},
    )
    stack.run()


def does(stack, event, number, **properties):
    stack.happens(f"{event}-{number}", event=event, user_id="ada", properties=properties)
    stack.run()


def runs(stack, journey):
    found = [run for run in stack.user("ada").enrolments.values() if run.journey == journey]
    return sorted(found, key=lambda run: run.since)


def ended(stack, journey):
    return [(run.status, run.exit) for run in runs(stack, journey)]


def started(stack):
    return [name for name in stack.machines.executions if not name.endswith("-0")]


# -- the cart: a restart while nothing was sent


def test_a_cart_is_reminded_of_four_quiet_hours_after_the_last_of_many_touches(stack):
    is_known(stack)
    for touch in range(10):
        does(stack, "Product Added", touch, cart_id="c1", total=touch)
        stack.passes(30 * MINUTE)
    last = stack.ms - 30 * MINUTE

    stack.passes(last + 4 * HOUR - SECOND - stack.ms)
    before = stack.mails()
    stack.passes(SECOND)

    assert (before, stack.mails()) == ([], [(ADA, "cart-reminder")])
    [run] = runs(stack, "cart")
    assert (run.epoch, run.entry["total"], started(stack)) == (0, 9, [])


def test_a_touch_while_the_reminder_waits_for_the_morning_begins_anew(stack):
    is_known(stack)
    goes_to(stack, "2027-01-15T18:00")
    does(stack, "Product Added", 1, cart_id="c1")
    goes_to(stack, "2027-01-16T06:00")  # held back since ten in the evening
    does(stack, "Product Added", 2, cart_id="c1")

    goes_to(stack, "2027-01-16T09:59:59")
    before = stack.mails()
    goes_to(stack, "2027-01-16T10:00:01")

    assert (before, stack.mails()) == ([], [(ADA, "cart-reminder")])
    states = {(row["state"], row["hold"]) for row in stack.ledger(ADA)}
    assert states == {("held", "journey left"), ("delivered", None)}


def test_a_touch_after_the_reminder_changes_nothing_and_the_order_ends_all(stack):
    is_known(stack)
    does(stack, "Product Added", 1, cart_id="c1", total=1)
    stack.passes(5 * HOUR)
    does(stack, "Cart Viewed", 2, cart_id="c1", total=2)
    [run] = runs(stack, "cart")
    assert (run.entry["total"], run.step) == (1, "remind")

    does(stack, "Order Completed", 3, cart_id="another")
    assert ended(stack, "cart") == [("active", None)]
    does(stack, "Order Completed", 4)
    assert ended(stack, "cart") == [("exited", "rule")]


def test_a_cart_without_its_key_starts_nothing_and_the_timeline_says_so(stack):
    is_known(stack)
    does(stack, "Product Added", 1, total=1)

    [seen] = [event for event in stack.timeline(ADA) if event["event"] == "Product Added"]
    assert runs(stack, "cart") == []
    assert seen["changed"] == [
        {"what": "journey", "name": "cart", "to": "refused", "reason": "no key"}
    ]


def test_a_visitor_s_cart_is_the_same_cart_once_they_are_known(stack):
    stack.happens("add-1", event="Product Added", anonymous_id="v", properties={"cart_id": "c1"})
    stack.passes(HOUR)
    stack.happens(
        "who", "identify", "Identified", anonymous_id="v", user_id="ada", address=ADA,
        traits={"email": ADA},
    )  # fmt: skip
    stack.run()
    does(stack, "Product Added", 2, cart_id="c1")

    stack.passes(4 * HOUR)

    assert stack.mails() == [(ADA, "cart-reminder")]
    assert len(runs(stack, "cart")) == 1


def test_a_cart_that_was_touched_on_two_devices_is_reminded_of_once(stack):
    is_known(stack)
    does(stack, "Product Added", 1, cart_id="c1")
    stack.happens("add-2", event="Product Added", anonymous_id="v", properties={"cart_id": "c1"})
    stack.passes(HOUR)
    stack.happens("who", "identify", "Identified", anonymous_id="v", user_id="ada")

    stack.passes(10 * DAY)

    assert stack.mails() == [(ADA, "cart-reminder"), (ADA, "cart-questions")]
    assert sorted(ended(stack, "cart")) == [("exited", "in it already"), ("finished", None)]


# -- the day of delivery: a refresh


def orders(stack, day, number=1, event="Order Placed"):
    does(stack, event, number, order_id="o1", **({"delivery_date": day} if day else {}))


def moves(stack, day, number=2):
    orders(stack, day, number, "Order Updated")


def test_the_manual_comes_at_eight_on_the_day_of_delivery(stack):
    is_known(stack)
    orders(stack, "2027-01-20")

    goes_to(stack, "2027-01-20T07:59:59")
    before = stack.mails()
    goes_to(stack, "2027-01-20T08:00:00")

    assert (before, stack.mails()) == ([], [(ADA, "product-manual")])


def test_a_delivery_put_off_puts_off_the_manual(stack):
    is_known(stack)
    orders(stack, "2027-01-20")
    goes_to(stack, "2027-01-18T12:00")
    moves(stack, "2027-01-22")

    goes_to(stack, "2027-01-22T07:59:59")
    before = stack.mails()
    goes_to(stack, "2027-01-22T08:00:00")

    assert (before, stack.mails()) == ([], [(ADA, "product-manual")])
    assert started(stack) == []


def test_a_delivery_brought_forward_brings_the_manual_forward(stack):
    is_known(stack)
    orders(stack, "2027-01-20")
    goes_to(stack, "2027-01-16T12:00")
    moves(stack, "2027-01-18")

    goes_to(stack, "2027-01-18T07:59:59")
    before = stack.mails()
    goes_to(stack, "2027-01-18T08:00:00")
    goes_to(stack, "2027-01-25T08:00:00")

    assert (before, stack.mails()) == ([], [(ADA, "product-manual")])
    assert ended(stack, "delivery") == [("finished", None)]
    assert len(started(stack)) == 1


def test_a_delivery_moved_to_before_it_was_ordered_is_late_at_once(stack):
    is_known(stack)
    orders(stack, "2027-01-20")
    goes_to(stack, "2027-01-16T12:00")
    moves(stack, "2027-01-14")

    assert stack.mails() == [(ADA, "product-sorry")]
    goes_to(stack, "2027-01-25T08:00:00")
    assert ended(stack, "delivery") == [("finished", None)]
    assert stack.mails() == [(ADA, "product-sorry")]


def test_a_delivery_s_day_taken_away_ends_the_run_and_a_new_one_begins_another(stack):
    is_known(stack)
    orders(stack, "2027-01-20")
    goes_to(stack, "2027-01-16T12:00")
    moves(stack, None)
    goes_to(stack, "2027-01-16T13:00")
    moves(stack, "2027-01-19", 3)

    goes_to(stack, "2027-01-25T08:00")

    assert ended(stack, "delivery") == [("exited", "no date"), ("finished", None)]
    assert stack.mails() == [(ADA, "product-manual")]


def test_an_order_cancelled_ends_its_own_run(stack):
    is_known(stack)
    orders(stack, "2027-01-20")
    does(stack, "Order Placed", 2, order_id="o2", delivery_date="2027-01-20")
    stack.passes(SECOND)
    does(stack, "Order Cancelled", 3, order_id="o2")

    goes_to(stack, "2027-01-21T08:00")

    assert sorted(ended(stack, "delivery")) == [("exited", "rule"), ("finished", None)]
    assert stack.mails() == [(ADA, "product-manual")]


# -- year-end: a season for all members, and an end


def test_a_quiet_customer_hears_of_it_in_november_and_nothing_after_the_end(stack):
    is_known(stack)
    does(stack, "Order Completed", 1)

    goes_to(stack, "2027-10-31T23:59:59")
    assert runs(stack, "year-end") == []
    goes_to(stack, "2027-11-01T00:00:00")
    assert [run.since for run in runs(stack, "year-end")] == [at("2027-11-01T00:00")]
    goes_to(stack, "2027-12-20T23:59:59")
    assert ended(stack, "year-end") == [("active", None)]
    goes_to(stack, "2027-12-21T00:00:01")
    assert ended(stack, "year-end") == [("exited", "ended")]
    goes_to(stack, "2028-02-01T00:00:00")
    assert [name for name in stack.mails(ADA) if name.startswith("year")] == ["year-news"]


# -- each quarter, a date, a schedule


def test_each_quarter_is_skipped_while_a_run_is_under_way(stack):
    is_known(stack)
    does(stack, "Order Completed", 1)
    joined = stack.ms

    stack.passes(200 * DAY)  # the second time, the first run still waits for its hundred days

    began = [
        event["at"]
        for event in stack.timeline(ADA)
        if event["event"] == "Journey Started" and event["properties"]["journey"] == "quarterly"
    ]
    assert began == [joined, joined + 180 * DAY]


def test_a_date_opens_a_journey_and_that_journey_s_end_another(stack):
    is_known(stack, renewal_date="2027-03-01")

    goes_to(stack, "2027-01-29T23:59:59")
    before = runs(stack, "renewal")
    goes_to(stack, "2027-01-30T00:00")
    assert (before, len(runs(stack, "renewal"))) == ([], 1)
    goes_to(stack, "2027-01-30T08:00")  # held back until the morning

    assert stack.mails() == [(ADA, "renewal"), (ADA, "after-renewal")]
    assert runs(stack, "after")[0].status == "finished"


def test_a_schedule_opens_its_journey_each_week_to_its_segment(stack):
    is_known(stack, weekly="yes")
    goes_to(stack, "2027-01-18T08:59:59")
    before = runs(stack, "weekly")
    goes_to(stack, "2027-02-01T09:00")

    mondays = [at(f"{day}T09:00") for day in ("2027-01-18", "2027-01-25", "2027-02-01")]
    assert (before, [run.since for run in runs(stack, "weekly")]) == ([], mondays)


# -- by hand, and a look


def asks(stack, journey, request="1"):
    stack.happens(
        f"enrol-{request}",
        "enrol",
        "Enrolment Requested",
        contact=stack.user("ada").id,
        properties={"journey": journey, "entry": {"source": "fair"}},
    )
    stack.run()


def test_somebody_is_put_into_a_journey_by_hand_once_however_often_the_message_comes(stack):
    is_known(stack)
    stack.deliveries = 2
    asks(stack, "after")
    asks(stack, "after")

    assert stack.mails() == [(ADA, "after-renewal")]
    assert [run.entry for run in runs(stack, "after")] == [{}]  # over: it is in the timeline
    asked = next(e for e in stack.timeline(ADA) if e["event"] == "Enrolment Requested")
    assert asked["changed"][-1] == {"what": "journey", "name": "after", "to": "started"}


def test_a_journey_that_nobody_enters_by_hand_refuses_and_the_timeline_says_why(stack):
    is_known(stack)
    asks(stack, "cart")

    asked = next(e for e in stack.timeline(ADA) if e["event"] == "Enrolment Requested")
    assert runs(stack, "cart") == []
    assert asked["changed"] == [
        {"what": "journey", "name": "cart", "to": "refused", "reason": "not by hand"}
    ]


def looks(stack, number=1, **properties):
    stack.happens(
        f"look-{number}", "look", "Look", contact=stack.user("ada").id, properties=properties
    )
    stack.run()


def test_a_look_taken_twice_is_one_look_and_leaves_no_line_in_the_timeline(stack):
    is_known(stack)
    stack.deliveries = 2
    before = stack.told(ADA)
    looks(stack, paused={})

    assert stack.told(ADA) == before
