"""What a careful reader would ask about: nobody came there, nobody gets on, nothing arrived."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from kweek.core.enrolment import Enrolment
from kweek.core.times import DAY, Instant
from kweek.simulation.future import Future
from kweek.testing.virtual_world import VirtualWorld

Place = tuple[str, str]  # a journey, and a step of it

LONG = 60 * DAY  # at one step
MANY = 7  # mails to one person in one week
FAR = 0.1  # of the target
UNREACHABLE, MOST_UNREACHABLE = "unreachable", 0.25


def oddities(figures: dict[str, Any], future: Future) -> list[str]:
    """One sentence each, the gravest first."""
    return [
        *_broken(future),
        *_stuck(future),
        *(line for journey in figures["journeys"] for line in _unseen(journey)),
        *(line for journey in figures["journeys"] for line in _out_of_reach(journey)),
        *(line for journey in figures["journeys"] for line in _far_from_goal(journey)),
        *_unsent(future),
        *_pressed(figures),
    ]


def _broken(future: Future) -> Iterator[str]:
    if dead := sum(len(world.queues.dead) for world in future.worlds):
        yield f"{_many(dead, 'message')} could not be handled and lie in the dead-letter queue."
    failed = sum(n for (_, _, counter), n in future.counted.items() if counter == "failed")
    if failed:
        yield f"{_many(failed, 'journey')} failed half-way."


def _stuck(future: Future) -> Iterator[str]:
    """Runs whose machine waits for nothing, or that have stood still for very long."""
    stuck, slow = Counter[Place](), Counter[Place]()
    for world in future.worlds:
        for place, run, waits in _under_way(world):
            stuck[place] += not waits
            slow[place] += waits and _is_slow(run, place[1], future.ends)
    for (journey, step), count in sorted((+stuck).items()):
        yield f"{_people(count)} stuck at step {step} of {journey}: nothing will move them on."
    for (journey, step), count in sorted((+slow).items()):
        yield f"{_people(count)} waiting at step {step} of {journey} for over {LONG // DAY} days."


def _is_slow(run: Enrolment, step: str, now: Instant) -> bool:
    return run.step == step and bool(run.entered) and now - run.entered > LONG


def _under_way(world: VirtualWorld) -> Iterator[tuple[Place, Enrolment, bool]]:
    """Each run: its journey and step, itself, and whether its machine waits there for something."""
    for contact in world.contacts:
        for run_id, run in contact.enrolments.items():
            if run.status == "active":
                execution = world.machines.executions.get(f"{run_id}-{run.epoch}")
                step = execution.step if execution else run.step
                yield (
                    (run.journey, step),
                    run,
                    execution is not None and execution.timer is not None,
                )


def _unseen(journey: dict[str, Any]) -> Iterator[str]:
    if not journey["started"]:
        if journey["status"] == "live":
            why = max(journey["refused"], key=journey["refused"].get, default="")
            yield f"Nobody entered the journey {journey['name']}{f' ({why})' if why else ''}."
        return
    for step in journey["steps"]:
        if not step["entered"]:
            yield f"Nobody reached step {step['name']} of {journey['name']}."


def _out_of_reach(journey: dict[str, Any]) -> Iterator[str]:
    """Entering is of little use to those whom no mail of the journey may reach."""
    count = journey["left_early"].get(UNREACHABLE, 0)
    if count > journey["started"] * MOST_UNREACHABLE:
        held = ", ".join(sorted(journey["mails"]["held"]))
        yield (
            f"{count:,} of the {journey['started']:,} who entered {journey['name']} "
            f"could not be mailed ({held})."
        )


def _far_from_goal(journey: dict[str, Any]) -> Iterator[str]:
    """A run that is over counts no goal: it may end before anybody can reach it."""
    goals, started, target = journey["goals"], journey["started"], journey["target"]
    if started and target and goals < started * target * FAR:
        name = journey["name"]
        few = f"Only {goals:,}" if goals else "None"
        yield f"{few} of {started:,} did what {name} is for while they were in it."


def _unsent(future: Future) -> Iterator[str]:
    asked = {
        state["Parameters"]["MessageBody"]["step"].get("mail")
        for machine in future.built.machines.values()
        for state in machine["States"].values()
        if "MessageBody" in state.get("Parameters", {})
    }
    for name in sorted(future.campaigns.mails):
        if name in asked and not future.seen.mailed[name]:
            yield f"The mail {name} was never sent."


def _pressed(figures: dict[str, Any]) -> Iterator[str]:
    most = figures["mails_per_person_and_week"]["most"]
    if most and most["mails"] >= MANY:
        yield f"{most['address']} got {most['mails']} mails in week {most['week']}."


def _people(count: int) -> str:
    return f"{count:,} {'person is' if count == 1 else 'people are'}"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
