"""Scores: points that events give or take, fading by half-life."""

import math

from kweek.core.contact import Score
from kweek.core.times import Instant


def value_at(score: Score | None, half_life: int | None, now: Instant) -> float:
    """The points at `now`; without a half-life (ms) they stay."""
    if score is None:
        return 0.0
    if half_life is None or now <= score.at:
        return score.value
    return float(score.value * 2 ** (-(now - score.at) / half_life))


def with_points(score: Score | None, half_life: int | None, points: float, at: Instant) -> Score:
    """The score after points given at `at`.

    Points of an earlier time than the score's fade before they are added, so that the
    order in which events arrive does not change the sum.
    """
    if score is None:
        return Score(points, at)
    if at >= score.at:
        return Score(value_at(score, half_life, at) + points, at)
    return Score(score.value + value_at(Score(points, at), half_life, score.at), score.at)


def crossings(score: Score | None, half_life: int | None, bound: float) -> tuple[Instant, ...]:
    """When time alone takes the score to `bound` and, a moment on, past it; mostly never.

    To the millisecond: a candidate that is late by one would leave `tick` asleep.
    """
    if score is None or half_life is None or not bound:
        return ()
    ratio = score.value / bound
    if ratio < 1:  # other sign, or already nearer to nought
        return ()
    at = Instant(score.at + max(0, math.floor(half_life * math.log2(ratio)) - 1))
    while abs(value_at(score, half_life, at)) > abs(bound):
        at = Instant(at + 1)
    return at, Instant(at + 1)
