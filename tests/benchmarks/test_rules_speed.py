"""Fifty segments on one contact, by the closures that ingest asks (DESIGN 7)."""

import timeit

import pytest

from kweek.core.contact import Contact, Given, MailTimes, Score, Trait
from kweek.core.rules import Rules
from kweek.core.tallies import Tally
from kweek.core.times import DAY, Instant
from kweek.core.turn import Turn, resegment

pytestmark = pytest.mark.benchmark

NOW = Instant(20_000 * DAY)


def segments():
    """Fifty of two or three conditions each, as facts/performance.md measured them."""
    found = {}
    for n in range(50):
        kinds = [
            {"trait": "country", "ops": [["is", [("NL", "BE", "DE")[n % 3], "FR"]]]},
            {"event": f"p{n % 10}", "count": 1 + n % 3, "in_last": (1 + n % 12) * DAY},
            {"score": "engagement", "ops": [["at_least", 2 * n]]},
            {"stage": ["mql", "sql"] if n % 2 else ["customer"]},
            {"event": f"p{n % 13}", "count": 1, "in_last": None},
            {"none": [{"mail": "ebook", "was": "opened"}]},
            {"consent": "nurture"},
        ]
        picked = [kinds[(n + k * 2) % len(kinds)] for k in range(2 + n % 2)]
        found[f"s{n}"] = {"any" if n % 5 == 0 else "all": picked}
    return found


RULES = Rules.from_json(
    {
        "predicates": {},
        "scores": {"engagement": {"half_life": 30 * DAY, "points": []}},
        "interests": {},
        "stages": [],
        "segments": segments(),
        "journeys": {},
        "links": {},
        "mails": {},
        "policy": {},
    }
)


def contact():
    ada = Contact(
        "ada",
        version=9,
        traits={"country": Trait("NL", NOW)},
        stage="mql",
        scores={"engagement": Score(60, Instant(NOW - 5 * DAY))},
        tallies={
            f"p{n}": Tally(3, NOW - 9 * DAY, NOW - DAY, (NOW - 9 * DAY, NOW - 2 * DAY, NOW - DAY))
            for n in range(10)
        },
        consent={"nurture": Given(NOW, "Yes", "ebook")},
        mails={"ebook": MailTimes(NOW)},
    )
    turn = turned(ada)
    resegment(turn)
    return turn.contact


def turned(ada):
    return Turn(ada, RULES, NOW, "cause", at=NOW)


def test_fifty_segments_on_one_contact(figures):
    settled = turned(contact())

    times = timeit.repeat(lambda: resegment(settled), number=50, repeat=200)  # the least disturbed

    best = min(times) / 50 * 1e6
    inside = len(settled.contact.segments)
    figures.add("e", f"50 segments on one contact ({inside} hold)", f"{best:.0f} µs", "≤ 25 µs")
    assert 10 < inside < 45
