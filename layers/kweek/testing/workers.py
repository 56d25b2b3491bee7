"""The functions of the virtual world: each queue's consumer, over adapters in memory.

They do what the Lambda handlers do: parse, decide, perform, answer. What a worker remembers
from one message to the next dies with it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kweek.core.fate import read_fate
from kweek.core.incoming import Incoming
from kweek.core.orders import read_order
from kweek.core.step_message import StepMessage
from kweek.shell.applying import take
from kweek.shell.conducting import Conductor
from kweek.shell.fates import Feedback, take_fate
from kweek.shell.mailing import Post, send_mail
from kweek.shell.stepping import take_step
from kweek.shell.webhooks import Hooks, take_webhook
from kweek.shell.world import World
from kweek.testing.queues import MOST_RECEIVES, Message


@dataclass(frozen=True)
class Workers:
    """One worker of each function, as long as none of them dies."""

    world: World
    post: Post
    hooks: Hooks
    conductor: Conductor
    feedback: Feedback

    def take(self, message: Message) -> str:
        """Hand a message to its worker; what a conductor says of its order, else nothing."""
        body = message.body
        match message.queue:
            case "events":
                take(self.world, _incoming(body))
            case "orders":
                return self.conductor.carry_out(read_order(_data(body)))
            case "feedback":
                fate = read_fate(_data(body))
                if fate is not None:
                    take_fate(fate, self.feedback)
            case queue:
                self._step(queue, StepMessage.from_json(_data(body)))
        return ""

    def gave_up(self, message: Message) -> None:
        """Answer the machine of a message that goes to the dead letters now (G3)."""
        if message.receives >= MOST_RECEIVES and message.queue in ("steps", "mails", "webhooks"):
            failed = StepMessage.from_json(_data(message.body)).failed()
            self.world.performer.perform([failed])

    def _step(self, queue: str, message: StepMessage) -> None:
        match queue:
            case "steps":
                take_step(self.world, message)
            case "mails":
                send_mail(self.world, self.post, message)
            case _:
                take_webhook(self.world, self.hooks, message)


def _incoming(body: Any) -> Incoming:
    return Incoming.from_json(json.loads(body)) if isinstance(body, str) else body


def _data(body: Any) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(body) if isinstance(body, str) else body
    return data
