"""Step Functions in memory: executions walk their machines on the world's clock.

Where the emulators lie, this does what AWS documents: a closed token takes no answer, a name
is used once, who was stopped goes nowhere.
"""

import json
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from kweek.core.times import DAY, Instant, iso, parse_iso
from kweek.shell.protocols import Timekeeper
from kweek.testing.asl import PathMissing, look_up, read_machine
from kweek.testing.program import Choice, Moment, Over, Pass, Program, Task, Wait
from kweek.testing.timers import Timer, Timers

LONGEST_NAME = 80
LEFT = "left"  # where a step leads whose run was over already
MOST_EVENTS = 25_000  # of one execution's history; then AWS ends it
NAMES_LAST = 90 * DAY
#: Events of the history: a state entered and left; a token scheduled, started, given, answered.
EVENTS, TOKEN_EVENTS = 2, 6


@dataclass(slots=True)
class Execution:
    """One walk through a machine."""

    name: str
    journey: str
    program: Program
    given: Mapping[str, Any]
    data: dict[str, Any]
    status: str = "RUNNING"
    state: str = ""
    token: str = ""
    timer: Timer | None = None
    events: int = 1
    step: str = ""  # the journey's step that it came to last


class Machines:
    """All machines and their executions; `Executions` to the conductor."""

    def __init__(
        self,
        definitions: Mapping[str, Mapping[str, Any]],
        clock: Timekeeper,
        timers: Timers,
        send: Callable[[str, dict[str, Any]], None],
        broke: Callable[[dict[str, Any]], None],
    ) -> None:
        self.programs = {name: read_machine(name, one) for name, one in definitions.items()}
        self.executions: dict[str, Execution] = {}
        self._clock, self._timers, self._send, self._broke = clock, timers, send, broke
        #: How many went from one step to another, by journey: from "", to "left" and the like too.
        self.moves: Counter[tuple[str, str, str]] = Counter()
        self._tokens: dict[str, Execution] = {}
        self._closed: deque[tuple[int, str]] = deque()
        self._handed_out = 0
        self._entered = 0

    def start(self, journey: str, name: str, given: Mapping[str, Any]) -> bool:
        """Start an execution; False when its name is used, but by the very same that still runs."""
        if len(name) > LONGEST_NAME:
            msg = f"InvalidName: {name}"
            raise ValueError(msg)
        program = self.programs[journey]
        self._forget()
        known = self.executions.get(name)
        if known is not None:
            return known.status == "RUNNING" and known.given == given
        execution = Execution(name, journey, program, given, dict(given), step=given.get("at", ""))
        self.executions[name] = execution
        self._walk(execution, program.start)
        return True

    def answer(self, token: str, output: Mapping[str, Any]) -> bool:
        """Give the step that waits with this token its outcome; False when it is closed."""
        execution = self._tokens.get(token)
        if execution is None:
            return False
        task = execution.program.states[execution.state]
        if isinstance(task, Task):  # nothing else has a token
            self._rest(execution)
            self._goes_on(execution, task, dict(output), task.following)
        return True

    def fail(self, token: str, error: str) -> bool:
        """Fail the step that waits with this token; False when it is closed."""
        execution = self._tokens.get(token)
        if execution is None:
            return False
        self._close(execution, "FAILED", error)
        return True

    def stop(self, journey: str, name: str, cause: str) -> bool:
        """Stop an execution; False when there is none of that name."""
        execution = self.executions.get(name)
        if execution is None or execution.journey != journey:
            return False
        if execution.status == "RUNNING":
            self._close(execution, "ABORTED", cause)
        return True

    def lose(self, name: str) -> None:
        """Let an execution be gone without a trace, as a lost region would."""
        self._rest(self.executions.pop(name))

    def _walk(self, execution: Execution, name: str | None) -> None:
        """Go from state to state, until there is something to wait for or it is over."""
        try:
            while name is not None:
                self._comes_to(execution, name)
                execution.state = name
                name = self._enter(execution)
                if execution.events > MOST_EVENTS:
                    self._close(execution, "FAILED", "States.Runtime: the history is full")
                    return
        except PathMissing as missing:
            self._close(execution, "FAILED", f"States.Runtime: {missing}")

    def _comes_to(self, execution: Execution, name: str) -> None:
        """Count a move; a step entered anew after a pause is the same visit, another lap is not."""
        anew = name == execution.step and not execution.state.endswith("+")
        if name in execution.program.steps and not anew:
            self.moves[execution.journey, execution.step, name] += 1
            execution.step = name

    def _enter(self, execution: Execution) -> str | None:
        state = execution.program.states[execution.state]
        execution.events += EVENTS
        match state:
            case Choice():
                return self._choose(execution, state)
            case Wait():
                self._sleep(execution, state)
                return None
            case Task():
                return self._task(execution, state)
            case Pass():
                execution.data = state.data(self._moment(execution))
                return state.following
            case Over():
                self._close(execution, state.status, state.error)
                return None

    def _choose(self, execution: Execution, state: Choice) -> str | None:
        for path, value, following in state.ways:
            if look_up(execution.data, path) == value:
                return following
        if state.default is None:
            self._close(execution, "FAILED", "States.NoChoiceMatched")
        return state.default

    def _sleep(self, execution: Execution, state: Wait) -> None:
        if state.until is None:
            at = self._clock.machine_now() + (state.seconds or 0) * 1000
        else:
            at = parse_iso(look_up(execution.data, state.until)) // 1000 * 1000  # as AWS does
        self._alarm(execution, at, partial(self._walk, execution, state.following))

    def _task(self, execution: Execution, state: Task) -> str | None:
        if state.timeout is None:
            self._send(state.queue, state.body(self._moment(execution)))
            self._goes_on(execution, state, {}, None)
            if state.following is None:
                self._close(execution, "SUCCEEDED")
            return state.following
        self._handed_out += 1
        execution.events += TOKEN_EVENTS - EVENTS
        execution.token = f"token-{self._handed_out}"
        self._tokens[execution.token] = execution
        at = self._clock.machine_now() + state.timeout * 1000
        self._alarm(execution, at, partial(self._late, execution, state))
        self._send(state.queue, state.body(self._moment(execution)))
        return None

    def _late(self, execution: Execution, state: Task) -> None:
        self._rest(execution)
        if state.when_late is None:
            self._close(execution, "TIMED_OUT", "States.Timeout")
        else:
            self._goes_on(execution, state, {"Error": "States.Timeout"}, state.when_late)

    def _goes_on(
        self, execution: Execution, state: Task, result: dict[str, Any], following: str | None
    ) -> None:
        if state.result:
            execution.data = {**execution.data, state.result: result}
        self._walk(execution, following)

    def _moment(self, execution: Execution) -> Moment:
        """No two states are entered in the same millisecond: a wait is named by its time."""
        self._entered = max(self._entered + 1, self._clock.machine_now())
        return Moment(execution.data, execution.token, iso(Instant(self._entered)))

    def _alarm(self, execution: Execution, at: int, act: Callable[[], None]) -> None:
        execution.timer = self._timers.at(at, act)

    def _rest(self, execution: Execution) -> None:
        """Nothing is waited for any more."""
        if execution.timer is not None:
            self._timers.cancel(execution.timer)
        self._tokens.pop(execution.token, None)
        execution.timer, execution.token = None, ""

    def _close(self, execution: Execution, status: str, error: str = "") -> None:
        self._rest(execution)
        execution.status, execution.data = status, {"error": error} if error else {}
        if status == "ABORTED" or execution.state == LEFT:
            self.moves[execution.journey, execution.step, LEFT] += 1
        self._closed.append((self._clock.machine_now(), execution.name))
        if status != "SUCCEEDED":
            about = {"status": status, "input": json.dumps(execution.given)}
            self._broke({"detail-type": "Step Functions Execution Status Change", "detail": about})
        execution.given = {}

    def _forget(self) -> None:
        """A name can be used again when AWS has forgotten it."""
        old = self._clock.machine_now() - NAMES_LAST
        while self._closed and self._closed[0][0] < old:
            self.executions.pop(self._closed.popleft()[1], None)
