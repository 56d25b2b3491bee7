"""Deletes what lies under a contact's id: the only place where Kweek deletes items of people."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

AT_ONCE = 25  # items that one BatchWriteItem deletes

Item = Mapping[str, Any]


def sweep(
    dynamodb: "DynamoDBClient",
    table: str,
    contact: str,
    runs: Collection[str],
    keep: Collection[str],
) -> None:
    """Delete all but the contact's own item and `keep`, page by page.

    The tokens of the runs that a page names go before it does: whoever begins again after a
    crash still finds them there.
    """
    _delete(dynamodb, table, [_token(run) for run in runs])
    for page in _pages(dynamodb, table, contact):
        found = [item for item in page if item["sk"]["S"] not in ("contact", *keep)]
        named = {run for item in found for run in _runs(item)}
        _delete(dynamodb, table, [_token(run) for run in sorted(named)])
        _delete(dynamodb, table, [{"pk": item["pk"], "sk": item["sk"]} for item in found])


def _pages(dynamodb: "DynamoDBClient", table: str, contact: str) -> Iterator[list[Item]]:
    start: dict[str, Any] = {}
    while True:
        answer: Any = dynamodb.query(
            TableName=table,
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"c#{contact}"}},
            **start,
        )
        yield answer["Items"]
        if not answer.get("LastEvaluatedKey"):
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _runs(item: Item) -> Iterator[str]:
    """The runs that an event or a ledger row names."""
    if item["sk"]["S"] == "contact" or "body" not in item:
        return
    body = json.loads(item["body"]["S"])
    for run in (body.get("run"), body.get("properties", {}).get("run")):
        if isinstance(run, str):
            yield run


def _token(run: str) -> Item:
    return {"pk": {"S": f"t#{run}"}, "sk": {"S": "token"}}


def _delete(dynamodb: "DynamoDBClient", table: str, keys: Sequence[Item]) -> None:
    left = list(keys)
    while left:
        now, left = left[:AT_ONCE], left[AT_ONCE:]
        wanted: Any = {table: [{"DeleteRequest": {"Key": key}} for key in now]}
        answer = dynamodb.batch_write_item(RequestItems=wanted)
        unprocessed: Any = answer.get("UnprocessedItems", {}).get(table, [])
        left += [one["DeleteRequest"]["Key"] for one in unprocessed]
