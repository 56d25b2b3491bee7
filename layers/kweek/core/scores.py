"""Scores: points that events give or take, which fade by half, expire, or stay."""

import math
from typing import NamedTuple

from kweek.core import buckets
from kweek.core.contact import Contact, Score
from kweek.core.times import Instant


class Lasting(NamedTuple):
    """How long a score's points last (ms): halved again and again, or all of them and then none.

    With neither they stay.
    """

    half_life: int | None = None
    expires: int | None = None


def points_at(contact: Contact, name: str, lasting: Lasting, now: Instant) -> float:
    """A contact's points for a score at `now`; everybody who shows or judges a score asks here."""
    if lasting.expires is not None:
        return buckets.left(contact.buckets.get(name, {}), lasting.expires, now)
    return value_at(contact.scores.get(name), lasting.half_life, now)


def value_at(score: Score | None, half_life: int | None, now: Instant) -> float:
    """The points at `now` of a score that does not expire; without a half-life (ms) they stay."""
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


def changes(
    contact: Contact, name: str, lasting: Lasting, bounds: list[float]
) -> tuple[Instant, ...]:
    """When time alone may take a contact's score past one of these bounds."""
    if lasting.expires is not None:
        return buckets.expiries(contact.buckets.get(name, {}), lasting.expires)
    score = contact.scores.get(name)
    return tuple(at for bound in bounds for at in crossings(score, lasting.half_life, bound))


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
