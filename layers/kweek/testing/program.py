"""What a compiled state machine is to the walker: its states, and what they read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Path = tuple[str, ...]
#: Reads one value of an execution: from its data, its token, the time of entering the state.
Read = Callable[["Moment"], Any]


@dataclass(slots=True)
class Moment:
    """What a state can read when it is entered."""

    data: Mapping[str, Any]
    token: str
    entered: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Goes where the first fitting rule says; without a default, nowhere may be its end."""

    ways: tuple[tuple[Path, str, str], ...]
    default: str | None


@dataclass(frozen=True, slots=True)
class Wait:
    """Sleeps so many seconds, or until an instant of the data."""

    seconds: int | None
    until: Path | None
    following: str


@dataclass(frozen=True, slots=True)
class Task:
    """Sends a message; with `timeout` seconds it waits so long for an answer to its token."""

    queue: str
    body: Read
    timeout: int | None
    when_late: str | None
    result: str | None
    following: str | None


@dataclass(frozen=True, slots=True)
class Pass:
    """Makes the data anew."""

    data: Read
    following: str


@dataclass(frozen=True, slots=True)
class Over:
    """The end of an execution."""

    status: str
    error: str = ""


State = Choice | Wait | Task | Pass | Over


@dataclass(frozen=True)
class Program:
    """A machine, ready to be walked; `steps` are the states that are its journey's own."""

    start: str
    states: Mapping[str, State]

    @cached_property
    def steps(self) -> frozenset[str]:
        """The states that call somebody or sleep so long, the end among them."""
        return frozenset(
            name
            for name, one in self.states.items()
            if isinstance(one, Task) or (isinstance(one, Wait) and one.until is None)
        )
