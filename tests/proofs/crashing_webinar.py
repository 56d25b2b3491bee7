"""Stories of a webinar, of calls that are split, of a delivery that moves, of laps."""

from kweek.core.times import DAY, HOUR, MINUTE, parse_iso
from tests.proofs.crashing import waits
from tests.stack import webinar

ADA = "ada@example.org"
MORNING = parse_iso("2027-01-18T07:00:00Z")  # eight o'clock of the day of delivery in the end
write = webinar.write


def says(stack, number, event, user="ada", **properties):
    address = f"{user}@example.org"
    about = {"address": address, "traits": {"email": address}, "properties": properties}
    stack.happens(f"{event}-{number}", event=event, user_id=user, **about)
    stack.run()


# -- the invitation: judged after three days, watched until it begins, a pause, an article


def joins(stack):
    traits = {"email": ADA, "country": "NL"}
    stack.happens("o-1", event="Order Completed", user_id="ada", address=ADA, traits=traits)
    stack.goes_on()


def looks(stack):
    if stack.came("webinar-invite"):
        stack.opens("webinar-invite")
        stack.clicks("webinar-invite", "read")
    stack.run()


def registers(stack):
    says(stack, 1, "Webinar Registered", webinar="pipeline-2027")


# -- calls: half are given to the rep, half are written to; which part wins


def asks_for_a_call(number):
    def act(stack):
        says(stack, number, "Call Asked", f"user-{number}", what=f"a price {number}")

    return act


def a_deal_is_won(stack):
    for number in (0, 1, 2):
        says(stack, number, "Deal Won", f"user-{number % 2}")


# -- a delivery: put off, then brought forward; another one that is cancelled


def orders(number):
    def act(stack):
        day = {"order_id": number, "delivery_date": "2027-01-20"}
        says(stack, number, "Order Placed", **day)

    return act


def moves(day):
    def act(stack):
        says(stack, day, "Order Updated", order_id="17", delivery_date=day)

    return act


def is_cancelled(stack):
    says(stack, 1, "Order Cancelled", order_id="18")


def the_manual_comes(stack):
    stack.passes(MORNING + DAY - stack.ms)


# -- laps: asked each week until somebody answers


def is_asked(stack):
    says(stack, 1, "Question Open")


def answers(stack):
    if stack.came("webinar-nudge"):
        stack.clicks("webinar-nudge", "read")
    stack.run()


STORIES = {
    "a webinar": (
        *(joins, looks, *waits(4 * DAY, DAY), registers),
        *waits(3 * DAY, 4 * DAY),
    ),
    "calls": (
        *map(asks_for_a_call, range(4)),
        *(*waits(31 * MINUTE), a_deal_is_won, *waits(31 * DAY)),
    ),
    "a delivery": (
        *(orders("17"), orders("18"), *waits(HOUR), moves("2027-01-22"), *waits(HOUR)),
        *(moves("2027-01-18"), is_cancelled, *waits(HOUR), the_manual_comes),
    ),
    "laps": (is_asked, *waits(7 * DAY, 2 * DAY), answers, *waits(8 * DAY, 9 * DAY)),
}
