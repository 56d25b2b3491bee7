"""What a careful reader would ask about: nobody came there, nobody gets on, nothing arrived."""

from collections.abc import Iterator
from typing import Any

from kweek.core.times import DAY
from kweek.simulation.simulating import Future

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
    if dead := len(future.world.queues.dead):
        yield f"{_many(dead, 'message')} could not be handled and lie in the dead-letter queue."
    failed = sum(
        count
        for (_, _, counter), count in future.world.items.counted.items()
        if counter == "failed"
    )
    if failed:
        yield f"{_many(failed, 'journey')} failed half-way."


def _stuck(future: Future) -> Iterator[str]:
    """Runs whose machine waits for nothing, or that have stood still for very long."""
    executions, now = future.world.machines.executions, future.world.now()
    stuck: dict[tuple[str, str], int] = {}
    slow: dict[tuple[str, str], int] = {}
    for contact in future.world.contacts:
        for run_id, run in contact.enrolments.items():
            if run.status != "active":
                continue
            execution = executions.get(f"{run_id}-{run.epoch}")
            place = (run.journey, execution.step if execution else run.step)
            if execution is None or execution.timer is None:
                stuck[place] = stuck.get(place, 0) + 1
            elif execution.step == run.step and run.entered and now - run.entered > LONG:
                slow[place] = slow.get(place, 0) + 1
    for (journey, step), count in sorted(stuck.items()):
        yield f"{_people(count)} stuck at step {step} of {journey}: nothing will move them on."
    for (journey, step), count in sorted(slow.items()):
        yield f"{_people(count)} waiting at step {step} of {journey} for over {LONG // DAY} days."


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
        if name in asked and not future.observed.mailed[name]:
            yield f"The mail {name} was never sent."


def _pressed(figures: dict[str, Any]) -> Iterator[str]:
    most = figures["mails_per_person_and_week"]["most"]
    if most and most["mails"] >= MANY:
        yield f"{most['address']} got {most['mails']} mails in week {most['week']}."


def _people(count: int) -> str:
    return f"{count:,} {'person is' if count == 1 else 'people are'}"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
