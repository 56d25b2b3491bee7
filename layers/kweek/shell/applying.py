"""Applies messages to contacts: read, decide, commit, perform."""

from kweek.core import decide, recovering
from kweek.core.contact import Contact
from kweek.core.decide import Decision
from kweek.core.effects import Decided, Record
from kweek.core.incoming import Incoming
from kweek.core.rules import Rules
from kweek.shell.committing import caught_up, commit, racing
from kweek.shell.filling import filled
from kweek.shell.finding import Gone, who
from kweek.shell.sweeping import erase, sweep_again
from kweek.shell.world import World


def _on_restored(contact: Contact, incoming: Incoming, cause: str, rules: Rules) -> Decision:
    # Only here: a table is restored once in years, and every worker starts without it.
    from kweek.core.restoring import on_restored  # noqa: PLC0415

    return on_restored(contact, incoming, cause, rules)


#: What our own machinery finds out, and what decides on it.
TOLD = {
    "settle": decide.on_settled,
    "failed": decide.on_failed,
    "recover": recovering.on_recover,
    "restored": _on_restored,
}


def take(world: World, incoming: Incoming) -> None:
    """Apply one message of `events.fifo`, once, however often it comes."""
    match incoming.type:
        case "due":
            racing(lambda: _due(world, incoming))
        case "erase":
            racing(lambda: erase(world, incoming))
        case "look":
            racing(lambda: _look(world, incoming))
        case kind if kind in TOLD:
            racing(lambda: _told(world, incoming))
        case _:
            racing(lambda: _event(world, incoming))


def _event(world: World, incoming: Incoming) -> None:
    try:
        contact, home = who(world, incoming)
    except Gone:
        return
    # Where it lies, and where it lay if its visitor has been joined since it first came (G1).
    homes = dict.fromkeys((home, contact.id))
    causes = {f"c#{one}|e#{incoming.id}": one for one in homes}
    done = world.items.existing([*causes, *contact.outbox])
    left = world.performer.catch_up(contact, done)
    if not done.isdisjoint(causes):
        return
    cause = next((one for one in causes if one in contact.outbox), next(iter(causes)))
    if cause not in contact.outbox:
        contact = filled(world, contact, left)
        now = max(contact.as_of, incoming.received_at)
        speed = max(1, round(world.clock.speed))
        decision = decide.on_event(contact, incoming, cause, world.rules, now, speed)
        decided = commit(world, contact, decision, left)
        world.performer.perform(decided.effects)
    else:
        decided = contact.outbox[cause]
    world.items.put_record(_record(causes[cause], incoming, decided))


def _due(world: World, incoming: Incoming) -> None:
    contact = world.contacts.load(incoming.sender)
    now = max(contact.as_of, incoming.received_at)
    if contact.erased is not None:
        sweep_again(world, contact, contact.erased, now)
        return
    left = caught_up(world, contact)
    contact = filled(world, contact, left)
    cause = f"c#{contact.id}|m#due-{contact.version}"
    decision = decide.on_due(contact, cause, world.rules, now)
    if decision.contact is not contact:
        world.performer.perform(commit(world, contact, decision, left).effects)


def _look(world: World, incoming: Incoming) -> None:
    contact = world.contacts.load(incoming.sender)
    if contact.erased is not None:
        return
    cause = f"c#{contact.id}|m#{incoming.id}"
    done = world.items.existing([cause, *contact.outbox])
    left = world.performer.catch_up(contact, done)
    if cause in done or cause in contact.outbox:
        return
    contact = filled(world, contact, left)
    decision = decide.on_look(contact, incoming, cause, world.rules)
    if decision.contact is not contact:
        world.performer.perform(commit(world, contact, decision, left).effects)


def _told(world: World, incoming: Incoming) -> None:
    """The fate of a mail, a step that failed, runs that were lost and found."""
    contact = world.contacts.load(incoming.sender)
    if contact.erased is not None:
        return
    cause = f"c#{contact.id}|m#{incoming.id}"
    left = caught_up(world, contact)
    contact = filled(world, contact, left)
    decision = TOLD[incoming.type](contact, incoming, cause, world.rules)
    if decision.contact is not contact:
        world.performer.perform(commit(world, contact, decision, left).effects)


def _record(home: str, incoming: Incoming, decided: Decided) -> Record:
    extra = dict(decided.extra)
    return Record(
        contact=home,
        id=incoming.id,
        event=str(extra.pop("event", incoming.event)),
        at=incoming.at,
        received_at=incoming.received_at,
        properties={**incoming.properties, **extra},
        changed=decided.changed,
        counts=decided.counts,
    )
