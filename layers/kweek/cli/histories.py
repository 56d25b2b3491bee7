"""What Step Functions remembers of runs: it keeps each execution's history for ninety days."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kweek.core.executed import Trace, trace
from kweek.core.times import MachineInstant

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

CLOSED = ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
SLACK = 1_000  # ms that two clocks of AWS may differ by

Definition = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """One run in all its executions: the calls of all, the end of the last."""

    journey: str
    contact: str
    run: str
    epoch: int
    began: MachineInstant
    trace: Trace
    machine: Definition


@dataclass(frozen=True)
class Histories:
    """The runs that went on after an instant; what began behind the fence is of no concern."""

    machines: "SFNClient"
    prefix: str  # of the machines' ARNs
    restored_to: MachineInstant
    fenced: MachineInstant

    def runs(self) -> Iterator[Seen]:
        """Every run that went on since, or whose last call may have been answered since."""
        found: dict[str, Seen] = {}
        for journey, execution in self._executions():
            run, _, epoch = execution["name"].rpartition("-")
            one = self._seen(journey, run, int(epoch), execution)
            if one is not None:
                found[run] = _together(found[run], one) if run in found else one
        yield from found.values()

    def _executions(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for page in self.machines.get_paginator("list_state_machines").paginate():
            for machine in page["stateMachines"]:
                arn = machine["stateMachineArn"]
                if arn.startswith(self.prefix):
                    for one in self._of_machine(arn):
                        yield arn.removeprefix(self.prefix), one

    def _of_machine(self, arn: str) -> Iterator[Mapping[str, Any]]:
        listing = self.machines.get_paginator("list_executions")
        for status in ("RUNNING", *CLOSED):
            for page in listing.paginate(stateMachineArn=arn, statusFilter=status):  # type: ignore[arg-type]
                for one in page["executions"]:
                    late = status == "RUNNING" or _ms(one["stopDate"]) >= self.restored_to - SLACK
                    if late and _ms(one["startDate"]) < self.fenced:
                        yield one

    def _seen(
        self, journey: str, run: str, epoch: int, execution: Mapping[str, Any]
    ) -> Seen | None:
        arn = execution["executionArn"]
        events = self._events(arn)
        entered = next((one for one in events if "stateEnteredEventDetails" in one), None)
        if entered is None:
            return None
        contact = json.loads(entered["stateEnteredEventDetails"]["input"])["contact"]
        said = self.machines.describe_state_machine_for_execution(executionArn=arn)
        did, machine = trace(events), json.loads(said["definition"])
        return Seen(journey, contact, run, epoch, _ms(execution["startDate"]), did, machine)

    def _events(self, arn: str) -> list[Mapping[str, Any]]:
        """The history from the last call that was made before then on, oldest event first."""
        pages = self.machines.get_paginator("get_execution_history").paginate(
            executionArn=arn, reverseOrder=True
        )
        found: list[Mapping[str, Any]] = []
        for page in pages:
            for event in page["events"]:
                found.append(event)
                if (
                    event["type"] == "TaskStateEntered"
                    and _ms(event["timestamp"]) < self.restored_to
                ):
                    return found[::-1]
        return found[::-1]


def _together(one: Seen, other: Seen) -> Seen:
    first, last = sorted((one, other), key=lambda seen: seen.epoch)
    visits = sorted((*first.trace.visits, *last.trace.visits), key=lambda visit: visit.entered)
    both = Trace(tuple(visits), last.trace.ended)
    return replace(last, began=min(first.began, last.began), trace=both)


def _ms(moment: Any) -> MachineInstant:
    return MachineInstant(round(moment.timestamp() * 1000))
