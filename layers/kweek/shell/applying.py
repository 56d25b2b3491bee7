"""Applies messages to contacts: read, decide, commit, perform, and begin again when raced."""

from collections.abc import Callable
from dataclasses import replace

from kweek.core import decide, identity
from kweek.core.contact import Contact
from kweek.core.decide import Decision
from kweek.core.effects import Decided, Record
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.shell.contacts import ContactChanged, joined_contact
from kweek.shell.world import World

MOST_RACES = 20  # by then the queue's own redelivery is the better pause


def take(world: World, incoming: Incoming) -> None:
    """Apply one message of `events.fifo`, once, however often it comes."""
    match incoming.type:
        case "due":
            _racing(lambda: _due(world, incoming))
        case "settle":
            _racing(lambda: _settled(world, incoming))
        case _:
            _racing(lambda: _event(world, incoming))


def _racing(attempt: Callable[[], None]) -> None:
    for _ in range(MOST_RACES):
        try:
            return attempt()
        except ContactChanged as raced:
            last = raced
    raise last


def _event(world: World, incoming: Incoming) -> None:
    contact = who(world, incoming)
    cause = f"c#{incoming.sender}|e#{incoming.id}"
    done = world.items.existing([cause, *contact.outbox])
    left = world.performer.catch_up(contact, done - {cause})
    if cause in done:
        return
    if cause not in contact.outbox:
        now = max(contact.as_of, incoming.received_at)
        speed = max(1, round(world.clock.speed))
        decision = decide.on_event(contact, incoming, cause, world.rules, now, speed)
        decided = commit(world, contact, decision, left)
        world.performer.perform(decided.effects)
    else:
        decided = contact.outbox[cause]
    world.items.put_record(_record(incoming, decided))


def _due(world: World, incoming: Incoming) -> None:
    contact = world.contacts.load(incoming.sender)
    left = _caught_up(world, contact)
    now = max(contact.as_of, incoming.received_at)
    cause = f"c#{contact.id}|m#due-{contact.version}"
    decision = decide.on_due(contact, cause, world.rules, now)
    if decision.contact is not contact:
        world.performer.perform(commit(world, contact, decision, left).effects)


def _settled(world: World, incoming: Incoming) -> None:
    contact = world.contacts.load(incoming.sender)
    left = _caught_up(world, contact)
    props = incoming.properties
    cause = f"c#{contact.id}|m#{digest('settle', props['send'], props['state'])}"
    decision = decide.on_settled(contact, incoming, cause, world.rules)
    if decision.contact is not contact:
        world.performer.perform(commit(world, contact, decision, left).effects)


def _caught_up(world: World, contact: Contact) -> dict[str, Decided]:
    if not contact.outbox:
        return {}
    return world.performer.catch_up(contact, world.items.existing(contact.outbox))


def commit(world: World, before: Contact, decision: Decision, left: dict[str, Decided]) -> Decided:
    """Commit a decision, carrying over what is still in the outbox."""
    decided = decision.decided
    keep = decided.effects or decided.changed or decided.counts or decided.extra
    outbox = {**left, decision.cause: decided} if keep else left
    world.contacts.commit(before, replace(decision.contact, outbox=outbox))
    return decided


def who(world: World, incoming: Incoming) -> Contact:
    """The contact a message is about, joined and claimed as it says."""
    known = _known(world, incoming)
    plan = identity.plan(incoming, known)
    if plan.nothing_new:
        return plan.subject
    before = plan.subject
    after = identity.joined(before, plan.join, world.rules) if plan.join else before
    after = joined_contact(plan, after)
    world.contacts.join(plan, before, after)
    return after


def _known(world: World, incoming: Incoming) -> identity.Known:
    if incoming.contact:
        return identity.Known(world.contacts.load(incoming.contact))
    user = None
    if incoming.user_id:
        user = world.contacts.known(digest("user", incoming.user_id))
        if user and incoming.sender in user.ids and incoming.address in (None, user.address):
            return identity.Known(user, user)
    sender = world.contacts.load(_own_id(incoming))
    subject = user or sender
    if incoming.address is None or incoming.address == subject.address:
        return identity.Known(sender, user, subject if incoming.address else None)
    owner = world.contacts.owner(incoming.address)
    apart = None
    if owner is None and sender.address is not None:
        apart = world.contacts.known(digest("address", incoming.address))
    return identity.Known(sender, user, owner or apart)


def _own_id(incoming: Incoming) -> str:
    if incoming.type == "alias" and incoming.previous_id:
        return digest("anonymous", incoming.previous_id)
    return incoming.sender


def _record(incoming: Incoming, decided: Decided) -> Record:
    extra = dict(decided.extra)
    return Record(
        contact=incoming.sender,
        id=incoming.id,
        event=str(extra.pop("event", incoming.event)),
        at=incoming.at,
        received_at=incoming.received_at,
        properties={**incoming.properties, **extra},
        changed=decided.changed,
        counts=decided.counts,
    )
