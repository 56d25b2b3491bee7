"""A Kweek in memory: the real procedures over adapters that cost nothing, on a clock of its own.

One thread, one heap of timers, one order of things: the same seed tells the same story to the
byte. Nothing in it looks at everybody, so that its cost follows what happens.
"""

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from kweek.core.incoming import Incoming
from kweek.core.rules import Rules
from kweek.core.times import MINUTE, Instant
from kweek.shell.dues import send_due
from kweek.testing.acting import Acting
from kweek.testing.clock import VirtualClock
from kweek.testing.contacts import MemoryContacts
from kweek.testing.elsewhere import Elsewhere
from kweek.testing.items import MemoryItems
from kweek.testing.machines import Machines
from kweek.testing.mailbox import Mailbox
from kweek.testing.queues import Delivery, Message, Queues
from kweek.testing.timers import Timer, Timers
from kweek.testing.watching import Crash, Watch
from kweek.testing.wiring import Adapters, Content, Reading, hired

START = Instant(1_800_000_000_000)  # a Friday morning in January 2027
TICK = MINUTE  # what stays due is looked at again so often
QUEUES = {
    "${StepsQueueUrl}": "steps",
    "${MailsQueueUrl}": "mails",
    "${WebhooksQueueUrl}": "webhooks",
}


@dataclass(frozen=True)
class Conditions:
    """What kind of world it is; as it stands, nothing goes wrong in it and all is remembered."""

    delivery: Delivery = field(default_factory=Delivery)
    watch: Watch | None = None  # sees each call of each worker, and may raise there
    forgiving: bool = False  # what fails comes again, and is a dead letter in the end
    written: bool = False  # everything goes through the bytes that AWS would carry
    lasting: int | None = None  # ms that the past is kept; what is decided upon stays
    reading: Reading = field(default_factory=Reading)


class VirtualWorld(Acting):
    """Compiled campaigns, the people they are for, and time."""

    def __init__(
        self,
        content: Content,
        seed: int = 0,
        start: Instant = START,
        conditions: Conditions = Conditions(),
    ) -> None:
        self.content, self.conditions = content, conditions
        self.chance = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.rules = Rules.from_json(content.rules)
        self.clock, self.timers = VirtualClock(start), Timers()
        self.queues = Queues(self.clock, self.timers, self.chance, conditions.delivery)
        written, lasting = conditions.written, conditions.lasting
        self.contacts = MemoryContacts(self._is_due, written)
        self.items = MemoryItems(self.clock, self._names, lasting, written)
        self.mailbox = Mailbox(self.clock, partial(self._put, "feedback"), lasting)
        self.machines = Machines(
            content.machines, self.clock, self.timers, self._asked, partial(self._put, "orders")
        )
        self.elsewhere = Elsewhere()
        self.closed_early = 0  # answers in time to steps that were closed
        self._dues: dict[str, Timer] = {}
        self._adapters = Adapters(
            clock=self.clock,
            contacts=self.contacts,
            items=self.items,
            machines=self.machines,
            mailbox=self.mailbox,
            elsewhere=self.elsewhere,
            send=self.send,
            order=partial(self._put, "orders"),
            watch=conditions.watch,
        )
        self._hire()

    # -- time

    def advance(self, duration: int) -> None:
        """Let time pass, and happen what is to happen in it."""
        self.run_until(Instant(self.clock.ms + duration))

    def run_until(self, instant: Instant) -> None:
        """Let everything happen until an instant, and at it."""
        self.run()
        while (at := self.timers.next_at()) is not None and at <= instant:
            self.clock.ms = max(at, self.clock.ms)
            self.timers.fire()
            self.run()
        self.clock.ms = max(self.clock.ms, instant)

    def run(self) -> None:
        """Let the queues run dry, at this instant."""
        while (message := self.queues.take()) is not None:
            self.hand_over(message)

    def at(self, instant: Instant, act: Callable[[], None]) -> Timer:
        """Let somebody do something at an instant."""
        return self.timers.at(instant, act)

    # -- messages

    def send(self, messages: Iterable[Incoming]) -> None:
        """The way in to ingest."""
        for message in messages:
            self.queues.put("events", self._incoming(message), message.group, message.id)

    def arrives(self, message: Incoming) -> None:
        """Something comes to ingest that no queue can know to have come before."""
        self.queues.put("events", self._incoming(message), message.group)

    def hand_over(self, message: Message) -> None:
        """Give a message to its worker, as often as this world delivers.

        Also in the middle of another's work, from where that is watched: so workers race.
        """
        before, self._adapters.at_work = self._adapters.at_work, message.queue
        try:
            for _ in range(self.conditions.delivery.times):
                self.closed_early += self._workers.take(message) == "closed"
        except Crash:
            self._hire()
            self.queues.failed(message)
        except Exception:
            if not self.conditions.forgiving:
                raise
            self._give_up(message)
        finally:
            self._adapters.at_work = before

    def _give_up(self, message: Message) -> None:
        try:
            self._workers.gave_up(message)
        except Crash:
            self._hire()
        self.queues.failed(message)

    def _put(self, queue: str, body: Mapping[str, Any]) -> None:
        self.queues.put(queue, json.dumps(body) if self.conditions.written else body)

    def _asked(self, queue: str, body: dict[str, Any]) -> None:
        self._put(QUEUES[queue], body)

    def _incoming(self, message: Incoming) -> Any:
        return json.dumps(message.as_json()) if self.conditions.written else message

    def _hire(self) -> None:
        """What a worker remembers dies with it."""
        about = self.conditions.reading
        self._workers = hired(self._adapters, self.rules, self.content, about)

    def _names(self, contact: str, cause: str) -> bool:
        return cause in self.contacts.load(contact).outbox

    # -- the index of who is due

    def _is_due(self, contact: str, due_at: Instant | None) -> None:
        timer = self._dues.get(contact)
        if timer is not None:
            if timer.at == due_at:
                return
            self.timers.cancel(timer)
        if due_at is None:
            self._dues.pop(contact, None)
        else:
            self._dues[contact] = self.timers.at(due_at, partial(self._tick, contact, due_at))

    def _tick(self, contact: str, due_at: Instant) -> None:
        """Send who is due through ingest; who stays due is looked at by the next tick."""
        again = partial(self._tick, contact, due_at)
        self._dues[contact] = self.timers.at(self.clock.ms + TICK, again)
        self._adapters.at_work = "tick"
        send = self._adapters.seen_call(self.send, "events.send")
        try:
            send_due([(contact, due_at)], send, self.clock.now())
        except Crash:
            self._hire()
