"""Races of people who join, and of what would have them enter a journey; and what is lawful."""

from functools import partial

from kweek.core.times import SECOND
from kweek.testing.virtual_world import START
from tests.proofs.exploring_journeys import ADA, ends, incoming, only_contact, takes
from tests.proofs.exploring_scene import Scene


def joins(given, **about):
    """Two browsers of one person say at once who they are."""
    scene = Scene(given, **about)
    one, two = ({"user_id": None, "anonymous_id": name} for name in ("phone", "desk"))
    takes(scene, incoming("Feature Used", 1, **one), incoming("Feature Used", 2, **two))
    scene.works_off()
    scene.clock.ms += SECOND
    at, who = scene.clock.now(), {"type": "identify", "traits": {"email": ADA}, "address": ADA}
    return takes(
        scene,
        *(
            incoming("Identify", number, at, anonymous_id=name, **who)
            for number, name in ((1, "phone"), (2, "desk"))
        ),
    )


def of_joined(scene):
    """One person, with both pasts."""
    ends(scene)
    contact = only_contact(scene)
    known = (contact.user_id, contact.address, len(contact.ids))
    wrong = [] if known == ("ada", ADA, 2) else [f"who is this: {known}"]
    return wrong, known


def of_two_orders():
    """Two entries, each with a key of its own."""
    about = [{"order_id": one, "day": "2027-01-20"} for one in ("7", "8")]
    return [incoming("Ordered", number, properties=said) for number, said in enumerate(about)]


def enters(given, events, later=("first", "wait", "after", "end"), **about):
    """Events that would each begin a run, at once."""
    scene = Scene(given, **about)
    takes(scene, incoming("Feature Used", 9, START))
    scene.works_off()
    scene.later = frozenset(later)
    return takes(scene, *events)


def of_entered(scene, runs):
    """So many runs began, each with a machine of its own."""
    ends(scene)
    contact = only_contact(scene)
    begun_runs = {f"{run_id}-{run.epoch}" for run_id, run in contact.enrolments.items()}
    machines = set(scene.machines.executions)
    wrong = [] if len(begun_runs) == runs else [f"{len(begun_runs)} runs"]
    if not begun_runs <= machines:
        wrong.append(f"runs {begun_runs}, machines {machines}")
    return wrong, (len(begun_runs),)


def entered(runs):
    return partial(of_entered, runs=runs)
