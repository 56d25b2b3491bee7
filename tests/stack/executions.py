"""What recovery asks Step Functions, asked of the walked machines."""

import json
from datetime import UTC, datetime

ARN = "arn:aws:states:eu-west-1:123456789012"


class Executions:
    """Listings, definitions and histories, as a client gives them."""

    def __init__(self, machines):
        self.machines = machines

    def get_paginator(self, call):
        return Pages(getattr(self, f"_{call}"))

    def describe_state_machine_for_execution(self, executionArn):  # noqa: N803
        return {"definition": json.dumps(self._named(executionArn).machine)}

    def _list_state_machines(self):
        arns = [f"{ARN}:stateMachine:kweek-{name}" for name in self.machines.definitions]
        return {"stateMachines": [{"stateMachineArn": arn} for arn in arns]}

    def _list_executions(self, stateMachineArn, statusFilter):  # noqa: N803
        journey = stateMachineArn.rpartition(":kweek-")[2]
        machine = self.machines.definitions[journey]
        found = [
            one
            for one in self.machines.executions.values()
            if one.machine is machine and one.status.partition(" ")[0] == statusFilter
        ]
        return {"executions": [_listed(one, journey) for one in found]}

    def _get_execution_history(self, executionArn, reverseOrder):  # noqa: N803
        assert reverseOrder
        return {"events": self._named(executionArn).history[::-1]}

    def _named(self, arn):
        return self.machines.executions[arn.rpartition(":")[2]]


class Pages:
    """A paginator whose listings all fit one page."""

    def __init__(self, look):
        self.look = look

    def paginate(self, **asked):
        return [self.look(**asked)]


def _listed(execution, journey):
    first, last = execution.history[0], execution.history[-1]
    return {
        "name": execution.name,
        "executionArn": f"{ARN}:execution:kweek-{journey}:{execution.name}",
        "startDate": first["timestamp"],
        "stopDate": last["timestamp"] if execution.status != "RUNNING" else _never(),
    }


def _never():
    return datetime.max.replace(tzinfo=UTC)
