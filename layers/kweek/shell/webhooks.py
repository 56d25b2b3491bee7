"""Carries out webhook steps: ask, call, and commit what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from kweek.core.holds import FENCE
from kweek.core.step_message import StepMessage
from kweek.core.webhook import not_now, on_reply, to_call
from kweek.core.webhook_call import Reply, Request, headers
from kweek.shell.committing import commit, racing
from kweek.shell.filling import filled
from kweek.shell.world import World


class Caller(Protocol):
    """The way to other systems."""

    def post(self, *, asked: Request, headers: Mapping[str, str]) -> Reply:
        """What comes of one call."""


@dataclass(frozen=True)
class Hooks:
    """What webhooks need besides the world."""

    caller: Caller
    key: str


def take_webhook(world: World, hooks: Hooks, message: StepMessage) -> None:
    """Handle one message of the webhooks queue, however often it comes."""
    asked = racing(lambda: _attempt(world, message, None))
    if asked is not None:
        signed = headers(asked, hooks.key, world.clock.machine_now() // 1000)
        reply = hooks.caller.post(asked=asked, headers=signed)
        racing(lambda: _attempt(world, message, reply))


def _attempt(world: World, message: StepMessage, reply: Reply | None) -> Request | None:
    """Decide on the message, or on the reply to its call; the call, when one is to be made."""
    contact = world.contacts.load(message.contact)
    done = world.items.existing([message.cause, *contact.outbox])
    left = world.performer.catch_up(contact, done)
    if message.cause in done or message.cause in contact.outbox:
        return None  # decided before; what it ordered has been performed by now
    contact = filled(world, contact, left)
    now = world.clock.now()
    if reply is None:
        decided = to_call(contact, message, world.rules, now)
        if isinstance(decided, Request):
            if FENCE not in world.contacts.standing(None).paused:
                return decided
            decided = not_now(contact, message, now, world.clock.speed)
    else:
        decided = on_reply(contact, message, reply, world.rules, now, world.clock.speed)
    if decided.contact is not contact:
        commit(world, contact, decided, left)
    world.performer.perform(decided.decided.effects)
    return None
