"""Gives the points of one line of `scoring.yaml`: dated, capped, and put where they last."""

from collections.abc import Mapping
from dataclasses import dataclass

from kweek.core import buckets
from kweek.core.contact import Contact
from kweek.core.scores import Lasting, value_at, with_points
from kweek.core.times import Instant


@dataclass(frozen=True)
class Points:
    """What one predicate gives to one score; `per_day` is the most it gives in a day."""

    score: str
    points: float
    label: str
    per_day: float | None = None


def give(
    contact: Contact, pid: str, line: Points, lasting: Lasting, at: Instant, now: Instant
) -> tuple[Contact, float]:
    """The contact with a line's points for a match at `at`, and how many those were.

    Capped points count from the start of their day: it must not matter which of the day's
    matches the cap let through.
    """
    points = line.points
    if line.per_day is not None:
        name = capped(line.score, pid)
        days = contact.buckets.get(name, {})
        points = buckets.granted(days, points, at, line.per_day)
        if not points:
            return contact, 0
        at = buckets.start_of_day(at)
        noted = buckets.noted(days, points, at)
        contact = contact.changed(buckets={**contact.buckets, name: noted})
    return put(contact, line.score, lasting, points, at, now), points


def capped(score: str, pid: str) -> str:
    """The name of the days of a capped line, among a contact's buckets."""
    return f"{score}|{pid}"


def put(
    contact: Contact, score: str, lasting: Lasting, points: float, at: Instant, now: Instant
) -> Contact:
    """The contact with points added to (or, below nought, taken from) a score."""
    if lasting.expires is None:
        after = with_points(contact.scores.get(score), lasting.half_life, points, at)
        return contact.changed(scores={**contact.scores, score: after})
    days = buckets.added(contact.buckets.get(score, {}), points, at, lasting.expires, now)
    return contact.changed(buckets={**contact.buckets, score: days})


def joined_points(
    subject: Contact,
    past: Contact,
    scores: Mapping[str, Lasting],
    points: Mapping[str, tuple[Points, ...]],
) -> Contact:
    """The subject with the points of a past of their own as well; a cap holds for both together."""
    whole, now = subject, max(subject.as_of, past.as_of)
    for name, score in past.scores.items():
        lasting = scores.get(name, Lasting())
        worth = value_at(score, lasting.half_life, score.at)
        after = with_points(whole.scores.get(name), lasting.half_life, worth, score.at)
        whole = whole.changed(scores={**whole.scores, name: after})
    for name, days in past.buckets.items():
        mine = whole.buckets.get(name, {})
        both = buckets.joined(mine, days)
        line = _line(name, points)
        if line is not None and line.per_day is not None:
            both, surplus = buckets.over_cap(both, line.per_day, mine.keys() & days.keys())
            for at, too_many in surplus:
                lasting = scores.get(line.score, Lasting())
                whole = put(whole, line.score, lasting, -too_many, at, now)
        whole = whole.changed(buckets={**whole.buckets, name: both})
    return whole


def _line(name: str, points: Mapping[str, tuple[Points, ...]]) -> Points | None:
    """The capped line whose days have this name, if the catalogue still has it."""
    score, _, pid = name.partition("|")
    return next((line for line in points.get(pid, ()) if line.score == score), None)
