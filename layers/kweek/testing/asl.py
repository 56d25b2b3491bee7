"""Reads a compiled state machine for the walker, and refuses all that the walker does not know.

A machine that is half understood would make a world that lies: better none.
"""

import re
from collections.abc import Mapping
from typing import Any

from kweek.testing.program import (
    Choice,
    Over,
    Pass,
    Path,
    Program,
    Read,
    State,
    Task,
    Wait,
)

TO_QUEUE = "arn:aws:states:::sqs:sendMessage"
WITH_TOKEN = f"{TO_QUEUE}.waitForTaskToken"
MATH_ADD = re.compile(r"States\.MathAdd\((\$(?:\.\w+)+), (-?\d+)\)")
PLAIN_PATH = re.compile(r"\$(\.\w+)+")


class CannotWalk(ValueError):
    """The machine asks for something that this walker does not know."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")


class PathMissing(KeyError):
    """AWS ends an execution, `States.Runtime`, whose path leads nowhere."""


def read_machine(name: str, definition: Mapping[str, Any]) -> Program:
    """The program of a definition; raises CannotWalk, naming the state that nobody can walk."""
    _only(name, definition, {"Comment", "StartAt", "States"})
    raw = definition["States"]
    states = {one: _state(f"{name}.{one}", state) for one, state in raw.items()}
    for target in [definition["StartAt"], *(t for one in states.values() for t in _targets(one))]:
        if target not in states:
            raise CannotWalk(name, f"no state is called {target}")
    return Program(definition["StartAt"], states)


def look_up(data: Mapping[str, Any], path: Path) -> Any:
    """The value at a path; raises PathMissing when there is none."""
    value: Any = data
    for part in path:
        if not isinstance(value, dict) or part not in value:
            raise PathMissing(".".join(path))
        value = value[part]
    return value


def _targets(state: State) -> list[str]:
    match state:
        case Choice(ways, default):
            return [*(to for _, _, to in ways), *([default] if default else [])]
        case Task(when_late=late, following=following):
            return [one for one in (late, following) if one]
        case Wait(following=following) | Pass(following=following):
            return [following]
        case Over():
            return []


def _state(where: str, raw: Mapping[str, Any]) -> State:
    match raw["Type"]:
        case "Choice":
            _only(where, raw, {"Choices", "Default"})
            return Choice(tuple(_way(where, one) for one in raw["Choices"]), raw.get("Default"))
        case "Wait":
            return _wait(where, raw)
        case "Task":
            return _task(where, raw)
        case "Pass":
            _only(where, raw, {"Parameters", "Next"})
            return Pass(_template(where, raw["Parameters"]), raw["Next"])
        case "Succeed":
            _only(where, raw, set())
            return Over("SUCCEEDED")
        case "Fail":
            _only(where, raw, {"Error", "Cause"})
            return Over("FAILED", raw.get("Error", ""))
        case other:
            raise CannotWalk(where, f"a {other} state")


def _way(where: str, raw: Mapping[str, Any]) -> tuple[Path, str, str]:
    _only(where, raw, {"Variable", "StringEquals", "Next"})
    return _path(where, raw["Variable"]), raw["StringEquals"], raw["Next"]


def _wait(where: str, raw: Mapping[str, Any]) -> Wait:
    _only(where, raw, {"Seconds", "TimestampPath", "Next"})
    seconds, until = raw.get("Seconds"), raw.get("TimestampPath")
    if (seconds is None) == (until is None) or not isinstance(seconds, int | None):
        raise CannotWalk(where, "Seconds, a whole number, or TimestampPath")
    return Wait(seconds, _path(where, until) if until else None, raw["Next"])


def _task(where: str, raw: Mapping[str, Any]) -> Task:
    known = {"Resource", "Parameters", "TimeoutSeconds", "Retry", "Catch", "ResultPath"}
    _only(where, raw, known | {"Next", "End"})
    _only(where, raw["Parameters"], {"QueueUrl", "MessageBody"})
    waits = raw["Resource"] == WITH_TOKEN
    if not waits and raw["Resource"] != TO_QUEUE:
        raise CannotWalk(where, f"{raw['Resource']}")
    timeout = raw.get("TimeoutSeconds")
    if waits != isinstance(timeout, int):
        raise CannotWalk(where, "TimeoutSeconds, a whole number, is for who waits for a token")
    if ("Next" in raw) == bool(raw.get("End")):
        raise CannotWalk(where, "Next or End")
    return Task(
        queue=raw["Parameters"]["QueueUrl"],
        body=_template(where, raw["Parameters"]["MessageBody"]),
        timeout=timeout,
        when_late=_caught(where, raw.get("Catch", [])),
        result=_result(where, raw),
        following=raw.get("Next"),
    )


def _caught(where: str, raw: Any) -> str | None:
    """Where a time-out leads; without a Catch it ends the execution."""
    for one in raw:
        _only(where, one, {"ErrorEquals", "ResultPath", "Next"})
        if one["ErrorEquals"] != ["States.Timeout"] or one.get("ResultPath") != "$.r":
            raise CannotWalk(where, "a Catch for anything but States.Timeout, into $.r")
    return str(raw[0]["Next"]) if raw else None


def _result(where: str, raw: Mapping[str, Any]) -> str | None:
    if "ResultPath" in raw and raw["ResultPath"] not in (None, "$.r"):
        raise CannotWalk(where, f"ResultPath {raw['ResultPath']}")
    if raw.get("ResultPath", "$") == "$":
        raise CannotWalk(where, "a result in place of everything")
    return "r" if raw["ResultPath"] else None


def _template(where: str, raw: Mapping[str, Any]) -> Read:
    """Parameters: what is fixed is shared by all messages, the rest is read for each."""
    fixed = {name: one for name, one in raw.items() if not _varies(where, name, one)}
    read = {
        name.removesuffix(".$"): _reader(where, one)
        if name.endswith(".$")
        else _template(where, one)
        for name, one in raw.items()
        if name not in fixed
    }
    return lambda moment: {**fixed, **{name: one(moment) for name, one in read.items()}}


def _varies(where: str, name: str, value: Any) -> bool:
    if name.endswith(".$"):
        return True
    if isinstance(value, list) and any(_varies(where, "", one) for one in value):
        raise CannotWalk(where, "something to be read within a list")
    return isinstance(value, dict) and any(_varies(where, *pair) for pair in value.items())


def _reader(where: str, path: str) -> Read:
    if path == "$$.Task.Token":
        return lambda moment: moment.token
    if path == "$$.State.EnteredTime":
        return lambda moment: moment.entered
    if added := MATH_ADD.fullmatch(path):
        base, more = _path(where, added[1]), int(added[2])
        return lambda moment: look_up(moment.data, base) + more
    parts = _path(where, path)
    return lambda moment: look_up(moment.data, parts)


def _path(where: str, path: Any) -> Path:
    if not isinstance(path, str) or not PLAIN_PATH.fullmatch(path):
        raise CannotWalk(where, f"the path {path}")
    return tuple(path.split(".")[1:])


def _only(where: str, raw: Mapping[str, Any], known: set[str]) -> None:
    wrong = raw.keys() - known - {"Type", "Comment"}
    if wrong:
        raise CannotWalk(where, f"{', '.join(sorted(wrong))}")
