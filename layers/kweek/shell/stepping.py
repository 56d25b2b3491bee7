"""Carries out journey steps that are no mail."""

from kweek.core.step_message import StepMessage
from kweek.core.stepping import on_step
from kweek.shell.committing import commit, racing
from kweek.shell.filling import filled
from kweek.shell.mailing import token_of
from kweek.shell.world import World


def take_step(world: World, message: StepMessage) -> None:
    """Handle one message of the steps queue, however often it comes."""
    racing(lambda: _attempt(world, message))


def _attempt(world: World, message: StepMessage) -> None:
    contact = world.contacts.load(message.contact)
    done = world.items.existing([message.cause, *contact.outbox])
    left = world.performer.catch_up(contact, done)
    if message.cause in done or message.cause in contact.outbox:
        return  # decided before; what it ordered has been performed by now
    contact = filled(world, contact, left)
    run = message.run_of(contact)
    if run is not None and message.token and message.entered >= run.entered:
        world.items.put_token(token_of(message))
    asked = world.clock.campaign(message.entered)
    decision = on_step(contact, message, world.rules, world.clock.now(), asked)
    if decision.contact is not contact:
        commit(world, contact, decision, left)
    world.performer.perform(decision.decided.effects)
