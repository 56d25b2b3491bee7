"""Everybody who is in some journey: what the table says, whatever became of their executions."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kweek.core.contact import Contact
from kweek.shell.codec import contact_in

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def in_journeys(dynamodb: "DynamoDBClient", table: str) -> Iterator[Contact]:
    """Each contact with a run under way; one Scan of the table."""
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="sk = :sk AND attribute_exists(body)",
        ExpressionAttributeValues={":sk": {"S": "contact"}},
        ConsistentRead=True,
    )
    for page in pages:
        for item in page["Items"]:
            contact = contact_in(item)
            if any(run.status == "active" for run in contact.enrolments.values()):
                yield contact


def runs_under_way(dynamodb: "DynamoDBClient", table: str) -> Counter[str]:
    """How many runs of each journey are under way, those whose executions broke included."""
    return Counter(
        run.journey
        for contact in in_journeys(dynamodb, table)
        for run in contact.enrolments.values()
        if run.status == "active"
    )
