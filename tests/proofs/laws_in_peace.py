"""What must hold of a contact once nothing has happened to them for a while.

Each law yields what is wrong, in words.
"""

from collections import Counter
from dataclasses import replace

from kweek.core import waits
from kweek.core.decide import look, settle
from kweek.core.ledger import RANKS, settle_silent
from kweek.core.sequences import is_sequence
from kweek.core.times import HOUR, Instant
from kweek.core.turn import Turn
from kweek.testing.program import Task

ENDED = ("finished", "exited", "unreachable", "failed")
OPEN = ("later", "inflight")


def outboxes(world, contact):
    """G2: what was decided has been carried out; its mark, put last, says so."""
    done = world.items.existing(contact.outbox)
    for cause in contact.outbox:
        if cause not in done:
            yield f"in the outbox still: {cause.partition('|')[2]}"


def timers(world, contact):
    """Whoever was due has been looked at."""
    if contact.due_at is not None and contact.due_at < world.now() - HOUR:
        yield "due, and nobody looked"


def alone(contact):
    """G8: nobody is in one journey twice, but by different keys; each run mails for itself."""
    runs = [run for run in contact.enrolments.values() if run.status == "active"]
    for (journey, key), n in Counter((run.journey, run.key) for run in runs).items():
        if n > 1:
            yield f"{journey}: in it {n} times{' by one key' if key else ''}"


def ledgers(world, contact, asked):
    """G8: asked = open + sent + held + failed + unknown, and each class says what it must."""
    rows = {key: row for one in contact.ids for key, row in world.items.rows.get(one, {}).items()}
    for send_id in asked:
        send, row = contact.sends.get(send_id), rows.get(send_id)
        if send is None and row is None:
            yield f"a mail that was asked for is in no class: {send_id}"
        elif send is not None and send.state in OPEN:
            if row is not None:
                yield f"{send.mail}: {send.state}, and its row is {row.state}"
        elif row is None:
            yield f"{send.mail}: {send.state} without a row"
        elif send is not None and RANKS[row.state] < RANKS[send.state]:
            yield f"{send.mail}: {send.state}, and its row is {row.state}"


def machines(world, contact):
    """G7, G11: each run under way has one execution, that waits for what the run waits for."""
    found = world.machines.executions
    for run_id, run in contact.enrolments.items():
        now = found.get(f"{run_id}-{run.epoch}")
        goes = now is not None and now.status == "RUNNING"
        under_way = run.status == "active" and not run.broken
        if goes != under_way:
            yield f"{run.journey}: {run.shown}, and its machine {now.status if now else 'is gone'}"
        for epoch in range(run.epoch):
            old = found.get(f"{run_id}-{epoch}")
            if old is not None and old.status == "RUNNING":
                yield f"{run.journey}: two machines for one run"
        if goes and under_way:
            yield from _agrees(world, run_id, run, now, contact)


def _agrees(world, run_id, run, execution, contact):
    """G3, G7: the machine's question is the run's, has no answer yet, and is not too old."""
    state = execution.program.states[execution.state]
    if not isinstance(state, Task):
        return
    if (run.step, run.lap) != (execution.state, execution.data["lap"]):
        yield f"{run.journey}: at {run.step}, and its machine at {execution.state}"
    elif run.answered:
        yield f"{run.journey}: {run.step} was {run.answered}, and its machine waits for that"
    elif run.wait and run.wait.closes < world.now() - HOUR:
        yield f"{run.journey}: {run.step} waits beyond its end"
    later = [send for send in contact.sends.values() if send.run == run_id and send.until]
    if any((one.step, one.message["lap"]) == (execution.state, run.lap) for one in later):
        yield f"{run.journey}: {run.step} goes later, and its machine was not told"


def tallies(world, contact):
    """G1: each event has counted once; the timeline, counted anew, comes to the same."""
    found = Counter(
        pid
        for one in world.timeline(contact)
        for pid in world.rules.matching(one["event"], one["properties"], {})
    )
    for pid in world.rules.predicates:
        known = contact.tallies.get(pid)
        total = known.total if known else 0
        counted = contact.erased is None and not is_sequence(world.rules.predicates[pid])
        if counted and total != found[pid]:
            yield f"tallied {total} times, and happened {found[pid]} times"


def books(world):
    """Each run that began has ended in one way, or is under way."""
    told, under_way = world.items.counted, Counter()
    for contact in world.contacts:
        under_way.update(
            run.journey for run in contact.enrolments.values() if run.shown == "active"
        )
    for journey in world.rules.journeys:
        count = {name: told[journey, "", name] for name in ("started", "mended", *ENDED)}
        ended = sum(count[name] for name in ENDED) - count["mended"]
        if count["started"] != ended + under_way[journey]:
            yield f"{journey}: {count['started']} began, {ended} ended, {under_way[journey]} go on"


def flips(contact, rules, at):
    """Rules that know when they change: before `due_at`, time alone changes nothing.

    None where a late event has changed what it must not wake: the next look takes it up.
    """
    if _looked_at(contact, rules, contact.as_of) != _known_at(contact, contact.as_of):
        return None
    return _looked_at(contact, rules, at) != _known_at(contact, at)


def _looked_at(contact, rules, at):
    turn = Turn(contact, rules, Instant(at), f"c#{contact.id}|m#law", at=Instant(at))
    settle_silent(turn)
    waits.judge_waits(turn)
    look(turn)
    settle(turn)
    return _known_at(turn.contact, at)


def _known_at(contact, at):
    """A contact without the splits that are judged no more, which the next look forgets."""
    trials = {key: one for key, one in contact.trials.items() if one.until > at}
    return replace(contact, trials=trials)
