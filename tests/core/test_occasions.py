"""Occasions: a rhythm, a date and a schedule, each found again from either side of it."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kweek.core.contact import Contact, Trait
from kweek.core.dates import Dates
from kweek.core.occasions import latest, upcoming
from kweek.core.season import end_of, in_season, opened, opening
from kweek.core.times import DAY, HOUR, MINUTE, from_datetime

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
POLICY = {"time_zone": "Europe/Amsterdam"}
JOINED = 1_000 * DAY


def at(text, zone="Europe/Amsterdam"):
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def dates(contact=None, **traits):
    contact = contact or Contact("ada", version=1, segments={"customers": JOINED})
    known = {name: Trait(value, 0) for name, value in traits.items()}
    return Dates.of(replace(contact, traits={**contact.traits, **known}), POLICY)


EVERY = {"segment": "customers", "members": "newcomers", "every": 90 * DAY}
WEEKLY = {"schedule": {"at": "09:00", "days": [0, 3]}, "segment": None}
MONTHLY = {"schedule": {"at": "09:00", "day_of_month": 31}, "segment": None}
NIGHTLY = {"schedule": {"at": "02:30", "days": list(range(7))}, "segment": None}
ONCE = {"schedule": {"text": "2027-03-01 09:00"}, "segment": "customers"}
RENEWAL = {"date": {"ref": ["contact", "renewal"], "plus": -30 * DAY}}


# -- a rhythm


@pytest.mark.parametrize("rounds", [1, 2, 7])
def test_a_rhythm_has_an_occasion_at_each_whole_span_after_joining(rounds):
    due = JOINED + rounds * 90 * DAY

    assert latest(EVERY, dates(), due - 1, due) == due
    assert latest(EVERY, dates(), due - 89 * DAY, due - 1) is None
    assert latest(EVERY, dates(), due, due + DAY) is None
    assert [upcoming(EVERY, dates(), one) for one in (due - 1, due)] == [due, due + 90 * DAY]


def test_joining_itself_is_no_occasion_of_a_rhythm():
    assert latest(EVERY, dates(), JOINED - 1, JOINED + DAY) is None
    assert upcoming(EVERY, dates(), JOINED) == JOINED + 90 * DAY


def test_a_rhythm_is_for_those_in_the_segment():
    outside = dates(Contact("ada", version=1))

    assert latest(EVERY, outside, 0, JOINED * 2) is None
    assert upcoming(EVERY, outside, JOINED) is None


# -- a date


def test_a_date_is_an_occasion_once():
    known = dates(renewal="2027-06-30")
    due = at("2027-05-31T00:00")  # midnight where the contact lives, thirty days before

    assert latest(RENEWAL, known, due - 1, due) == due
    assert latest(RENEWAL, known, due, due + DAY) is None
    assert [upcoming(RENEWAL, known, one) for one in (due - 1, due)] == [due, None]


def test_a_date_is_where_the_contact_lives():
    known = dates(renewal="2027-06-30", timezone="America/New_York")

    assert upcoming(RENEWAL, known, 0) == at("2027-05-31T00:00", "America/New_York")


@pytest.mark.parametrize(("set_at", "taken"), [(-1, True), (0, False), (1, False)])
def test_a_date_that_was_past_when_the_trait_came_is_no_occasion(set_at, taken):
    due = at("2027-05-31T00:00")
    contact = Contact("ada", version=1, traits={"renewal": Trait("2027-06-30", due + set_at)})

    found = latest(RENEWAL, dates(contact), due - DAY, due + DAY)

    assert found == (due if taken else None)


@pytest.mark.parametrize("nonsense", [None, "", "soon", 20270630, ["2027-06-30"], "9999-99-99"])
def test_a_date_that_cannot_be_read_is_no_occasion(nonsense):
    known = dates(renewal=nonsense)

    assert (latest(RENEWAL, known, 0, JOINED * 99), upcoming(RENEWAL, known, 0)) == (None, None)


# -- a schedule


def test_a_schedule_that_says_a_moment_comes_once_for_those_in_its_segment():
    due = at("2027-03-01T09:00")

    assert upcoming(ONCE, dates(), due - 1) == due
    assert upcoming(ONCE, dates(), due) is None
    assert latest(ONCE, dates(), due - 1, due) == due
    assert latest(ONCE, dates(Contact("ada", version=1)), due - 1, due) is None


def test_a_weekly_schedule_comes_on_its_days_at_the_contact_s_own_time():
    there = dates(timezone="Asia/Tokyo")
    monday, thursday = (at(f"2027-03-0{day}T09:00", "Asia/Tokyo") for day in (1, 4))

    assert upcoming(WEEKLY, there, monday - 1) == monday
    assert upcoming(WEEKLY, there, monday) == thursday
    assert latest(WEEKLY, there, monday, thursday) == thursday
    assert latest(WEEKLY, there, monday, thursday - 1) is None


def test_of_several_occasions_the_latest_is_taken():
    monday, thursday = (at(f"2027-03-0{day}T09:00") for day in (1, 4))

    assert latest(WEEKLY, dates(), monday - 30 * DAY, thursday + HOUR) == thursday


def test_a_month_too_short_for_its_day_has_it_on_its_last():
    february, march = at("2027-02-28T09:00"), at("2027-03-31T09:00")

    assert upcoming(MONTHLY, dates(), at("2027-01-31T09:00")) == february
    assert upcoming(MONTHLY, dates(), february) == march


def test_a_time_that_the_clocks_skip_comes_right_after_the_gap():
    assert upcoming(NIGHTLY, dates(), at("2027-03-27T12:00")) == at("2027-03-28T03:00")


def test_a_time_that_comes_twice_is_one_occasion():
    first = upcoming(NIGHTLY, dates(), at("2027-10-30T12:00"))

    assert first == from_datetime(datetime(2027, 10, 31, 0, 30, tzinfo=UTC))
    assert upcoming(NIGHTLY, dates(), first) == at("2027-11-01T02:30")
    assert latest(NIGHTLY, dates(), first, first + HOUR + MINUTE) is None


ZONES = ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
SCHEDULES = st.one_of(
    st.builds(
        lambda hour, days: {"at": f"{hour:02d}:30", "days": sorted(days)},
        st.integers(0, 23),
        st.sets(st.integers(0, 6), min_size=1),
    ),
    st.builds(
        lambda hour, day: {"at": f"{hour:02d}:30", "day_of_month": day},
        st.integers(0, 23),
        st.integers(1, 31),
    ),
)


@given(
    SCHEDULES, st.sampled_from(ZONES), st.integers(at("2024-01-01T00:00"), at("2030-12-31T00:00"))
)
def test_what_comes_next_is_what_was_latest_then_and_nothing_lies_between(schedule, zone, now):
    way, known = {"schedule": schedule, "segment": None}, dates(timezone=zone)

    due = upcoming(way, known, now)

    assert due > now
    assert latest(way, known, now, due) == due
    assert latest(way, known, now, due - 1) is None
    there = datetime.fromtimestamp(due / 1000, tz=ZoneInfo(zone))
    assert (there.minute, there.second) in {(30, 0), (0, 0)}  # whole, or after a gap


# -- seasons and ends

YEAR_END = ((11, 1), (12, 10))
WINTER = ((12, 20), (1, 6))


@pytest.mark.parametrize(
    ("season", "moment", "inside"),
    [
        (YEAR_END, "2027-10-31T23:59:59", False),
        (YEAR_END, "2027-11-01T00:00", True),
        (YEAR_END, "2027-12-10T23:59:59", True),
        (YEAR_END, "2027-12-11T00:00", False),
        (WINTER, "2027-12-19T23:59:59", False),
        (WINTER, "2027-12-20T00:00", True),
        (WINTER, "2028-01-06T23:59:59", True),
        (WINTER, "2028-01-07T00:00", False),
        (None, "2027-07-01T00:00", True),
    ],
)
def test_both_days_belong_to_a_season_which_may_span_the_new_year(season, moment, inside):
    assert in_season(season, at(moment), AMSTERDAM) is inside


def test_a_season_opens_at_midnight_of_its_first_day_each_year():
    first, second = at("2027-11-01T00:00"), at("2028-11-01T00:00")

    assert [opening(YEAR_END, one, AMSTERDAM) for one in (first - 1, first)] == [first, second]
    assert [opened(YEAR_END, one, AMSTERDAM) for one in (first, second - 1)] == [first, first]


@pytest.mark.parametrize(
    ("entered", "ends"),
    [
        ("2027-11-05T10:00", "2027-12-21T00:00"),
        ("2027-12-20T23:59:59", "2027-12-21T00:00"),
        ("2027-12-21T00:00", "2028-12-21T00:00"),
    ],
)
def test_a_last_day_is_used_whole(entered, ends):
    assert end_of((12, 20), at(entered), AMSTERDAM) == at(ends)


def test_the_leap_day_is_the_first_of_march_where_there_is_none():
    assert end_of((2, 28), at("2028-01-01T00:00"), AMSTERDAM) == at("2028-02-29T00:00")
    assert end_of((2, 29), at("2027-01-01T00:00"), AMSTERDAM) == at("2027-03-01T00:00")
    assert opening(((2, 29), (3, 5)), at("2027-01-01T00:00"), AMSTERDAM) == at("2027-03-01T00:00")
