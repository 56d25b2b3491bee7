"""The way in: messages for `events.fifo`, in order per sender, all of them or an error."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.shell.settings import settings
from kweek.shell.signed_call import CallFailed, call

MOST_ENTRIES = 10
MOST_BYTES = 256 * 1024
PAUSES = (0.1, 0.3, 1.0)  # seconds before what SQS left out of a batch is sent again


class NotQueued(Exception):
    """Some messages are not in the queue. Sending all again is safe: the ids tell them apart."""


def send(messages: Iterable[Incoming]) -> None:
    """Queue every message, or raise NotQueued."""
    for batch in batches([entry(message) for message in messages]):
        _deliver(batch)


def batches(entries: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Runs of entries that one SendMessageBatch takes, in the order given."""
    batch: list[dict[str, Any]] = []
    size = 0
    for entry in entries:
        length = len(entry["MessageBody"])
        if batch and (len(batch) == MOST_ENTRIES or size + length > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append({"Id": str(len(batch)), **entry})
        size += length
    if batch:
        yield batch


def entry(message: Incoming) -> dict[str, Any]:
    """A message as SendMessageBatch takes it."""
    # ASCII only: SQS refuses some characters, and a length in characters is one in bytes.
    return {
        "MessageBody": json.dumps(message.as_json(), separators=(",", ":")),
        "MessageGroupId": message.group,
        "MessageDeduplicationId": digest(message.group, message.id),
    }


def _deliver(entries: list[dict[str, Any]]) -> None:
    url = settings().events_queue_url
    for pause in (0, *PAUSES):
        time.sleep(pause)
        try:
            answer = call("sqs", "SendMessageBatch", {"QueueUrl": url, "Entries": entries})
        except CallFailed as failed:
            raise NotQueued(str(failed)) from failed
        left_out = {failure["Id"] for failure in answer.get("Failed", ())}
        entries = [entry for entry in entries if entry["Id"] in left_out]
        if not entries:
            return
    msg = f"{len(entries)} messages were left out of a batch"
    raise NotQueued(msg)
