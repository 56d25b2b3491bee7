"""Where a run must be whose execution was lost (G11)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kweek.catalogue.asl import lead_in, machine
from kweek.catalogue.asl_steps import Pace
from kweek.core.enrolment import Enrolment, Pause, Wait
from kweek.core.times import DAY, HOUR, Instant
from kweek.core.walking import Place, walk
from tests.stack.journeys import journeys
from tests.stack.player import Player

START = Instant(1_800_000_000_000)
CLOSES = Instant(START + DAY + 10)


def choice(variable, default, **ways):
    choices = [
        {"Variable": variable, "StringEquals": value, "Next": to} for value, to in ways.items()
    ]
    return {"Type": "Choice", "Choices": choices, "Default": default}


def call(name, silent="stuck"):
    return {"Type": "Task", "Catch": [{"Next": silent}], "Next": f"{name}?"}


MACHINE = {
    "States": {
        "start": choice("$.at", "stuck", **{"": "first", "ask": "ask", "end": "end"}),
        "first": {"Type": "Wait", "Seconds": 3_600, "Next": "ask"},
        "ask": call("ask", silent="rest"),
        "ask?": choice("$.r.outcome", "rest", left="left", later="until", no="ask+", yes="end"),
        "ask+": {"Type": "Pass", "Next": "ask"},
        "rest": {"Type": "Wait", "Seconds": 7_200, "Next": "more"},
        "more": {"Type": "Wait", "Seconds": 3_600, "Next": "tell"},
        "tell": call("tell"),
        "tell?": choice("$.r.outcome", "end", left="left", later="until"),
        "end": {"Type": "Task", "End": True},
        "left": {"Type": "Succeed"},
        "stuck": {"Type": "Fail"},
    }
}


def run(**about):
    return Enrolment("j", START, "nurture", **about)


def later(at):
    """After the two pauses that follow `ask`."""
    return Instant(at + 3 * HOUR)


def wait(**about):
    told = {"deadline": Instant(START + DAY), "closes": CLOSES}
    return Wait("ask", 0, 0, START, **{**told, **about})


@pytest.mark.parametrize(
    ("known", "after", "place"),
    [
        (run(), 0, Place("ask", 0, Instant(START + HOUR))),
        (run(), 2 * HOUR, Place("ask", 0)),
        (run(not_before=Instant(START + 3 * HOUR)), 0, Place("ask", 0, Instant(START + 3 * HOUR))),
        (run(step="ask"), DAY, Place("ask", 0)),
        (run(step="ask", lap=2, pause=Pause("ask", 2, START)), DAY, Place("ask", 2)),
        (run(step="ask", wait=wait()), DAY + 9, Place("ask", 0)),
        (run(step="ask", wait=wait(by_tick=True)), 2 * DAY, Place("ask", 0)),
        (run(step="ask", wait=wait()), DAY + 10, Place("tell", 0, later(CLOSES))),
        (run(step="ask", wait=wait()), 2 * DAY, Place("tell", 0)),
        (run(step="ask", lap=3, answered="no", answered_at=START), 0, Place("ask", 4)),
        (run(step="ask", answered="yes", answered_at=START), 0, Place("end", 0)),
        (run(step="ask", answered="held", answered_at=START), 0, Place("tell", 0, later(START))),
        (run(step="tell", lap=1, answered="sent", answered_at=START), DAY, Place("end", 1)),
        (run(step="gone"), 0, None),
    ],
    ids=str,
)  # fmt: skip
def test_a_lost_run_is_where_its_last_answer_and_its_machine_lead(known, after, place):
    assert walk(MACHINE, known, 1, Instant(START + after)) == place


def test_pauses_are_as_long_as_they_are_at_this_speed():
    answered = run(step="ask", answered="held", answered_at=START)

    assert walk(MACHINE, answered, 60, START) == Place("tell", 0, Instant(START + 180 * HOUR))


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are busy
@given(
    journeys(),
    st.integers(0, 99),
    st.sampled_from([1, 3_600]),
    st.sets(st.integers(1, 60), max_size=4),
    st.sets(st.integers(0, 1_000).map(lambda hours: hours * HOUR), max_size=4),
)
def test_g11_whoever_loses_executions_is_asked_the_same_at_the_same_instants(
    journey, seed, speed, lost_after, lost_at
):
    built = machine(*journey, Pace(speed))
    undisturbed = Player(built, speed, seed).play()

    assert Player(built, speed, seed).play(lost_after, lost_at) == undisturbed
    assert undisturbed[0][2] == START + lead_in(built, speed)
