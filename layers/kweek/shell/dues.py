"""Finds the contacts that time alone has changed, and sends them through ingest."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kweek.core.incoming import Incoming
from kweek.core.times import Instant
from kweek.shell import intake
from kweek.shell.contacts import DUE_SHARDS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_AT_ONCE = 1_000  # a shard; the next tick takes the rest


def send_due(dynamodb: "DynamoDBClient", table: str, now: Instant) -> int:
    """Queue a message for each contact due by `now`; how many."""
    found = [_message(*one, now) for one in _due(dynamodb, table, now)]
    intake.send(found)
    return len(found)


def _due(dynamodb: "DynamoDBClient", table: str, now: Instant) -> Iterator[tuple[str, Instant]]:
    for shard in range(DUE_SHARDS):
        answer: Any = dynamodb.query(
            TableName=table,
            IndexName="due",
            KeyConditionExpression="#shard = :shard AND due_at <= :now",
            ExpressionAttributeNames={"#shard": "shard"},  # a reserved word
            ExpressionAttributeValues={
                ":shard": {"S": f"due#{shard}"},
                ":now": {"N": str(now)},
            },
            Limit=MOST_AT_ONCE,
        )
        for item in answer["Items"]:
            yield item["pk"]["S"].removeprefix("c#"), Instant(int(item["due_at"]["N"]))


def _message(contact: str, due_at: Instant, now: Instant) -> Incoming:
    return Incoming(
        id=f"due-{due_at}", type="due", event="Due", contact=contact, at=now, received_at=now
    )
