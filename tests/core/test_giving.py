"""Points that expire by the day, and lines that are capped by the day, in any order of arrival."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kweek.core.buckets import REMEMBERED
from kweek.core.contact import Contact, Score
from kweek.core.giving import Points, give, joined_points
from kweek.core.scores import Lasting, points_at
from kweek.core.times import DAY, HOUR

TODAY = 1_000
NOW = TODAY * DAY + 15 * HOUR
FOR_EVER, FADING, EXPIRING = Lasting(), Lasting(half_life=30 * DAY), Lasting(expires=90 * DAY)
VISIT = Points("engagement", 2, "Visited", per_day=5)
CLICK = Points("engagement", 3, "Clicked")
STOP = Points("engagement", -4, "Complained", per_day=6)
LINES = {"visit": VISIT, "click": CLICK, "stop": STOP}


def given_to(contact, *events, lasting=FOR_EVER, now=NOW):
    """The contact after `(predicate, time)` have arrived in this order."""
    for pid, at in events:
        contact, _ = give(contact, pid, LINES[pid], lasting, at, now)
    return contact


def visits(*times, **more):
    return given_to(Contact("ada"), *[("visit", at) for at in times], **more)


# -- caps


def test_a_line_gives_no_more_than_its_cap_on_one_day():
    given_one_by_one = [
        give(visits(*range(NOW, NOW + n)), "visit", VISIT, FOR_EVER, NOW, NOW)[1] for n in range(4)
    ]

    assert given_one_by_one == [2, 2, 1, 0]


def test_capped_points_count_from_the_start_of_their_day():
    assert visits(NOW, lasting=FADING).scores == {"engagement": Score(2, TODAY * DAY)}


def test_a_cap_is_one_of_a_utc_day_of_the_event_s_own_time():
    midnight = TODAY * DAY

    assert visits(*[midnight - 1] * 9, *[midnight] * 9).scores["engagement"].value == 10


def test_the_cap_of_one_line_leaves_the_others_alone():
    contact = given_to(visits(*[NOW] * 9), ("click", NOW), ("click", NOW))

    assert contact.scores["engagement"].value == 11


def test_points_that_are_taken_are_capped_as_well():
    assert given_to(Contact("ada"), *[("stop", NOW)] * 3).scores["engagement"].value == -6


def test_a_cap_below_one_event_s_points_gives_the_cap():
    line = Points("engagement", 10, "Ordered", per_day=4)

    assert give(Contact("ada"), "order", line, FOR_EVER, NOW, NOW)[1] == 4


def test_an_event_that_the_cap_gives_nothing_changes_nothing():
    full = visits(NOW, NOW, NOW)

    assert give(full, "visit", VISIT, FOR_EVER, NOW, NOW) == (full, 0)


def test_a_late_event_finds_the_cap_of_its_own_day():
    late = NOW - REMEMBERED * DAY
    contact = visits(late, late, late, NOW)

    assert give(contact, "visit", VISIT, FOR_EVER, late, NOW)[1] == 0
    assert give(contact, "visit", VISIT, FOR_EVER, late + DAY, NOW)[1] == 2


def test_a_day_so_long_past_that_it_is_forgotten_gives_nothing_more():
    contact = visits(NOW - (REMEMBERED + 1) * DAY, NOW)

    assert contact.buckets == {"engagement|visit": {str(TODAY): 2}}
    assert give(contact, "visit", VISIT, FOR_EVER, NOW - (REMEMBERED + 1) * DAY, NOW)[1] == 0


def test_a_past_that_is_brought_in_order_finds_every_day_whatever_now_is():
    long_ago = [NOW - n * DAY for n in range(400, 0, -1)]

    contact = visits(*[at for at in long_ago for _ in range(4)])

    assert contact.scores["engagement"].value == 400 * 5
    assert len(contact.buckets["engagement|visit"]) == REMEMBERED + 1


# -- expiring


def test_points_that_expire_are_kept_by_day():
    contact = given_to(
        Contact("ada"), ("click", NOW), ("click", NOW - DAY), ("click", NOW), lasting=EXPIRING
    )

    assert contact.buckets == {"engagement": {str(TODAY): 6, str(TODAY - 1): 3}}
    assert contact.scores == {}


def test_points_last_at_least_as_long_as_said_and_to_the_end_of_their_day():
    contact = given_to(Contact("ada"), ("click", NOW), lasting=EXPIRING)
    ends = (TODAY + 1) * DAY + 90 * DAY

    assert [points_at(contact, "engagement", EXPIRING, at) for at in (ends - 1, ends)] == [3, 0]


def test_days_whose_points_have_expired_are_dropped():
    contact = given_to(Contact("ada"), ("click", NOW), lasting=EXPIRING)

    later = given_to(contact, ("click", NOW + 92 * DAY), lasting=EXPIRING, now=NOW + 92 * DAY)

    assert later.buckets == {"engagement": {str(TODAY + 92): 3}}


def test_an_event_so_late_that_its_points_have_expired_gives_none():
    contact = given_to(Contact("ada"), ("click", NOW - 92 * DAY), lasting=EXPIRING)

    assert points_at(contact, "engagement", EXPIRING, NOW) == 0
    assert contact.buckets == {"engagement": {}}


def test_nobody_who_did_nothing_has_points_that_expire():
    assert points_at(Contact("ada"), "engagement", EXPIRING, NOW) == 0


# -- in any order


@pytest.mark.parametrize("lasting", [FOR_EVER, EXPIRING])
@pytest.mark.parametrize(
    "order",
    list(permutations([("visit", NOW), ("visit", NOW - 1), ("visit", NOW - HOUR), ("click", NOW)])),
)
def test_a_day_s_events_give_the_same_in_any_order(lasting, order):
    in_time = sorted(order, key=lambda one: one[1])

    assert given_to(Contact("ada"), *order, lasting=lasting) == given_to(
        Contact("ada"), *in_time, lasting=lasting
    )


events = st.tuples(
    st.sampled_from(list(LINES)), st.integers(NOW - REMEMBERED * DAY + DAY, NOW + 9 * HOUR - 1)
)


@settings(derandomize=True, max_examples=200)
@given(st.data(), st.lists(events, max_size=12), st.sampled_from([FOR_EVER, FADING, EXPIRING]))
def test_any_order_of_arrival_gives_the_same_points(data, happened, lasting):
    arrived = given_to(Contact("ada"), *data.draw(st.permutations(happened)), lasting=lasting)

    in_time = sorted(happened, key=lambda one: one[1])
    expected = given_to(Contact("ada"), *in_time, lasting=lasting)
    assert arrived.buckets == expected.buckets
    assert points_at(arrived, "engagement", lasting, NOW) == pytest.approx(
        points_at(expected, "engagement", lasting, NOW)
    )
    assert {name: score.at for name, score in arrived.scores.items()} == {
        name: score.at for name, score in expected.scores.items()
    }


@settings(derandomize=True, max_examples=200)
@given(
    st.lists(events, max_size=8),
    st.lists(events, max_size=8),
    st.sampled_from([FOR_EVER, FADING, EXPIRING]),
)
def test_two_histories_joined_have_the_points_of_one(mine, theirs, lasting):
    points = {pid: (line,) for pid, line in LINES.items()}
    subject = given_to(Contact("ada", as_of=NOW), *mine, lasting=lasting)
    past = given_to(Contact("v", as_of=NOW), *theirs, lasting=lasting)

    both = joined_points(subject, past, {"engagement": lasting}, points)

    whole = given_to(Contact("ada", as_of=NOW), *mine, *theirs, lasting=lasting)
    assert both.buckets == whole.buckets
    assert points_at(both, "engagement", lasting, NOW) == pytest.approx(
        points_at(whole, "engagement", lasting, NOW)
    )


def test_the_days_of_a_line_that_is_gone_are_joined_without_a_cap():
    subject, past = visits(NOW, NOW, NOW), visits(NOW)

    both = joined_points(subject, past, {}, {})

    assert both.buckets == {"engagement|visit": {str(TODAY): 7}}
    assert both.scores["engagement"].value == 7
