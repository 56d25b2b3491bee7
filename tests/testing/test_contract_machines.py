"""What Step Functions promises: a name once, an answer once, silence after its time."""

import pytest

from tests.testing.places import says, settles

RUN = {"run": "r"}


@pytest.fixture
def asked(place):
    """An execution that waits for an answer, and the token that gives it."""
    assert place.machines.start("j", "r-0", RUN)
    return place.token("r")


def test_the_same_start_again_is_no_fault_while_it_runs(place, asked):
    assert asked
    again = place.machines.start("j", "r-0", RUN)

    assert again is says(place, "the same start again is no fault")
    assert place.machines.start("j", "r-0", {"run": "other"}) is False


def test_a_name_that_was_used_is_never_used_again(place, asked):
    assert place.machines.answer(asked, {"outcome": "done"})
    assert settles(place, "r-0", "SUCCEEDED")

    assert place.machines.start("j", "r-0", RUN) is False


def test_g7_a_second_answer_is_refused(place, asked):
    assert place.machines.answer(asked, {"outcome": "rest"})

    second = place.machines.answer(asked, {"outcome": "done"})

    assert second is not says(place, "a second answer is refused")
    assert settles(place, "r-0", "SUCCEEDED")


def test_an_answer_to_an_execution_that_is_over_is_refused(place, asked):
    assert place.machines.answer(asked, {"outcome": "done"})
    assert settles(place, "r-0", "SUCCEEDED")

    assert place.machines.answer(asked, {"outcome": "done"}) is False
    assert place.machines.answer("no-such-token", {"outcome": "done"}) is False


def test_silence_has_its_time_and_an_answer_after_it_is_refused(place, asked):
    place.passes(3)
    assert settles(place, "r-0", "FAILED")

    assert place.machines.answer(asked, {"outcome": "done"}) is False


def test_a_failed_step_fails_its_execution(place, asked):
    assert place.machines.fail(asked, "Kweek.StepFailed")

    assert settles(place, "r-0", "FAILED")


def test_g10_who_was_stopped_goes_nowhere(place, asked):
    assert place.machines.stop("j", "r-0", "left")
    answered = place.machines.answer(asked, {"outcome": "done"})

    assert answered is not says(place, "an answer after a stop is refused")
    if place.name != "moto":  # where a stop takes effect at the time-out, or never
        assert settles(place, "r-0", "ABORTED")
    assert place.machines.stop("j", "no-such-name", "left") is False
