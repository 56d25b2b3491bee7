"""What the admin API works with, and who may use it: whoever holds the stack's admin token."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kweek.core.rules import Rules
from kweek.shell.aws import client
from kweek.shell.clock import Clock
from kweek.shell.contacts import Contacts
from kweek.shell.content import rules
from kweek.shell.counters import Counters
from kweek.shell.documents import document
from kweek.shell.everyone import Everyone
from kweek.shell.items import Items
from kweek.shell.secrets import address_key, secret
from kweek.shell.settings import settings
from kweek.shell.switches import Switches


def is_admin(authorization: str) -> bool:
    """Whether an Authorization header carries the admin token, compared in constant time."""
    scheme, _, token = authorization.partition(" ")
    expected = secret().keys.admin_token
    return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), expected.encode())


@dataclass(frozen=True)
class Desk:
    """The adapters, the clock and the rules, as compiled and as written."""

    contacts: Contacts
    everyone: Everyone
    items: Items
    counters: Counters
    switches: Switches
    clock: Clock
    rules: Rules
    raw: Mapping[str, Any]


@cache
def desk() -> Desk:
    """This worker's desk."""
    dynamodb, table = client("dynamodb"), settings().table
    return Desk(
        contacts=Contacts(dynamodb, table, address_key),
        everyone=Everyone(dynamodb, table),
        items=Items(dynamodb, table),
        counters=Counters(dynamodb, table),
        switches=Switches(dynamodb, table),
        clock=settings().clock,
        rules=rules(),
        raw=document("rules.json"),
    )
