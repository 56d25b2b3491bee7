"""SES events -> ledger, contacts and addresses: what became of each mail."""

from functools import cache
from typing import Any

from kweek.core.fate import read_fate
from kweek.shell.aws import client
from kweek.shell.batches import each, handle
from kweek.shell.contacts import Contacts
from kweek.shell.content import rules
from kweek.shell.fates import Feedback, take_fate
from kweek.shell.intake import send
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
        take_fate(fate, _feedback())


@cache
def _feedback() -> Feedback:
    dynamodb, table = client("dynamodb"), settings().table
    return Feedback(
        contacts=Contacts(dynamodb, table, address_key),
        items=Items(dynamodb, table),
        clock=settings().clock,
        rules=rules,
        send=send,
    )
