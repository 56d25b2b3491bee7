"""The index of the contacts at which somebody must look, by when."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kweek.core.times import Instant
from kweek.shell.contacts import DUE_SHARDS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_AT_ONCE = 1_000  # a shard; the next tick takes the rest


def due_by(dynamodb: "DynamoDBClient", table: str, now: Instant) -> Iterator[tuple[str, Instant]]:
    """Who is due by `now`, and since when."""
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
