"""Speaks to Step Functions: starts, answers and stops, each after asking whether it still holds."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.times import Instant, iso, parse_iso
from kweek.shell import intake
from kweek.shell.clock import Clock
from kweek.shell.contacts import Contacts
from kweek.shell.items import Items

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

CLOSED = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}


@dataclass(frozen=True)
class Conductor:
    """The only one who calls Step Functions from outside."""

    machines: "SFNClient"
    prefix: str  # of the machines' ARNs
    contacts: Contacts
    items: Items
    clock: Clock

    def carry_out(self, order: Mapping[str, Any]) -> str:
        """Carry out one order; `done`, `stale` (no longer holds) or `closed` (the machine is)."""
        match order["do"]:
            case "start":
                return self._start(order)
            case "answer":
                return self._answer(order)
            case "fail":
                return self._fail(order)
            case "stop":
                return self._stop(order)
            case "broken":
                return self._run_failed(order, f"machine {order['status']}")
            case other:
                msg = f"no such order: {other}"
                raise ValueError(msg)

    def _start(self, order: Mapping[str, Any]) -> str:
        run = self.contacts.load(order["contact"]).enrolments.get(order["run"])
        if run is None or run.status != "active" or run.epoch != order["epoch"]:
            return "stale"
        start = {"contact": order["contact"], "run": order["run"], "epoch": order["epoch"]}
        return self._call(
            {"ExecutionAlreadyExists"},
            "done",
            "start_execution",
            stateMachineArn=f"{self.prefix}{order['journey']}",
            name=f"{order['run']}-{order['epoch']}",
            input=json.dumps({**start, "lap": order["lap"], "at": order["step"]}),
        )

    def _answer(self, order: Mapping[str, Any]) -> str:
        token = order["token"] or self.items.token(order["run"], order["entered"])
        if token is None:
            return "stale"
        return self._call(
            CLOSED,
            "closed" if self._timer_may_have_run(order) else "done",
            "send_task_success",
            taskToken=token,
            output=json.dumps(self._in_machine_time(order["output"])),
        )

    def _timer_may_have_run(self, order: Mapping[str, Any]) -> bool:
        """Whether a closed step can be one that gave up; before that it was answered, by us."""
        return order.get("closes") is not None and self.clock.now() >= order["closes"]

    def _fail(self, order: Mapping[str, Any]) -> str:
        self._run_failed(order, order["step"])
        if not order["token"]:  # the end of a run, for which no machine waits
            return "done"
        return self._call(
            CLOSED, "done", "send_task_failure", taskToken=order["token"], error="Kweek.StepFailed"
        )

    def _run_failed(self, order: Mapping[str, Any], why: str) -> str:
        """Tell the contact's record, which shows the run as failed if it is not over already."""
        now = self.clock.now()
        failed = Incoming(
            id=digest("failed", order["run"], str(order["epoch"]), why),
            type="failed",
            event="Step Failed",
            contact=order["contact"],
            at=now,
            received_at=now,
            properties={"run": order["run"], "epoch": order["epoch"], "step": why},
        )
        intake.send([failed])
        return "done"

    def _stop(self, order: Mapping[str, Any]) -> str:
        executions = self.prefix.replace(":stateMachine:", ":execution:")
        return self._call(
            {"ExecutionDoesNotExist"},
            "done",
            "stop_execution",
            executionArn=f"{executions}{order['journey']}:{order['run']}-{order['epoch']}",
            cause="the contact has left the journey",
        )

    def _in_machine_time(self, output: Mapping[str, Any]) -> dict[str, Any]:
        """`until` as the machine's Wait takes it: real time, up to the next whole second."""
        if "until" not in output:
            return dict(output)
        real = math.ceil(self.clock.real(parse_iso(output["until"])) / 1000) * 1000
        return {**output, "until": f"{iso(Instant(real))[:19]}Z"}

    def _call(self, expected: set[str], otherwise: str, call: str, /, **given: Any) -> str:
        try:
            getattr(self.machines, call)(**given)
        except ClientError as error:
            if error.response["Error"]["Code"] not in expected:
                raise
            return otherwise
        return "done"
