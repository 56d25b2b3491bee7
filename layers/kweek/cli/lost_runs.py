"""Finds the runs whose executions are lost, and where each must be by now.

The table says who is in which journey; Step Functions says which executions still run. What
is missing there is walked, by the machine that the run began with, to where it would be.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kweek.cli.in_journeys import in_journeys
from kweek.core.contact import Contact
from kweek.core.enrolment import Enrolment
from kweek.core.incoming import Incoming
from kweek.core.walking import Place, recovery, walk
from kweek.shell.clock import Clock
from kweek.shell.intake import batches, entry

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

Definition = Mapping[str, Any]


class NotQueued(Exception):
    """SQS left messages out; what was lost is still lost, and can be looked for again."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one look found: runs that were sent on, and those that no machine knows."""

    recovered: frozenset[str] = frozenset()
    astray: tuple[tuple[str, str], ...] = ()  # (journey, run)


@dataclass(frozen=True)
class Recovery:
    """Reads the table and Step Functions, and sends what it finds to ingest."""

    dynamodb: "DynamoDBClient"
    machines: "SFNClient"
    sqs: "SQSClient"
    table: str
    prefix: str  # of the machines' ARNs
    events_url: str
    clock: Clock
    #: The speed that the lost executions ran at, and their definitions where they are known.
    speed: int = 1
    known: Mapping[str, Definition] = field(default_factory=dict)

    def look(self) -> Found:
        """Send every lost run on, once; look again until there are none."""
        running: dict[str, set[str]] = {}
        recovered: set[str] = set()
        astray: list[tuple[str, str]] = []
        for contact in self._contacts():
            lost = dict(self._lost(contact, running))
            places = {run_id: self._place(run_id, run) for run_id, run in lost.items()}
            found = {run_id: (lost[run_id], at) for run_id, at in places.items() if at is not None}
            astray += [(lost[one].journey, one) for one, at in places.items() if at is None]
            if found:
                self._send(contact, found)
                recovered.update(found)
        return Found(frozenset(recovered), tuple(astray))

    def _contacts(self) -> Iterator[Contact]:
        return in_journeys(self.dynamodb, self.table)

    def _lost(
        self, contact: Contact, running: dict[str, set[str]]
    ) -> Iterator[tuple[str, Enrolment]]:
        for run_id, run in contact.enrolments.items():
            if run.status != "active":
                continue
            if run.journey not in running:
                running[run.journey] = self._running(run.journey)
            if f"{run_id}-{run.epoch}" not in running[run.journey]:
                yield run_id, run

    def _running(self, journey: str) -> set[str]:
        """The names of a journey's executions that are under way."""
        pages = self.machines.get_paginator("list_executions").paginate(
            stateMachineArn=f"{self.prefix}{journey}", statusFilter="RUNNING"
        )
        try:
            return {one["name"] for page in pages for one in page["executions"]}
        except ClientError as error:
            if error.response["Error"]["Code"] != "StateMachineDoesNotExist":
                raise
            return set()

    def _place(self, run_id: str, run: Enrolment) -> Place | None:
        machine = self.known.get(run.journey) or self._of_execution(run_id, run)
        if machine is None:
            machine = self._described(run.journey)
        return walk(machine, run, self.speed, self.clock.now()) if machine else None

    def _of_execution(self, run_id: str, run: Enrolment) -> Definition | None:
        """The machine as it was when this run's execution began."""
        executions = self.prefix.replace(":stateMachine:", ":execution:")
        arn = f"{executions}{run.journey}:{run_id}-{run.epoch}"
        try:
            said = self.machines.describe_state_machine_for_execution(executionArn=arn)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionDoesNotExist":
                raise
            return None
        return _parsed(said["definition"])

    def _described(self, journey: str) -> Definition | None:
        try:
            said = self.machines.describe_state_machine(stateMachineArn=f"{self.prefix}{journey}")
        except ClientError as error:
            if error.response["Error"]["Code"] != "StateMachineDoesNotExist":
                raise
            return None
        return _parsed(said["definition"])

    def _send(self, contact: Contact, found: Mapping[str, tuple[Enrolment, Place]]) -> None:
        queue(self.sqs, self.events_url, [recovery(contact.id, found, self.clock.now())])


def queue(sqs: "SQSClient", url: str, messages: Sequence[Incoming]) -> None:
    """Send messages to ingest."""
    for batch in batches([entry(message) for message in messages]):
        answer = sqs.send_message_batch(QueueUrl=url, Entries=batch)  # type: ignore[arg-type]
        if answer.get("Failed"):
            raise NotQueued(", ".join(str(one.contact) for one in messages))


def _parsed(definition: str) -> Definition:
    said: Definition = json.loads(definition)
    return said
