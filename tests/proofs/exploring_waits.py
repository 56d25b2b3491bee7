"""Races for a wait: registration, event, timer, exit, recovery; and what of it is lawful."""

from kweek.core.times import DAY, MINUTE, SECOND, Instant
from kweek.core.walking import recovery, walk
from tests.proofs.exploring_journeys import (
    TAIL,
    begun,
    ends,
    incoming,
    only_contact,
    only_run,
    passes,
    takes,
    waiting,
)
from tests.proofs.exploring_tasks import Moment, Task


def registered(given, times=1, events=1, orders=1, **about):
    """Registration, event and orders, each handed to so many workers at once."""
    scene = begun(given, **about)
    scene.twice = frozenset({"orders"} if orders > 1 else ())
    scene.clock.ms += SECOND
    scene.later = TAIL
    used = incoming("Feature Used", at=scene.clock.now())
    return takes(scene, *[job.task for job in scene.jobs] * (times - 1), *[used] * events)


def timed_out(given, events=1, registrations=0, **about):
    """An event at the very last moment, and the machine's own timer."""
    scene = begun(given, **about) if registrations else waiting(given, **about)
    asked = scene.clock.ms
    scene.later = TAIL
    closes = Instant(asked + 2 * DAY + 10 * MINUTE)
    scene.clock.ms = closes - 1
    scene.moments = (Moment("the timer", closes, passes),)
    used = incoming("Feature Used", at=scene.clock.now())
    return takes(scene, *[used] * events)


def queued(given, **about):
    """A wait whose message had to queue; its machine has gone on, and then comes an event."""
    scene = begun(given, **about)
    asked = scene.clock.ms
    scene.clock.ms = asked + 4 * MINUTE
    scene.works_off()
    scene.later = TAIL
    scene.clock.ms = asked + 2 * DAY + 10 * MINUTE
    scene.fires()
    scene.clock.ms += 2 * MINUTE
    return takes(scene, incoming("Feature Used", at=scene.clock.now()))


def left(given, **about):
    """What is waited for, and what ends the journey; the machine is stopped late, or times out."""
    scene = waiting(given, **about)
    closes = Instant(scene.clock.ms + 2 * DAY + 10 * MINUTE)
    scene.clock.ms = closes - 1
    scene.later = TAIL
    scene.moments = (Moment("the timer", closes, passes),)
    now = scene.clock.now()
    return takes(scene, incoming("Feature Used", at=now), incoming("Order Completed", at=now))


def recovered(given, *, lost=False, registered_before=False, later=(), **about):
    """Somebody recovers the run between its wait's message and an event; `later` is not raced."""
    scene = waiting(given, **about) if registered_before else begun(given, **about)
    run_id, _ = only_run(scene)
    if lost:
        scene.machines.lose(f"{run_id}-0")
    scene.clock.ms += SECOND
    scene.later = TAIL | frozenset(later)
    now = scene.clock.now()
    return takes(scene, recovers(scene), incoming("Feature Used", at=now))


def recovers(scene):
    """What somebody sends who has looked where the run must be now."""
    run_id, run = only_run(scene)
    now = scene.clock.now()
    place = walk(scene.given.content.machines["patience"], run, 1, now)
    return Task("events", recovery(only_contact(scene).id, {run_id: (run, place)}, now))


def of_recovered(scene):
    """A run that moved while somebody looked is left alone, and found by who looks again."""
    scene.later = frozenset()
    scene.works_off()
    run_id, run = only_run(scene)
    if run.status == "active" and f"{run_id}-{run.epoch}" not in scene.machines.executions:
        takes(scene, recovers(scene))
    return of_patience(scene)


def of_patience_in_time(scene):
    """The same where no timer is near: an alarm would be a wake-up that was lost."""
    wrong, end = of_patience(scene)
    late = ["the event has ended no wait in time"] if scene.closed_early else []
    return [*wrong, *late], end


def of_patience(scene):
    """The machine takes the way that was claimed, once; only an alarm says that it could not."""
    ends(scene)
    contact, counted = only_contact(scene), scene.items.counted
    claimed = {
        step for step in ("first", "second") if counted["patience", step, "outcome used"] == 1
    }
    went = {step for step in ("first", "second") if contact.trait(step) == "used"}
    twice = [key for key, times in counted.items() if "outcome" in key[2] and times > 1]
    status = {run.status for run in contact.enrolments.values()}
    wrong = [f"an outcome twice: {twice}"] if twice else []
    if "exited" not in status and went != claimed and not scene.closed_early:
        wrong.append(f"the machine took {went}, the contact says {claimed}")
    if not went <= claimed:
        wrong.append(f"the machine took {went}, nobody has claimed that")
    if not claimed and status == {"finished"}:
        wrong.append("the event has ended no wait")
    if "exited" in status and len(went) > len(claimed):
        wrong.append("something happened after the exit")
    return wrong, (tuple(sorted(went)), tuple(sorted(claimed)), scene.closed_early, *status)
