"""A split: who goes which way is chance, and the same chance however often it is asked."""

from kweek.core import visits
from kweek.core.enrolment import Trial
from kweek.core.ids import chance
from kweek.core.step_message import StepMessage
from kweek.core.times import Instant
from kweek.core.turn import Turn


def split(turn: Turn, message: StepMessage) -> None:
    """Send the run one of its ways, and let its part be judged when the journey says how."""
    step = message.step
    target = part_of(step["split"], chance(message.run, message.name, str(message.lap)))
    if step["judged_by"] is not None:
        trial = Trial(
            journey=message.journey,
            step=message.name,
            target=target,
            at=turn.now,
            until=Instant(turn.now + step["within"]),
            condition=step["judged_by"],
            predicates=step["predicates"],
        )
        turn.update(trials={**turn.contact.trials, message.send_id: trial})
    turn.count(message.journey, message.name, f"outcome {target}")
    visits.answer(turn, message, target)


def part_of(shares: list[tuple[str, float]], point: float) -> str:
    """The way of a point between 0 and 1, when each way has its share."""
    room = point * sum(share for _, share in shares)
    for target, share in shares:
        room -= share
        if room < 0:
            return target
    return shares[-1][0]
