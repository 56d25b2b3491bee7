"""What conditions promise about time, against asking at every single millisecond."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kweek.core.conditions import compiled
from kweek.core.contact import Contact, Score
from kweek.core.scope import Scope
from kweek.core.scores import Lasting
from kweek.core.tallies import Tally
from kweek.core.times import DAY

NOW = 100 * DAY
FAR = 400  # milliseconds that are looked at one by one; everything below fits in them
LASTING = {
    "slow": Lasting(90),
    "quick": Lasting(17),
    "forever": Lasting(),
    # The points of a day are gone this long after its end: those of 8 to 10 days ago, soon.
    "early": Lasting(expires=9 * DAY + 20),
    "late": Lasting(expires=8 * DAY + 110),
}
BOUNDS = ("at_least", "at_most", "above", "below")

times = st.integers(NOW - 150, NOW)
events = st.fixed_dictionaries(
    {
        "event": st.sampled_from(["pages", "mails"]),
        "count": st.integers(1, 3),
        "in_last": st.one_of(st.none(), st.integers(1, 180)),
    }
)
scores = st.fixed_dictionaries(
    {
        "score": st.sampled_from(list(LASTING)),
        "ops": st.lists(
            st.tuples(st.sampled_from(BOUNDS), st.sampled_from([-20, -5, -1, 0, 1, 5, 10, 33.3])),
            min_size=1,
            max_size=2,
        ),
    }
)
steady = st.just({"stage": ["lead"]})
conditions = st.recursive(
    st.one_of(events, scores, steady),
    lambda inner: st.dictionaries(
        st.sampled_from(["all", "any", "none"]),
        st.lists(inner, min_size=1, max_size=3),
        min_size=1,
        max_size=1,
    ),
    max_leaves=6,
)


@st.composite
def contacts(draw):
    tallies, points, buckets = {}, {}, {}
    for pid in draw(st.sets(st.sampled_from(["pages", "mails"]))):
        found = sorted(draw(st.lists(times, min_size=1, max_size=4)))
        tallies[pid] = Tally(len(found), found[0], found[-1], tuple(found[-3:]))
    for name in draw(st.sets(st.sampled_from(["slow", "quick", "forever"]))):
        points[name] = Score(draw(st.floats(-60, 60)), draw(times))
    for name in draw(st.sets(st.sampled_from(["early", "late"]))):
        days = st.dictionaries(st.sampled_from(["89", "90", "91", "92"]), st.integers(-40, 40))
        buckets[name] = draw(days)
    return Contact("ada", tallies=tallies, scores=points, buckets=buckets)


def first_change(condition, contact, after):
    """By asking at every millisecond."""
    answer = condition.holds(Scope(contact, after, LASTING))
    for at in range(after + 1, NOW + FAR):
        if condition.holds(Scope(contact, at, LASTING)) != answer:
            return at
    return None


@settings(max_examples=150, deadline=None, derandomize=True)
@given(conditions, contacts())
def test_the_next_change_is_never_told_later_than_it_is(written, contact):
    condition = compiled(written)

    told = condition.next_change(Scope(contact, NOW, LASTING))

    real = first_change(condition, contact, NOW)
    assert real is None or (told is not None and NOW < told <= real)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(conditions, contacts(), st.integers(NOW, NOW + 200))
def test_whoever_asks_for_changes_before_an_instant_is_told_of_those_only(written, contact, before):
    condition, scope = compiled(written), Scope(contact, NOW, LASTING)

    told = condition.next_change(scope)

    sooner = told is not None and told < before
    assert condition.next_change(scope, before) == (told if sooner else None)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, derandomize=True)
@given(conditions, contacts())
def test_looking_whenever_told_sees_every_change_at_its_own_millisecond(written, contact):
    condition = compiled(written)

    def answer(at):
        return condition.holds(Scope(contact, at, LASTING))

    seen, now = [], NOW
    for _ in range(60):
        told = condition.next_change(Scope(contact, now, LASTING))
        if told is None or told >= NOW + FAR:
            break
        if answer(told) != (seen[-1][1] if seen else answer(NOW)):
            seen.append((told, answer(told)))
        now = told

    real = [(at, answer(at)) for at in range(NOW + 1, NOW + FAR) if answer(at) != answer(at - 1)]
    assert seen == real
