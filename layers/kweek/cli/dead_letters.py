"""Dead letters: how many lie where, and putting them back into the queue that they came from.

Whoever takes such a message asks the contact first whether it still holds, so that putting one
back is safe however old it is (G3).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kweek.cli.finding import Finding, counted

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

QUEUES = ("events", "steps", "mails", "webhooks", "orders", "feedback")
AT_ONCE = 10
#: How an SQS that cannot move messages by itself says so.
NO_SUCH_CALL = {"UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation"}
NO_SUCH_CALL |= {"InvalidAction", "UnknownOperationException", "404", "501"}


@dataclass(frozen=True)
class DeadLetters:
    """The dead letters of one stack."""

    sqs: "SQSClient"
    outputs: Mapping[str, str]

    def findings(self) -> Iterator[Finding]:
        """One for each queue that has any, or one for all."""
        found = [self._of(name) for name in (*QUEUES, "report")]
        wrong = [one for one in found if one is not None]
        yield from wrong
        if not wrong:
            yield Finding("dead letters", "ok", "none in any queue")

    def redrive(self, name: str) -> int:
        """Put a queue's dead letters back; how many there were."""
        count = self._count(name)
        source, target = (self._arn(self.outputs[key]) for key in _keys(name))
        try:
            self.sqs.start_message_move_task(SourceArn=source, DestinationArn=target)
        except ClientError as error:
            if not _is_unknown(error):
                raise
            return self._carry(name)
        return count

    def _of(self, name: str) -> Finding | None:
        count = self._count(name)
        if not count:
            return None
        do = f"its function's log says why; mend that, then `kweek doctor --redrive {name}`"
        if name == "report":
            do = "its log says why; the figures lack what these tell, and are right otherwise"
        return Finding(f"dead letters of {name}", "wrong", counted(count, "message"), do)

    def _count(self, name: str) -> int:
        answer = self.sqs.get_queue_attributes(
            QueueUrl=self.outputs[_keys(name)[0]], AttributeNames=["ApproximateNumberOfMessages"]
        )
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])

    def _arn(self, url: str) -> str:
        answer = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return answer["Attributes"]["QueueArn"]

    def _carry(self, name: str) -> int:
        """By hand: a message is deleted only once it lies where it is going."""
        dead, queue = (self.outputs[key] for key in _keys(name))
        carried = 0
        while batch := self._received(dead):
            for message in batch:
                self.sqs.send_message(
                    QueueUrl=queue, MessageBody=message["Body"], **_group(message)
                )
                self.sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
            carried += len(batch)
        return carried

    def _received(self, url: str) -> list[Any]:
        answer = self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=AT_ONCE, MessageSystemAttributeNames=["All"]
        )
        return list(answer.get("Messages", ()))


def _keys(name: str) -> tuple[str, str]:
    """The outputs that tell where a queue's dead letters and the queue itself are."""
    said = name.capitalize()
    return f"{said}DeadLettersUrl", f"{said}QueueUrl"


def _group(message: Mapping[str, Any]) -> dict[str, Any]:
    """A FIFO queue keeps the order of its groups, and is told of each letter once."""
    group = message.get("Attributes", {}).get("MessageGroupId")
    if group is None:
        return {}
    again = f"again-{message['MessageId']}"
    return {"MessageGroupId": group, "MessageDeduplicationId": again}


def _is_unknown(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in NO_SUCH_CALL
