"""Dates in mails, as a person would write them."""

from zoneinfo import ZoneInfo

import pytest

from kweek.core.said import day, time_of_day

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("value", "date", "time"),
    [
        ("2027-02-11 15:00", "Thursday 11 February 2027", "15:00"),
        ("2027-02-11T15:00", "Thursday 11 February 2027", "15:00"),
        ("2027-02-11", "Thursday 11 February 2027", ""),
        (" 2027-02-01 ", "Monday 1 February 2027", ""),
        ("2027-02-11T23:30:00Z", "Friday 12 February 2027", "00:30"),
        ("2027-07-01T10:00:00+00:00", "Thursday 1 July 2027", "12:00"),
        (1_802_354_400_000, "Thursday 11 February 2027", "15:00"),
    ],
)
def test_a_moment_is_said_in_the_firms_own_zone(value, date, time):
    assert (day(value, AMSTERDAM), time_of_day(value, AMSTERDAM)) == (date, time)


@pytest.mark.parametrize(
    "value",
    [None, "", "next week", "2027-13-01", "11-02-2027", True, 15.0, [], {}, 10**20,
     "9999-12-31T23:59:59-12:00"],
)  # fmt: skip
def test_what_is_no_date_is_said_as_nothing(value):
    assert (day(value, AMSTERDAM), time_of_day(value, AMSTERDAM)) == ("", "")
