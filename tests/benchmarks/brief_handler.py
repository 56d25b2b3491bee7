"""What a capable Python developer would write first: the handler that ours are compared with.

boto3 clients for DynamoDB and SQS, Powertools' Logger, Tracer and Metrics, its batch
processor, and twenty pydantic models.
"""

from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from pydantic import BaseModel, Field, create_model

logger = Logger(service="brief")
tracer = Tracer(service="brief")
metrics = Metrics(namespace="Brief", service="brief")
processor = BatchProcessor(event_type=EventType.SQS)
dynamodb = boto3.client("dynamodb")
sqs = boto3.client("sqs")


class Event(BaseModel):
    """One of twenty."""

    id: str
    event: str = Field(min_length=1)
    at: int
    anonymous_id: str | None = None
    user_id: str | None = None
    properties: dict[str, Any] = Field(default_factory=dict)


MODELS = [Event] + [
    create_model(
        f"Model{n}",
        id=(str, ...),
        name=(str, Field(min_length=1)),
        at=(int, 0),
        tags=(list[str], Field(default_factory=list)),
        event=(Event | None, None),
    )
    for n in range(19)
]


def take(record: Any) -> None:
    """Handle one record."""
    event = Event.model_validate(record.json_body)
    dynamodb.get_item(TableName="kweek", Key={"pk": {"S": event.id}, "sk": {"S": "contact"}})


@metrics.log_metrics
@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event: dict[str, Any], context: Any) -> Any:
    """Handle a batch."""
    return process_partial_response(event, take, processor, context)
