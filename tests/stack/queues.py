"""SQS between the functions: moto takes the messages, and here they are handed to Lambda.

Redelivery takes no time: what was not taken stands at the front again, and after five
receipts it lies with the dead letters.
"""

import json
from itertools import count

from moto.sqs.models import sqs_backends

ACCOUNT, REGION = "123456789012", "eu-west-1"
MOST_RECEIVES = 5


class Queues:
    """The queues of one stack."""

    def __init__(self, names):
        self.backend = sqs_backends[ACCOUNT][REGION]
        self.urls = {name: _made(self.backend, name) for name in names}
        self.dead = {name: [] for name in names}
        self.handed = {name: [] for name in names}  # every message that a function was given
        self.numbers = count(1)

    def put(self, name, body, group=None):
        """Send a message that no deduplication can hide."""
        fifo = {"group_id": group, "deduplication_id": f"test-{next(self.numbers)}"}
        self.backend.send_message(name, json.dumps(body), **(fifo if group else {}))

    def waiting(self, name):
        return self.backend.queues[name]._messages  # noqa: SLF001 - moto has no cheap way to look

    def empty(self):
        """Take everything out, the dead letters too."""
        for name, dead in self.dead.items():
            self.waiting(name).clear()
            dead.clear()

    def batch(self, name, size):
        """The next messages; those received too often are dead letters instead."""
        messages = self.waiting(name)
        for message in [m for m in messages if m.approximate_receive_count >= MOST_RECEIVES]:
            messages.remove(message)
            self.dead[name].append(json.loads(message.body))
        batch = list(messages[:size])
        for message in batch:
            message.approximate_receive_count += 1
            self.handed[name].append(json.loads(message.body))
        return batch

    def taken(self, name, batch, failed):
        """Delete what was taken."""
        for message in batch:
            if message.id not in failed:
                self.waiting(name).remove(message)


def event_of(batch, name):
    """The event that Lambda makes of a batch."""
    return {"Records": [_record(message, name) for message in batch]}


def _record(message, name):
    attributes = {
        "ApproximateReceiveCount": str(message.approximate_receive_count),
        "SentTimestamp": str(message.sent_timestamp),
        "SenderId": message.sender_id,
        "ApproximateFirstReceiveTimestamp": str(message.sent_timestamp),
    }
    if message.group_id:
        attributes["MessageGroupId"] = message.group_id
    return {
        "messageId": message.id,
        "receiptHandle": message.id,
        "body": message.body,
        "attributes": attributes,
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}",
        "awsRegion": REGION,
    }


def _made(backend, name):
    """A queue's address; made without a client, whose calls were a third of each test's set-up."""
    attributes = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
    backend.create_queue(name, **attributes)
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"
