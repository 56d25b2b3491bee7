"""The table in moto, with ways to look that cost no calls."""

import json

from moto.dynamodb.models import dynamodb_backends

from tests.stack.queues import ACCOUNT, REGION

NAME = "kweek"
KEYS = (("pk", "S"), ("sk", "S"), ("shard", "S"), ("due_at", "N"))


def make(dynamodb, *, stream=False):
    dynamodb.create_table(
        TableName=NAME,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": t} for n, t in KEYS],
        KeySchema=_key("pk", "sk"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": "due",
                "KeySchema": _key("shard", "due_at"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        **(
            {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}}
            if stream
            else {}
        ),
    )


def stored():
    """What moto keeps, to be copied."""
    return _table().items


def store(kept):
    """Put back what was kept."""
    _table().items = kept


def clear():
    """Take every item out."""
    _table().items.clear()


def items():
    """Every item, as DynamoDB's JSON."""
    return [item.to_json()["Attributes"] for item in _table().all_items()]


def bodies(kind):
    """What stands in every item of a kind (`event`, `send`, `mark`)."""
    for item in items():
        if item.get("kind") == {"S": kind} and "body" in item:
            state = {"state": item["state"]["S"]} if "state" in item else {}
            yield {**json.loads(item["body"]["S"]), **state, "id": item["sk"]["S"][2:]}


def stream_records():
    """Every change so far, as Lambda gets it."""
    return [record.to_json() for record in stream()]


def stream():
    """The changes, as moto keeps them."""
    return _table().stream_shard.items


def _table():
    return dynamodb_backends[ACCOUNT][REGION].tables[NAME]


def _key(partition, sort):
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
