"""What an execution did, read from Step Functions' history: it remembers what a table forgot."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from kweek.core.times import SECOND, MachineInstant, parse_iso

#: Why our own conductor stops an execution: its run is over, or goes on in another.
LEFT = "the contact has left the journey"
END = "end"
LATER, SILENCE = "later", "otherwise"
#: A mail answers these without having gone.
NOT_SENT = ("left", "held", "failed", "skipped")
ROUNDED = 2 * SECOND  # a step that has sent its mail is entered anew at once, in whole seconds

Certainty = Literal["sent", "perhaps", ""]


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of a step; it has no `outcome` while nobody has answered."""

    step: str
    lap: int
    entered: MachineInstant
    left: MachineInstant | None = None
    outcome: str = ""
    until: str = ""

    @property
    def over(self) -> bool:
        """Whether the machine has gone on from the step for good."""
        return self.outcome not in ("", LATER)

    @property
    def mailed(self) -> Certainty:
        """Whether the mail that the step asked for went out: nobody but SES knows of some."""
        if self.outcome in NOT_SENT:
            return ""
        if self.outcome == LATER and self.left is not None:
            waits = MachineInstant(parse_iso(self.until)) > self.left + ROUNDED
            return "" if waits else "sent"
        return "perhaps" if self.outcome in ("", SILENCE) else "sent"


@dataclass(frozen=True, slots=True)
class Trace:
    """The calls that an execution made, oldest first, and how it ended by its run's own will."""

    visits: tuple[Visit, ...] = ()
    ended: Literal["", "finished", "exited"] = ""


def trace(events: Iterable[Mapping[str, Any]]) -> Trace:
    """The trace in a history, oldest event first (shape: GetExecutionHistory of Step Functions)."""
    visits: list[Visit] = []
    ended: Literal["", "finished", "exited"] = ""
    for event in events:
        at = MachineInstant(round(event["timestamp"].timestamp() * 1000))
        match event["type"]:
            case "TaskStateEntered":
                about = event["stateEnteredEventDetails"]
                visits.append(Visit(about["name"], int(json.loads(about["input"])["lap"]), at))
            case "TaskStateExited" if visits:
                visits[-1] = _left(visits[-1], event["stateExitedEventDetails"], at)
            case "ExecutionSucceeded":
                ended = "finished" if visits and visits[-1].step == END else "exited"
            case "ExecutionAborted":
                cause = event.get("executionAbortedEventDetails", {}).get("cause")
                ended = "exited" if cause == LEFT else ""
    return Trace(tuple(visits), ended)


def _left(visit: Visit, about: Mapping[str, Any], at: MachineInstant) -> Visit:
    said = json.loads(about.get("output") or "{}").get("r") or {}
    outcome = str(said.get("outcome", SILENCE))
    return replace(visit, left=at, outcome=outcome, until=str(said.get("until", "")))
