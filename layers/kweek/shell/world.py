"""Everything a queue handler works with, made once per worker."""

from dataclasses import dataclass
from functools import cache

from kweek.core.rules import Rules
from kweek.shell.aws import client
from kweek.shell.clock import Clock
from kweek.shell.contacts import Contacts
from kweek.shell.content import rules
from kweek.shell.items import Items
from kweek.shell.performing import Performer
from kweek.shell.secrets import address_key
from kweek.shell.settings import settings


@dataclass(frozen=True)
class World:
    """The adapters, the clock and the rules."""

    contacts: Contacts
    items: Items
    performer: Performer
    clock: Clock
    rules: Rules


@cache
def world() -> World:
    """This worker's world."""
    dynamodb, table = client("dynamodb"), settings().table
    items = Items(dynamodb, table)
    return World(
        contacts=Contacts(dynamodb, table, address_key),
        items=items,
        performer=Performer(items, client("sqs")),
        clock=settings().clock,
        rules=rules(),
    )
