"""Where work ends that could not be done: kept for two weeks, and told of at once."""

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from .bell import Bell
from .target import Target

KEPT = Duration.days(14)


def dead_letters(
    owner: Construct, name: str, target: Target, bell: Bell, *, fifo: bool = False
) -> sqs.Queue:
    """The owner's queue of dead letters, with the alarm on the first one."""
    queue = sqs.Queue(
        owner,
        "DeadLetters",
        queue_name=queue_name(target, f"{name}-dlq", fifo=fifo),
        fifo=True if fifo else None,
        retention_period=KEPT,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
    )
    bell.rings_above(
        owner,
        "Dead",
        queue.metric_approximate_number_of_messages_visible(
            period=Duration.minutes(1), statistic="max"
        ),
        limit=0,
        because=f"what {name} could not do lies in its dead letters; see why, then redrive",
    )
    return queue


def queue_name(target: Target, name: str, *, fifo: bool) -> str:
    """A queue's full name: the stack's, its own, and the ending SQS wants of a FIFO queue."""
    return f"{target.stack}-{name}{'.fifo' if fifo else ''}"
