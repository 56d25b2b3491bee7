"""The people of the shipped journeys: what they do before a story begins."""

import time

from tests.e2e.people import Person
from tests.e2e.stack import EVERY


def shopper(stack, name, **fields):
    """Somebody with an account in the shop, who said yes to its mails."""
    kim = Person(stack, f"{name}@example.org")
    kim.fill_in("shop-account", first_name="Kim", company="Kaas BV", **fields)
    return kim


def dutch_customer(stack, name):
    """Somebody in the Netherlands who bought something."""
    kim = shopper(stack, name, country="NL")
    kim.does("Order Completed", order_id=f"order-of-{name}")
    return kim


def changes(kim, **traits):
    """What the CRM tells about somebody."""
    call = {"anonymousId": kim.cookie, "traits": traits}
    assert kim.stack.collect("identify", **call).status == 200


def wait_until(stack, instant):
    """Sleep until the campaign has come to this instant."""
    while stack.now() < instant:
        time.sleep(EVERY)
