"""A first event for each function, as its trigger would bring it."""

import json

import stub

from kweek.core.incoming import Incoming
from kweek.core.secrets import derive
from kweek.core.tokens import sign

KEYS = derive(stub.ROOT_SECRET)
NOW = 1_800_000_000_000


def events(links):
    """The events by function; `links` are the deployed ones."""
    token = sign(KEYS.signing, "1", "c", ["contact", "send", next(iter(links))])
    page = Incoming(
        id="m1",
        type="page",
        event="Page Viewed",
        at=NOW,
        received_at=NOW,
        anonymous_id="visitor",
        properties={"path": "/pricing"},
    )
    step = {"v": 1, "journey": "ebook-drip", "contact": "contact", "run": "r", "epoch": 0, "lap": 0}
    step |= {"token": "token", "entered": "2027-01-15T08:00:00.000Z"}
    order = {"v": 1, "do": "start", "contact": "contact", "run": "r", "epoch": 0}
    return {
        "collect": http("POST", "/v1/page", {"proxy": "page"}, PAGE, AUTHORIZED),
        "forms": http("GET", "/f/ebook", {"form": "ebook"}),
        "links": http("GET", f"/c/{token}", {"token": token}),
        "ingest": queued(page.as_json(), group="visitor"),
        "step": queued({**step, "step": {"name": "end", "do": "end"}}),
        "mailer": queued({**step, "step": {"name": "deliver", "do": "send", "mail": "ebook"}}),
        "webhook": queued({**step, "step": WEBHOOK}),
        "conductor": queued({**order, "journey": "ebook-drip"}),
        "feedback": queued(DELIVERY),
        "tick": {},
        "report": {"Records": [RECORD]},
        "api": http("GET", "/api/v1/contacts", {}, headers=ADMIN, query="email=ada%40example.org"),
    }


PAGE = {
    "messageId": "m1",
    "anonymousId": "visitor",
    "writeKey": KEYS.write_key,
    "properties": {"path": "/pricing"},
}
WEBHOOK = {
    "name": "call",
    "do": "webhook",
    "url": "https://hooks.example.com/kweek",
    "send": None,
    "keep": {},
    "timeout": 10,
}
AUTHORIZED = {"content-type": "application/json"}
ADMIN = {"authorization": f"Bearer {KEYS.admin_token}"}
DELIVERY = {
    "eventType": "Delivery",
    "mail": {
        "messageId": "m",
        "timestamp": "2027-01-15T08:00:00.000Z",
        "destination": ["ada@example.org"],
        "tags": {"send_id": ["s"], "contact": ["c"], "to": ["contact"]},
    },
    "delivery": {"timestamp": "2027-01-15T08:00:00.000Z"},
}
RECORD = {
    "eventID": "1",
    "eventName": "INSERT",
    "dynamodb": {
        "NewImage": {
            "kind": {"S": "event"},
            "body": {"S": json.dumps({"counts": [["ebook-drip", "", "started"]]})},
        }
    },
}


def http(method, path, parameters, body=None, headers=None, query=""):
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "queryStringParameters": {"email": "ada@example.org"} if query else {},
        "headers": headers or {},
        "pathParameters": parameters,
        "requestContext": {
            "http": {"method": method, "path": path, "sourceIp": "192.0.2.1"},
            "requestId": "r",
            "stage": "$default",
        },
        "isBase64Encoded": False,
        **({"body": json.dumps(body)} if body else {}),
    }


def queued(body, group=None):
    attributes = {"ApproximateReceiveCount": "1", "SentTimestamp": str(NOW), "SenderId": "x"}
    attributes["ApproximateFirstReceiveTimestamp"] = str(NOW)
    if group:
        attributes["MessageGroupId"] = group
    record = {
        "messageId": "1",
        "receiptHandle": "1",
        "body": json.dumps(body),
        "attributes": attributes,
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:q",
        "awsRegion": "eu-west-1",
    }
    return {"Records": [record]}


def brief():
    return queued({"id": "m1", "event": "Page Viewed", "at": NOW})
