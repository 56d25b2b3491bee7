"""What is written on an address's item: who has it, why it must not be mailed, that it is free.

The item lies under a keyed hash, so that nobody can read from it whose address it is, and it
outlives an erasure where something blocks it.
"""

from typing import Any

from kweek.core.times import Instant
from kweek.shell.codec import SCHEMA

Write = Any

#: Which reasons each other reason replaces; a complaint replaces any.
_WEAKER = {"unsubscribed": (), "bounced": ("unsubscribed",)}
_NAMES = {"#schema": "schema"}
_BLOCK = {"#block": "block"}  # a reserved word
_VALUES = {":schema": {"N": str(SCHEMA)}}


def block(table: str, hashed: str, reason: str) -> Write:
    """Write why it must not be mailed; a weaker reason leaves a stronger one."""
    weaker = _WEAKER.get(reason, ("unsubscribed", "bounced"))
    values = {f":w{n}": {"S": one} for n, one in enumerate(weaker)}
    among = f" OR #block IN ({', '.join(values)})" if values else ""
    return {
        **_item(table, hashed),
        "UpdateExpression": "SET #block = :reason, #schema = :schema",
        "ConditionExpression": f"attribute_not_exists(#block){among}",
        "ExpressionAttributeNames": {**_BLOCK, **_NAMES},
        "ExpressionAttributeValues": {":reason": {"S": reason}, **_VALUES, **values},
    }


def claim(table: str, hashed: str, contact: str) -> Write:
    """Give it to a contact, if nobody has it."""
    return {
        **_item(table, hashed),
        "UpdateExpression": "SET contact = :contact, #schema = :schema",
        "ConditionExpression": "attribute_not_exists(contact)",
        "ExpressionAttributeNames": _NAMES,
        "ExpressionAttributeValues": {":contact": {"S": contact}, **_VALUES},
    }


def release(table: str, hashed: str, contact: str, at: Instant, reason: str | None) -> Write:
    """Take it from a contact who is erased; what blocked it stays, and `reason` does too."""
    blocked = ", #block = if_not_exists(#block, :reason)" if reason else ""
    return {
        **_item(table, hashed),
        "UpdateExpression": f"SET erased_at = :at, #schema = :schema{blocked} REMOVE contact",
        "ConditionExpression": "attribute_not_exists(contact) OR contact = :contact",
        "ExpressionAttributeNames": {**_NAMES, **(_BLOCK if reason else {})},
        "ExpressionAttributeValues": {
            ":contact": {"S": contact},
            ":at": {"N": str(at)},
            **({":reason": {"S": reason}} if reason else {}),
            **_VALUES,
        },
    }


def forget(table: str, hashed: str, at: Instant) -> Write:
    """Delete it, unless it is blocked, claimed anew, or was another erasure's."""
    return {
        **_item(table, hashed),
        "ConditionExpression": (
            "attribute_not_exists(#block) AND attribute_not_exists(contact) AND erased_at = :at"
        ),
        "ExpressionAttributeNames": _BLOCK,
        "ExpressionAttributeValues": {":at": {"N": str(at)}},
    }


def _item(table: str, hashed: str) -> dict[str, Any]:
    return {"TableName": table, "Key": {"pk": {"S": f"a#{hashed}"}, "sk": {"S": "address"}}}
