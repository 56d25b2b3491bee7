"""The machines that are deployed, and the definitions that their runs go by."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kweek.cli.planning import Machine

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

Definition = Mapping[str, Any]


@dataclass(frozen=True)
class Machines:
    """Reads Step Functions; `prefix` is that of the machines' ARNs."""

    states: "SFNClient"
    prefix: str

    def deployed(self, in_stack: frozenset[str]) -> dict[str, Machine]:
        """Every machine by its journey; `in_stack` are the ARNs that the stack still has."""
        return {
            arn.removeprefix(self.prefix): self._machine(arn, arn in in_stack)
            for arn in self._arns()
        }

    def delete(self, journey: str) -> None:
        """Delete a machine that nobody is in any more."""
        self.states.delete_state_machine(stateMachineArn=f"{self.prefix}{journey}")

    def _arns(self) -> Iterator[str]:
        for page in self.states.get_paginator("list_state_machines").paginate():
            for one in page["stateMachines"]:
                if one["stateMachineArn"].startswith(self.prefix):
                    yield one["stateMachineArn"]

    def _machine(self, arn: str, in_stack: bool) -> Machine:
        said = self.states.describe_state_machine(stateMachineArn=arn)
        pages = self.states.get_paginator("list_executions").paginate(
            stateMachineArn=arn, statusFilter="RUNNING"
        )
        running = [one["executionArn"] for page in pages for one in page["executions"]]
        of_runs = {text: json.loads(text) for text in self._definitions(running)}
        return Machine(
            definition=json.loads(said["definition"]),
            running=len(running),
            of_runs=tuple(of_runs.values()),
            in_stack=in_stack,
        )

    def _definitions(self, running: Sequence[str]) -> set[str]:
        """The definitions of these executions, which are listed by their start.

        Between two that began by the same definition all did, unless it was changed and
        changed back in between: few calls do, where a call for each run would take hours.
        """
        if not running:
            return set()
        first, last = self._of(running[0]), self._of(running[-1])
        found = {first, last}
        if first != last and len(running) > 2:  # noqa: PLR2004 - there is something in between
            middle = len(running) // 2
            found |= self._definitions(running[:middle]) | self._definitions(running[middle:])
        return found

    def _of(self, execution: str) -> str:
        said = self.states.describe_state_machine_for_execution(executionArn=execution)
        return said["definition"]
