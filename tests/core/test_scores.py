import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kweek.core.contact import Score
from kweek.core.scores import crossings, value_at, with_points
from kweek.core.times import DAY

MONTH = 30 * DAY


def given_points(*points, half_life):
    score = None
    for at, worth in points:
        score = with_points(score, half_life, worth, at)
    return score


def test_nobody_who_did_nothing_has_points():
    assert value_at(None, MONTH, 5 * DAY) == 0


def test_half_of_the_points_are_left_after_a_half_life():
    score = Score(40, 10 * DAY)

    assert [value_at(score, MONTH, 10 * DAY + n * MONTH) for n in (0, 1, 2)] == [40, 20, 10]


def test_without_a_half_life_points_stay():
    assert value_at(Score(40, 0), None, 1000 * DAY) == 40


def test_a_look_before_the_latest_points_does_not_make_them_more():
    assert value_at(Score(40, 10 * DAY), MONTH, 0) == 40


def test_points_given_later_come_on_top_of_what_is_left():
    assert given_points((0, 40), (MONTH, 5), half_life=MONTH) == Score(25, MONTH)


def test_points_of_an_earlier_time_have_faded_when_they_arrive():
    assert given_points((MONTH, 5), (0, 40), half_life=MONTH) == Score(25, MONTH)


def test_points_can_be_taken():
    score = given_points((0, 10), (0, -40), half_life=None)

    assert score == Score(-30, 0)


@pytest.mark.parametrize("half_life", [None, MONTH, DAY])
def test_the_order_in_which_points_arrive_does_not_change_the_score(half_life):
    points = [(0, 10), (3 * DAY, -40), (9 * DAY, 15), (9 * DAY, 8)]
    now = 12 * DAY

    found = {
        round(value_at(given_points(*order, half_life=half_life), half_life, now), 9)
        for order in itertools.permutations(points)
    }

    assert len(found) == 1


def test_a_score_that_only_fades_never_rises_over_a_bound():
    assert crossings(Score(40, 0), MONTH, 50) == ()
    assert crossings(Score(40, 0), MONTH, 0) == ()
    assert crossings(Score(40, 0), MONTH, -10) == ()
    assert crossings(Score(40, 0), None, 20) == ()
    assert crossings(None, MONTH, 20) == ()


def test_a_score_that_stands_on_its_bound_passes_it_a_millisecond_later():
    assert crossings(Score(50, 7), MONTH, 50) == (7, 8)


@settings(derandomize=True)
@given(
    value=st.floats(-500, 500).filter(lambda v: abs(v) > 0.01),
    bound=st.floats(-500, 500).filter(lambda v: abs(v) > 0.01),
    at=st.integers(1_700_000_000_000, 1_900_000_000_000),
    half_life=st.integers(DAY, 400 * DAY),
)
def test_a_crossing_is_told_to_the_millisecond(value, bound, at, half_life):
    score = Score(value, at)

    for reached in crossings(score, half_life, bound)[:1]:
        assert abs(value_at(score, half_life, reached)) <= abs(bound)
        assert reached == at or abs(value_at(score, half_life, reached - 1)) > abs(bound)
