"""AWS clients: one of each per worker, and none retries where a second try could do harm."""

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

PATIENT = Config(
    connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4}
)
# SES has no idempotency token: a second attempt can be a second mail (G9). A batch that waits
# this long for each of its mails still fits into one call of the mailer.
ONCE = Config(connect_timeout=2, read_timeout=8, retries={"total_max_attempts": 1})


@overload
def client(name: Literal["dynamodb"]) -> "DynamoDBClient": ...
@overload
def client(name: Literal["sesv2"]) -> "SESV2Client": ...
@overload
def client(name: Literal["sqs"]) -> "SQSClient": ...
@overload
def client(name: Literal["stepfunctions"]) -> "SFNClient": ...
def client(name: str) -> Any:
    """The worker's client of this name."""
    return _made(name)


@cache
def _made(name: str) -> Any:
    return _session().create_client(name, config=ONCE if name == "sesv2" else PATIENT)


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def forget() -> None:
    """Drop the clients, so that the next one meets a changed environment."""
    _made.cache_clear()
