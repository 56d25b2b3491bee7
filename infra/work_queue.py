"""One queue of work: its dead letters, its alarms, who may send to it and who works on it."""

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from .bell import Bell
from .dead_letters import dead_letters, queue_name
from .function import Handler
from .target import Target

# A message keeps its first date when it moves to the dead letters, so those must keep longer.
KEPT = Duration.days(4)
RECEIVES = 5


@dataclass(frozen=True)
class Work:
    """What a queue carries, and what is usual for it."""

    name: str
    timeout: int  # seconds that its function may take for a batch
    patience: int  # seconds the oldest message may wait before people are told
    fifo: bool = False


class WorkQueue(Construct):
    """A queue with all that makes it safe to lose a worker."""

    def __init__(self, scope: Construct, work: Work, target: Target, bell: Bell) -> None:
        super().__init__(scope, work.name.capitalize())
        self.work = work
        self.dead = dead_letters(self, work.name, target, bell, fifo=work.fifo)
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=queue_name(target, work.name, fifo=work.fifo),
            visibility_timeout=target.visibility(Duration.seconds(work.timeout)),
            retention_period=KEPT,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead, max_receive_count=RECEIVES),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            # High throughput: order within a sender, and all senders side by side. Whoever sends
            # says what a duplicate is, since a retried body may differ.
            fifo=True if work.fifo else None,
            content_based_deduplication=False if work.fifo else None,
            deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP if work.fifo else None,
            fifo_throughput_limit=(
                sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID if work.fifo else None
            ),
        )
        self.age = self.queue.metric_approximate_age_of_oldest_message(
            period=Duration.minutes(5), statistic="max"
        )
        bell.rings_above(
            self,
            "Late",
            self.age,
            limit=work.patience,
            because=f"the oldest message in {work.name} has waited for over {work.patience} s",
        )

    def lend_sending(self, handler: Handler) -> None:
        """Let the function put work here."""
        handler.may(["sqs:SendMessage"], self.queue.queue_arn)
        handler.knows(f"KWEEK_{self.work.name.upper()}_QUEUE_URL", self.queue.queue_url)

    def feed(self, handler: Handler, *, batch: int = 10, at_once: int | None = None) -> None:
        """Have the function work on what lies here; a record that fails returns alone."""
        reads = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        handler.may(reads, self.queue.queue_arn)
        lambda_.EventSourceMapping(
            self,
            "Source",
            target=handler.function,
            event_source_arn=self.queue.queue_arn,
            batch_size=batch,
            max_concurrency=at_once,
            report_batch_item_failures=True,
        )
