"""Walks compiled state machines on a clock that only tests move; it speaks SFN's client calls.

What it does not know it refuses. Answers to a closed token are refused as AWS does.
"""

import itertools
import json
import math
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from botocore.exceptions import ClientError

from kweek.core.times import iso

KNOWN = {"Choice", "Wait", "Task", "Pass", "Succeed", "Fail"}
MATH_ADD = re.compile(r"States\.MathAdd\((\$[\w.]+), (-?\d+)\)")


def refusal(code):
    return ClientError({"Error": {"Code": code, "Message": code}}, "sfn")


@dataclass
class Execution:
    name: str
    machine: dict
    data: dict
    status: str = "RUNNING"
    token: str | None = None
    state: str = ""
    wakes: float = math.inf  # machine seconds
    visited: list = field(default_factory=list)
    history: list = field(default_factory=list)  # the events that recovery reads, oldest first


@dataclass
class State:
    """What changes while machines run."""

    executions: dict = field(default_factory=dict)  # by name
    tokens: object = field(default_factory=lambda: itertools.count(1))
    entered: int = 0  # ms; no two states are entered in the same one


class Machines:
    """`start_execution`, `stop_execution`, `send_task_success`, `send_task_failure`."""

    def __init__(self, definitions, send, now):
        self.definitions = definitions
        self.send = send  # (queue placeholder, body) -> None
        self.now = now  # () -> machine seconds
        self.state = State()
        for machine in definitions.values():
            assert {state["Type"] for state in machine["States"].values()} <= KNOWN

    @property
    def executions(self):
        return self.state.executions

    def start_execution(self, stateMachineArn, name, input):  # noqa: A002, N803
        if name in self.executions:
            raise refusal("ExecutionAlreadyExists")
        machine = self.definitions[stateMachineArn.rpartition(":kweek-")[2]]
        execution = Execution(name, machine, json.loads(input))
        self.executions[name] = execution
        self._enter(execution, machine["StartAt"])
        return {}

    def stop_execution(self, executionArn, cause):  # noqa: N803
        execution = self.executions.get(executionArn.rpartition(":")[2])
        if execution is None:
            raise refusal("ExecutionDoesNotExist")
        if execution.status == "RUNNING":
            self._close(execution, "ABORTED", cause)
        return {}

    def send_task_success(self, taskToken, output):  # noqa: N803
        execution = self._waiting(taskToken)
        state = execution.machine["States"][execution.state]
        execution.data["r"] = json.loads(output)
        self._task_over(execution)
        execution.token, execution.wakes = None, math.inf
        self._enter(execution, state["Next"])
        return {}

    def send_task_failure(self, taskToken, error):  # noqa: N803
        self._close(self._waiting(taskToken), f"FAILED {error}")
        return {}

    def wake(self):
        """Let every timer run that is due by now."""
        for execution in list(self.executions.values()):
            while execution.status == "RUNNING" and execution.wakes <= self.now():
                state = execution.machine["States"][execution.state]
                if state["Type"] == "Wait":
                    self._enter(execution, state["Next"])
                else:
                    execution.token = None
                    execution.data["r"] = {"Error": "States.Timeout"}
                    self._task_over(execution)
                    self._enter(execution, state["Catch"][0]["Next"])

    def next_wake(self):
        return min((e.wakes for e in self.executions.values()), default=math.inf)

    def _waiting(self, token):
        for execution in self.executions.values():
            if execution.token == token and execution.status == "RUNNING":
                return execution
        raise refusal("TaskTimedOut")

    def _close(self, execution, status, cause=""):
        execution.status, execution.token, execution.wakes = status, None, math.inf
        kind = f"Execution{status.partition(' ')[0].capitalize()}"
        self._note(execution, kind, executionAbortedEventDetails={"cause": cause})

    def _task_over(self, execution):
        about = {"name": execution.state, "output": json.dumps(execution.data)}
        self._note(execution, "TaskStateExited", stateExitedEventDetails=about)

    def _note(self, execution, kind, **about):
        at = datetime.fromtimestamp(max(self.now(), self.state.entered / 1000), UTC)
        execution.history.append({"type": kind, "timestamp": at, **about})

    def _enter(self, execution, name):
        while name:
            execution.state = name
            execution.visited.append(name)
            about = {"name": name, "input": json.dumps(execution.data)}
            kind = execution.machine["States"][name]["Type"]
            self._note(execution, f"{kind}StateEntered", stateEnteredEventDetails=about)
            execution.wakes = math.inf
            name = self._step(execution, execution.machine["States"][name])

    def _step(self, execution, state):
        match state["Type"]:
            case "Choice":
                return self._choose(execution, state)
            case "Wait":
                until = state.get("Seconds")
                if until is None:
                    text = self._read(execution, state["TimestampPath"])
                    execution.wakes = datetime.fromisoformat(text).timestamp()
                else:
                    execution.wakes = self.now() + until
                return None
            case "Task":
                return self._task(execution, state)
            case "Pass":
                execution.data = self._fill(execution, state["Parameters"])
                return state["Next"]
            case "Succeed":
                return self._close(execution, "SUCCEEDED")
            case _:
                return self._close(execution, "FAILED")

    def _choose(self, execution, state):
        for choice in state["Choices"]:
            if self._read(execution, choice["Variable"]) == choice["StringEquals"]:
                return choice["Next"]
        return state["Default"]

    def _task(self, execution, state):
        self.state.entered = max(self.state.entered + 1, round(self.now() * 1000))
        if state["Resource"].endswith(".waitForTaskToken"):
            execution.token = f"token-{next(self.state.tokens)}"
            execution.wakes = self.now() + state["TimeoutSeconds"]
        parameters = self._fill(execution, state["Parameters"])
        self.send(parameters["QueueUrl"], parameters["MessageBody"])
        if execution.token:
            return None
        if state.get("End"):
            return self._close(execution, "SUCCEEDED")
        return state["Next"]

    def _fill(self, execution, part):
        if not isinstance(part, dict):
            return part
        filled = {}
        for key, value in part.items():
            if key.endswith(".$"):
                filled[key[:-2]] = self._read(execution, value)
            else:
                filled[key] = self._fill(execution, value)
        return filled

    def _read(self, execution, path):
        if path == "$$.Task.Token":
            return execution.token
        if path == "$$.State.EnteredTime":
            return iso(self.state.entered)
        if sum_of := MATH_ADD.fullmatch(path):
            return self._read(execution, sum_of[1]) + int(sum_of[2])
        assert path.startswith("$."), f"this walker does not know {path}"
        value = execution.data
        for part in path.removeprefix("$.").split("."):
            value = value[part]
        return value
