"""Executions are lost, or end before they are over; and what brings their runs back."""

import json

from kweek.cli.lost_runs import Recovery
from kweek.shell import aws as clients
from kweek.shell.clock import Clock
from kweek.shell.settings import settings
from tests.stack import table
from tests.stack.executions import Executions


def recovery(stack):
    """What `kweek recover` looks with."""
    return Recovery(
        dynamodb=clients.client("dynamodb"),
        machines=Executions(stack.machines),
        sqs=clients.client("sqs"),
        table=table.NAME,
        prefix=settings().machine_prefix,
        events_url=stack.queues.urls["events.fifo"],
        clock=Clock(),
    )


def loses_everything(stack):
    """What happens to the executions of an emulator that is started again."""
    lost = [one for one in stack.machines.executions.values() if one.status == "RUNNING"]
    for execution in lost:
        execution.status, execution.token = "FAILED", None
        execution.wakes = float("inf")
    return lost


def stops_everything(stack, status="ABORTED"):
    """All executions end before they are over, and EventBridge tells of it."""
    for execution in loses_everything(stack):
        given = {name: execution.data[name] for name in ("contact", "run", "epoch")}
        detail = {"status": status, "input": json.dumps(given)}
        told = {"detail-type": "Step Functions Execution Status Change", "detail": detail}
        stack.queues.put("orders", told)
    stack.run()


def recovers(stack):
    """Recover until there is nothing to recover; the runs that were."""
    found = set()
    while recovered := recovery(stack).look().recovered:
        stack.run()
        found |= recovered
    return found
