"""Queues in memory: at least once, in order within a group, and dead letters in the end."""

import random
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from kweek.core.times import MINUTE
from kweek.testing.clock import VirtualClock
from kweek.testing.timers import Timers

MOST_RECEIVES = 5
VISIBILITY = 2 * MINUTE  # before what was not taken is handed out again
DEDUPLICATED = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class Delivery:
    """How messages travel: as well as can be, unless it is said otherwise."""

    times: int = 1  # each message is handed over so often
    shuffled: bool = False  # any message may be next that its group lets go
    slowest: int = 0  # ms: each takes a part of it, by chance
    visibility: int = VISIBILITY


@dataclass(slots=True)
class Message:
    """One message on its way."""

    queue: str
    body: Any
    group: str | None
    number: int
    receives: int = 0


@dataclass
class Queues:
    """All queues of a world, in the order in which messages can be taken."""

    clock: VirtualClock
    timers: Timers
    chance: random.Random
    delivery: Delivery = field(default_factory=Delivery)
    dead: list[Message] = field(default_factory=list)
    sent: int = 0
    _ready: deque[Message] = field(default_factory=deque)
    _held: dict[str, deque[Message]] = field(default_factory=dict)  # behind one that failed
    _known: dict[tuple[str, str], int] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)  # when a group's latest message comes

    def put(self, queue: str, body: Any, group: str | None = None, same: str | None = None) -> None:
        """Send a message; in a group, one that is the `same` within five minutes is none."""
        if group is not None and same is not None and self._is_known((group, same)):
            return
        self.sent += 1
        message = Message(queue, body, group, self.sent)
        if not self.delivery.slowest:
            self._ready.append(message)
            return
        at = self.clock.ms + self.chance.randrange(self.delivery.slowest)
        if group is not None:
            at = self._last[group] = max(at, self._last.get(group, 0))
        self.timers.at(at, lambda: self._ready.append(message))

    def waiting(self) -> list[Message]:
        """What may be taken now: of each group its first."""
        groups: set[str] = set()
        found = []
        for message in self._ready:
            if message.group is None:
                found.append(message)
            elif message.group not in groups and message.group not in self._held:
                groups.add(message.group)
                found.append(message)
        return found

    def take(self) -> Message | None:
        """The next message, if there is any."""
        if self.delivery.shuffled:
            waiting = self.waiting()
            return self.take_this(self.chance.choice(waiting)) if waiting else None
        while self._ready:
            message = self._ready.popleft()
            behind = self._held.get(message.group) if message.group is not None else None
            if behind is None:
                message.receives += 1
                return message
            behind.append(message)
        return None

    def take_this(self, message: Message) -> Message:
        """Take one of those that are `waiting`."""
        self._ready.remove(message)
        message.receives += 1
        return message

    def failed(self, message: Message) -> None:
        """It was not taken: it comes again, its group behind it, and at last is a dead letter."""
        if message.receives >= MOST_RECEIVES:
            self.dead.append(message)
            return
        if message.group is not None:
            self._held[message.group] = deque([message])
        self.timers.at(self.clock.ms + self.delivery.visibility, lambda: self._again(message))

    def redrive(self) -> None:
        """Let every dead letter come again, as a person does once its cause is mended."""
        dead, self.dead = self.dead, []
        for message in dead:
            message.receives = 0
            self._ready.append(message)

    def _again(self, message: Message) -> None:
        held = self._held.pop(message.group) if message.group is not None else deque([message])
        self._ready.extendleft(reversed(held))

    def _is_known(self, key: tuple[str, str]) -> bool:
        now = self.clock.ms
        while self._known:
            oldest = next(iter(self._known))
            if self._known[oldest] > now - DEDUPLICATED:
                break
            del self._known[oldest]
        if key in self._known:
            return True
        self._known[key] = now
        return False
