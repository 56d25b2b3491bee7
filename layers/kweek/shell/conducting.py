"""Speaks to Step Functions: starts, answers and stops, each after asking whether it still holds."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.times import Instant, iso, parse_iso
from kweek.core.versions import MESSAGES
from kweek.shell.protocols import (
    ContactTable,
    Executions,
    ItemTable,
    SendEvents,
    Timekeeper,
)


@dataclass(frozen=True)
class Conductor:
    """The only one who calls Step Functions from outside."""

    executions: Executions
    contacts: ContactTable
    items: ItemTable
    clock: Timekeeper
    send: SendEvents

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
                return self._run_failed(order, f"machine {order['status']}", broken=True)
            case other:
                msg = f"no such order: {other}"
                raise ValueError(msg)

    def _start(self, order: Mapping[str, Any]) -> str:
        run = self.contacts.load(order["contact"]).enrolments.get(order["run"])
        if run is None or run.status != "active" or run.epoch != order["epoch"]:
            return "stale"
        start = {"contact": order["contact"], "run": order["run"], "epoch": order["epoch"]}
        given = {"v": MESSAGES, **start, "lap": order["lap"], "at": order["step"]}
        self.executions.start(order["journey"], f"{order['run']}-{order['epoch']}", given)
        return "done"

    def _answer(self, order: Mapping[str, Any]) -> str:
        try:
            token = order["token"] or self.items.token(order["run"], order["entered"])
        except KeyError:
            if self.contacts.load(order["contact"]).erased is None:
                raise  # its keeper will be back
            return "stale"
        if token is None:  # the machine has gone on, and asked for something else since
            return self._unanswered(order, "stale")
        answered = self.executions.answer(token, self._in_machine_time(order["output"]))
        return "done" if answered else self._unanswered(order, "done")

    def _unanswered(self, order: Mapping[str, Any], before: str) -> str:
        """`closed` where the step can have given up; `before` that it was answered, by us."""
        closes = order.get("closes")
        return "closed" if closes is not None and self.clock.now() >= closes else before

    def _fail(self, order: Mapping[str, Any]) -> str:
        self._run_failed(order, order["step"])
        if not order["token"]:  # the end of a run, for which no machine waits
            return "done"
        self.executions.fail(order["token"], "Kweek.StepFailed")
        return "done"

    def _run_failed(self, order: Mapping[str, Any], why: str, *, broken: bool = False) -> str:
        """Tell the contact's record, which shows the run as failed if it is not over already."""
        now = self.clock.now()
        failed = Incoming(
            id=digest("failed", order["run"], str(order["epoch"]), why),
            type="failed",
            event="Step Failed",
            contact=order["contact"],
            at=now,
            received_at=now,
            properties={
                "run": order["run"],
                "epoch": order["epoch"],
                "step": why,
                "broken": broken,
            },
        )
        self.send([failed])
        return "done"

    def _stop(self, order: Mapping[str, Any]) -> str:
        name = f"{order['run']}-{order['epoch']}"
        self.executions.stop(order["journey"], name, "the contact has left the journey")
        return "done"

    def _in_machine_time(self, output: Mapping[str, Any]) -> dict[str, Any]:
        """`until` as the machine's Wait takes it: real time, up to the next whole second."""
        if "until" not in output:
            return dict(output)
        real = math.ceil(self.clock.real(parse_iso(output["until"])) / 1000) * 1000
        return {**output, "until": f"{iso(Instant(real))[:19]}Z"}
