"""One signed JSON call to AWS without botocore's models, where the cold start counts.

A client parses its service's model before the first call; the HTTP edge makes three kinds of
call, and needs no model for them.
"""

import json
import os
import time
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
from botocore.credentials import Credentials
from botocore.exceptions import ConnectionError as NoConnection
from botocore.exceptions import HTTPClientError
from botocore.httpsession import URLLib3Session

PAUSES = (0.05, 0.2, 0.6)  # seconds before the second, third and last attempt
LAST_TRY = 3  # seconds after which no further attempt begins: a browser is waiting
TIMEOUT: Any = (1, 3)  # to connect, to read; the stubs know one number only
SERVER_FAULT = 500
REFUSED = 400


class Service(NamedTuple):
    """How a service of the AWS JSON protocol is addressed."""

    target: str
    version: str
    endpoint_variable: str


SERVICES = {
    "sqs": Service("AmazonSQS", "1.0", "AWS_ENDPOINT_URL_SQS"),
    "dynamodb": Service("DynamoDB_20120810", "1.0", "AWS_ENDPOINT_URL_DYNAMODB"),
    "secretsmanager": Service("secretsmanager", "1.1", "AWS_ENDPOINT_URL_SECRETS_MANAGER"),
}


class CallFailed(Exception):
    """AWS did not do what was asked; says which call and why, never what was in it."""


def call(service: str, operation: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """What AWS answers, after a few tries while it or the way to it is at fault."""
    reason, begun = "", time.monotonic()
    for pause in (0, *PAUSES):
        time.sleep(pause)
        if reason and time.monotonic() - begun > LAST_TRY:
            break
        try:
            response = transmit(_signed(service, operation, body))
        except (HTTPClientError, NoConnection) as unreachable:
            reason = type(unreachable).__name__
            continue
        if response.status_code < REFUSED:
            answer: dict[str, Any] = json.loads(response.content or b"{}")
            return answer
        reason = _code(response)
        if response.status_code < SERVER_FAULT and not _throttled(reason):
            break
    msg = f"{service}.{operation}: {reason}"
    raise CallFailed(msg)


def transmit(request: AWSPreparedRequest) -> AWSResponse:
    """Carry one signed request over the wire."""
    return _connections().send(request)


@cache
def _connections() -> URLLib3Session:
    return URLLib3Session(timeout=TIMEOUT)


def forget() -> None:
    """Drop the connections."""
    _connections.cache_clear()


def _signed(service: str, operation: str, body: Mapping[str, Any]) -> AWSPreparedRequest:
    target, version, _ = SERVICES[service]
    env = os.environ
    region = env.get("AWS_REGION") or env["AWS_DEFAULT_REGION"]
    request = AWSRequest(
        method="POST",
        url=_endpoint(service, region),
        data=json.dumps(body).encode(),
        headers={
            "Content-Type": f"application/x-amz-json-{version}",
            "X-Amz-Target": f"{target}.{operation}",
        },
    )
    credentials = Credentials(
        env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], env.get("AWS_SESSION_TOKEN")
    )
    SigV4Auth(credentials, service, region).add_auth(request)
    return request.prepare()


def _endpoint(service: str, region: str) -> str:
    given = os.environ.get(SERVICES[service].endpoint_variable) or os.environ.get(
        "AWS_ENDPOINT_URL"
    )
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"{(given or f'https://{service}.{region}.{suffix}').rstrip('/')}/"


def _code(response: AWSResponse) -> str:
    try:
        kind = str(json.loads(response.content)["__type"])
    except (ValueError, KeyError, TypeError):
        return str(response.status_code)
    return kind.rpartition("#")[2]


def _throttled(code: str) -> bool:
    return any(word in code for word in ("Throttl", "LimitExceeded", "ThroughputExceeded"))
