"""What of botocore's data the functions need: five services, undocumented, and their endpoints.

botocore describes over 400 services in 25 MB. A client reads its service's description and the
list of endpoints when it is made, so what is left out here is also not parsed at a cold start.
"""

import gzip
import json
from collections.abc import Mapping
from typing import Any

# Name in botocore's data, and name in its list of endpoints.
SERVICES = {
    "dynamodb": "dynamodb",
    "secretsmanager": "secretsmanager",
    "sesv2": "email",
    "sqs": "sqs",
    "stepfunctions": "states",
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
            kept[name.removesuffix(".gz")] = _undocumented(name, content)
    return kept


def _few_endpoints(content: bytes) -> bytes:
    endpoints = json.loads(content)
    for partition in endpoints["partitions"]:
        services = partition["services"]
        partition["services"] = {
            name: services[name] for name in SERVICES.values() if name in services
        }
    return _compact(endpoints)


def _undocumented(name: str, content: bytes) -> bytes:
    """Plain JSON: unpacking it is Lambda's loader's work, not the function's."""
    return _compact(
        _without_prose(json.loads(gzip.decompress(content) if name.endswith(".gz") else content))
    )


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
