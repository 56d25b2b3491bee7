"""Queue batches: each record for itself; what cannot be handled answers its machine and is kept."""

import json
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    SqsFifoPartialProcessor,
    process_partial_response,
)

from kweek.core.step_message import StepMessage
from kweek.core.versions import LaterRelease
from kweek.shell.log import fault, log
from kweek.shell.performing import Performer

MOST_RECEIVES = 5  # the queues' maxReceiveCount: after it a message lies in the dead-letter queue


class _Logging:
    """Says in the log which record failed and how; never what stood in it."""

    def failure_handler(self, record: Any, exception: Any) -> Any:
        """Note the failure and let Powertools return the record."""
        log.error("a record failed", extra={"id": record.message_id, **fault(exception[1])})
        return super().failure_handler(record, exception)  # type: ignore[misc]


class Ordered(_Logging, SqsFifoPartialProcessor):
    """A FIFO batch: when one record fails, its group's later ones return with it.

    But not when it is given up. They have been received as often: those that returned with it
    once more would follow it into the dead letters.
    """

    def failure_handler(self, record: Any, exception: Any) -> Any:
        """Return the record; on its last attempt, without its group."""
        failure = super().failure_handler(record, exception)
        if _is_last(record):
            self._failed_group_ids.discard(record.attributes.message_group_id)
        return failure


class Each(_Logging, BatchProcessor):
    """A batch of records that have nothing to do with each other."""


class Steps(Each):
    """A batch of machines' questions: one given up is answered `failed` (G3)."""

    def __init__(self, performer: Callable[[], Performer]) -> None:
        super().__init__(EventType.SQS, raise_on_entire_batch_failure=False)
        self.performer = performer

    def failure_handler(self, record: Any, exception: Any) -> Any:
        """On the last attempt, answer the machine before the message becomes a dead letter."""
        if _is_last(record):
            self._answer_failed(record.body)
        return super().failure_handler(record, exception)

    def _answer_failed(self, body: str) -> None:
        try:
            message = StepMessage.from_json(json.loads(body))
        except LaterRelease:
            return  # its machine waits on: the release that wrote it can still take it
        except (AttributeError, KeyError, TypeError, ValueError):
            return  # no machine is known that waits; the others of its batch must not suffer
        self.performer().perform([message.failed()])


def _is_last(record: Any) -> bool:
    """Whether a record that fails now is a dead letter."""
    return int(record.attributes.approximate_receive_count) >= MOST_RECEIVES


def ordered() -> Ordered:
    """The processor of a FIFO queue."""
    processor = Ordered(skip_group_on_error=True)
    # Raised, a batch that failed whole would be in Lambda's log with all that its errors quote.
    processor.raise_on_entire_batch_failure = False
    return processor


def each() -> Each:
    """The processor of a standard queue."""
    return Each(EventType.SQS, raise_on_entire_batch_failure=False)


def handle(event: Any, context: Any, take: Callable[[Any], None], processor: Any) -> Any:
    """Take each record's body (JSON); what failed returns to its queue."""
    return process_partial_response(
        event, lambda record: take(json.loads(record.body)), processor, context
    )
