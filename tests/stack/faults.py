"""What AWS answers when it does not do what it was asked, or not all of it, or cannot tell."""

import json
from types import SimpleNamespace

from botocore.exceptions import ClientError

from kweek.core.webhook_call import Reply

THROTTLED = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "sqs": "RequestThrottled",
    "secretsmanager": "ThrottlingException",
    "stepfunctions": "ThrottlingException",
    "sesv2": "TooManyRequestsException",
}
AT_FAULT = "InternalServerError"
#: Calls of which AWS may do a part: the field of the request that is cut short.
IN_PART = {
    "SendMessageBatch": "Entries",
    "BatchGetItem": "RequestItems",
    "BatchWriteItem": "RequestItems",
}


def refusal(service, operation, body):
    """It has not been done: the error that a client raises."""
    if operation == "TransactWriteItems":
        reasons = [{"Code": "TransactionConflict"} for _ in json.loads(body)["TransactItems"]]
        return _error("TransactionCanceledException", operation, CancellationReasons=reasons)
    return _error(THROTTLED[service], operation)


def fault(operation):
    """It has been done, and this is what the caller hears of it."""
    return _error(AT_FAULT, operation)


def refused_response(service):
    """The same, on the wire."""
    return _response(400, {"__type": f"com.amazonaws#{THROTTLED[service]}"})


def fault_response():
    """The same, on the wire."""
    return _response(500, {"__type": f"com.amazonaws#{AT_FAULT}"})


def refusing_reply():
    """Another system that is busy."""
    return Reply(503, passing=True)


def cut(operation, body):
    """`(the request for the first half, what is left out of it)`; None when there is no half."""
    given = json.loads(body)
    field = IN_PART[operation]
    if operation == "SendMessageBatch":
        entries = given[field]
        half = len(entries) // 2
        return json.dumps({**given, field: entries[:half]}).encode(), entries[half:]
    [(table, wanted)] = given[field].items()
    asked = wanted["Keys"] if operation == "BatchGetItem" else wanted
    half = len(asked) // 2
    if not half:
        return None
    now, left = asked[:half], asked[half:]
    if operation == "BatchGetItem":
        now, left = {**wanted, "Keys": now}, {**wanted, "Keys": left}
    return json.dumps({**given, field: {table: now}}).encode(), {table: left}


def left_out(operation, parsed, left):
    """The answer that tells of what was left out."""
    name = "UnprocessedKeys" if operation == "BatchGetItem" else "UnprocessedItems"
    parsed[name] = left


def left_out_response(response, entries):
    """The same of a batch for a queue, on the wire; `response` is None when nothing was sent."""
    said = json.loads(response.content) if response else {"Successful": []}
    why = {"Code": "InternalError", "SenderFault": False}
    said["Failed"] = [{"Id": entry["Id"], **why} for entry in entries]
    return _response(200, said)


def _error(code, operation, **more):
    return ClientError({"Error": {"Code": code, "Message": code}, **more}, operation)


def _response(status, said):
    return SimpleNamespace(status_code=status, content=json.dumps(said).encode())
