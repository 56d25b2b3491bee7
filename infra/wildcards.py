"""Every right in the stack that is wider than one named thing, and why AWS makes it so.

A test holds the template against this list: what is not here is not allowed.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wildcard:
    """Actions whose resource can't be named outright."""

    role: str  # whose right it is: a function's name, or `journeys`
    actions: tuple[str, ...]
    resource: str  # as the constructs write it, `{stack}` for the stack's name
    reason: str


# Step Functions makes the log deliveries of its machines in the name of the machine's role.
LOG_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
)
TASK_ANSWERS = ("states:SendTaskSuccess", "states:SendTaskFailure")

WILDCARDS = (
    Wildcard(
        "conductor",
        TASK_ANSWERS,
        "*",
        "Step Functions knows no resource for an answer: the task's token is what allows it",
    ),
    Wildcard(
        "conductor",
        ("states:StopExecution",),
        "execution:{stack}-*",
        "an execution has its run's name, and runs of journeys that were removed must stop too",
    ),
    Wildcard(
        "report",
        ("dynamodb:ListStreams",),
        "*",
        "Lambda asks for it when it reads a stream, and DynamoDB knows no resource for it",
    ),
    Wildcard(
        "journeys",
        LOG_DELIVERY,
        "*",
        "CloudWatch's log deliveries have no resource; without these a machine can't be logged",
    ),
)
