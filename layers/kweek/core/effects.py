"""What a decision orders: put an item, or send a queue message. Nothing else is an effect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kweek.core.times import NEVER_ENTERED, Instant, MachineInstant

#: `(journey, step or "", counter)`: one unit for the report, counted when the item appears.
Count = tuple[str, str, str]

Do = Literal["start", "answer", "fail", "stop"]


@dataclass(frozen=True, slots=True)
class Record:
    """An event's item in the timeline."""

    contact: str  # the partition: the id the event came with
    id: str
    event: str
    at: Instant
    received_at: Instant
    properties: Mapping[str, Any] = field(default_factory=dict)
    changed: tuple[Mapping[str, Any], ...] = ()
    counts: tuple[Count, ...] = ()
    order: int = 0  # among what happened in one decision
    kind: Literal["record"] = "record"


@dataclass(frozen=True, slots=True)
class KeepToken:
    """The machine's token for a run's present step; it lies in an item of its own."""

    run: str
    token: str
    step: str
    lap: int
    entered: MachineInstant
    kind: Literal["token"] = "token"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One mail's row; a row only rises in rank."""

    contact: str
    send: str
    state: str
    mail: str
    journey: str
    step: str
    run: str
    at: Instant
    hold: str | None = None
    message_id: str | None = None
    to_owner: bool = False
    kind: Literal["row"] = "row"


@dataclass(frozen=True, slots=True)
class Order:
    """A message to the conductor, who alone speaks to Step Functions from outside."""

    do: Do
    contact: str
    run: str
    epoch: int
    journey: str
    step: str = ""
    lap: int = 0
    entered: MachineInstant = NEVER_ENTERED
    token: str = ""
    output: Mapping[str, Any] = field(default_factory=dict)
    closes: Instant | None = None  # of an answer to a wait: when the machine's timer ends it
    kind: Literal["order"] = "order"


@dataclass(frozen=True, slots=True)
class Mark:
    """A done mark for a cause that has no item of its own; `counts` are folded into the report."""

    contact: str
    id: str
    counts: tuple[Count, ...] = ()
    kind: Literal["mark"] = "mark"


Effect = Record | KeepToken | LedgerRow | Order | Mark


@dataclass(frozen=True, slots=True)
class Decided:
    """What one cause ordered, kept in the outbox until the cause's own item exists.

    `changed`, `counts` and `extra` complete the cause's own record, whose rest is in the
    message that is at hand whenever it is written.
    """

    effects: tuple[Effect, ...] = ()
    changed: tuple[Mapping[str, Any], ...] = ()
    counts: tuple[Count, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
