"""What of botocore's data the functions need: the calls they make, undocumented, and endpoints.

botocore describes over 400 services in 25 MB. A client reads its service's description and the
list of endpoints when it is made, so what is left out here is also not parsed at a cold start.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

# Name in botocore's data, and name in its list of endpoints.
SERVICES = {
    "dynamodb": "dynamodb",
    "secretsmanager": "secretsmanager",
    "sesv2": "email",
    "sqs": "sqs",
    "stepfunctions": "states",
}
#: The calls that functions make by a client; a client of the layer knows no other.
CALLS = {
    "dynamodb": (
        "BatchGetItem",
        "BatchWriteItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactWriteItems",
        "UpdateItem",
    ),
    "secretsmanager": ("GetSecretValue",),
    "sesv2": ("SendEmail",),
    "sqs": ("SendMessage",),
    "stepfunctions": ("SendTaskFailure", "SendTaskSuccess", "StartExecution", "StopExecution"),
}
_KEPT = ("_retry.json", "partitions.json", "sdk-default-configuration.json")


def trim_botocore(files: Mapping[str, bytes], data: str) -> dict[str, bytes]:
    """The files without the data nobody asks for; `data` is where botocore's data lies."""
    kept = {}
    for name, content in files.items():
        if not name.startswith(data):
            kept[name] = content
            continue
        place = name.removeprefix(data)
        if place == "endpoints.json":
            kept[name] = _few_endpoints(content)
        elif place in _KEPT:
            kept[name] = content
        elif place.split("/")[0] in SERVICES and not place.endswith("examples-1.json"):
            described = _read(name, content)
            if place.split("/")[-1].startswith("service-2.json"):
                described = _only(described, CALLS[place.split("/")[0]])
            kept[name.removesuffix(".gz")] = _compact(_without_prose(described))
    return kept


def _few_endpoints(content: bytes) -> bytes:
    endpoints = json.loads(content)
    for partition in endpoints["partitions"]:
        services = partition["services"]
        partition["services"] = {
            name: services[name] for name in SERVICES.values() if name in services
        }
    return _compact(endpoints)


def _read(name: str, content: bytes) -> Any:
    """Kept as plain JSON: unpacking it is Lambda's loader's work, not the function's."""
    return json.loads(gzip.decompress(content) if name.endswith(".gz") else content)


def _only(service: dict[str, Any], calls: Iterable[str]) -> dict[str, Any]:
    """A service's description with these calls and the shapes that they lead to."""
    operations = {call: service["operations"][call] for call in calls}
    shapes: dict[str, Any] = {}
    pending = list(_shapes_in(operations))
    while pending:
        name = pending.pop()
        if name not in shapes:
            shapes[name] = service["shapes"][name]
            pending += _shapes_in(shapes[name])
    return {**service, "operations": operations, "shapes": shapes}


def _shapes_in(part: Any) -> Iterator[str]:
    """The shapes that a part of a description speaks of."""
    if isinstance(part, list):
        part = dict(enumerate(part))
    if isinstance(part, dict):
        for key, inner in part.items():
            if key == "shape" and isinstance(inner, str):
                yield inner
            else:
                yield from _shapes_in(inner)


def _without_prose(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_prose(inner)
            for key, inner in value.items()
            # A shape may have a member called documentation; prose is always a string.
            if not (key == "documentation" and isinstance(inner, str))
        }
    if isinstance(value, list):
        return [_without_prose(inner) for inner in value]
    return value


def _compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
