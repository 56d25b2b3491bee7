"""What this worker works with, made once: AWS, its clock, and the rules that it was given."""

from functools import cache

from kweek.shell.aws import client
from kweek.shell.contacts import Contacts
from kweek.shell.content import rules
from kweek.shell.items import Items
from kweek.shell.ordering import Orders
from kweek.shell.performing import Performer
from kweek.shell.secrets import address_key
from kweek.shell.settings import settings
from kweek.shell.world import World


@cache
def world() -> World:
    """This worker's world."""
    dynamodb, table = client("dynamodb"), settings().table
    items = Items(dynamodb, table)
    return World(
        contacts=Contacts(dynamodb, table, address_key),
        items=items,
        performer=Performer(items, Orders(client("sqs")).send),
        clock=settings().clock,
        rules=rules(),
    )
