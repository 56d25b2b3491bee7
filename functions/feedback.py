"""SES events -> ledger, contacts and addresses: what became of each mail."""

from functools import cache
from typing import Any

from kweek.core.fate import read_fate
from kweek.shell.aws import client
from kweek.shell.batches import each, handle
from kweek.shell.contacts import Contacts
from kweek.shell.fates import take_fate
from kweek.shell.items import Items
from kweek.shell.secrets import address_key
from kweek.shell.settings import settings

PROCESSOR = each()


def handler(event: dict[str, Any], context: object) -> Any:
    """Apply a batch of SES events."""
    return handle(event, context, _take, PROCESSOR)


def _take(body: dict[str, Any]) -> None:
    fate = read_fate(body)
    if fate is not None:
        take_fate(fate, *_adapters(), settings().clock)


@cache
def _adapters() -> tuple[Contacts, Items]:
    dynamodb, table = client("dynamodb"), settings().table
    return Contacts(dynamodb, table, address_key), Items(dynamodb, table)
