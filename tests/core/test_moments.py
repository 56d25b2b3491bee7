"""What a date in a file, an entry or a trait means, in whose zone, to the millisecond."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kweek.core.contact import Contact, Trait
from kweek.core.moments import moment_of
from kweek.core.references import resolver
from kweek.core.times import DAY, HOUR, MINUTE, as_datetime, iso

AMSTERDAM, TOKYO, NEW_YORK = map(ZoneInfo, ("Europe/Amsterdam", "Asia/Tokyo", "America/New_York"))
ZONES = sorted(available_timezones())


def told(moment, theirs=TOKYO, firms=AMSTERDAM, entry=None, **traits):
    contact = Contact("ada", traits={name: Trait(value, 1) for name, value in traits.items()})
    found = moment_of(moment, resolver(contact, entry or {}), theirs, firms)
    return None if found is None else iso(found)


def text(said, **more):
    return {"text": said, **more}


# -- whose time


def test_a_time_of_day_without_an_offset_is_the_firm_s_and_one_moment_for_all():
    webinar = text("2027-02-11 15:00")

    assert told(webinar) == told(webinar, theirs=NEW_YORK) == "2027-02-11T14:00:00.000Z"


def test_a_text_with_an_offset_is_that_instant_whoever_reads_it():
    assert told(text("2027-02-11T15:00:00-05:00")) == "2027-02-11T20:00:00.000Z"
    assert told(text("2027-02-11T15:00:00Z")) == "2027-02-11T15:00:00.000Z"
    assert told(text("2027-02-11T15:00:00.125Z")) == "2027-02-11T15:00:00.125Z"


def test_a_plain_date_is_the_contact_s_own_day_from_its_midnight():
    assert told(text("2027-02-11")) == "2027-02-10T15:00:00.000Z"
    assert told(text("2027-02-11"), theirs=NEW_YORK) == "2027-02-11T05:00:00.000Z"


def test_a_plain_date_at_a_time_is_that_time_of_the_contact_s_day():
    assert told(text("2027-02-11", at="08:00")) == "2027-02-10T23:00:00.000Z"


@pytest.mark.parametrize("said", ["2027-02-11", "20270211", "2027-W06-4", " 2027-02-11\n"])
def test_a_date_may_be_written_in_each_form_of_the_standard(said):
    assert told(text(said), theirs=AMSTERDAM) == "2027-02-10T23:00:00.000Z"


@pytest.mark.parametrize("said", ["2027-02-11T15", "2027-02-11T15:00", "20270211T1500"])
def test_so_may_a_time(said):
    assert told(text(said)) == "2027-02-11T14:00:00.000Z"


def test_at_puts_a_moment_on_the_day_that_the_contact_has_then():
    # 23:30 in Amsterdam is the next morning in Tokyo, and still the afternoon in New York.
    late = text("2027-02-11 23:30", at="08:00")

    assert told(late) == "2027-02-11T23:00:00.000Z"
    assert told(late, theirs=NEW_YORK) == "2027-02-11T13:00:00.000Z"


# -- from an entry or a trait


def test_a_reference_is_read_from_the_entry_or_the_contact():
    entry = {"ref": ["entry", "delivery_date"]}
    trait = {"ref": ["contact", "renewal_date"], "plus": -30 * DAY}
    nested = {"ref": ["entry", "order", "ships"]}

    assert told(entry, entry={"delivery_date": "2027-02-11"}) == "2027-02-10T15:00:00.000Z"
    assert told(trait, renewal_date="2027-03-01") == "2027-01-29T15:00:00.000Z"
    assert told(nested, entry={"order": {"ships": "2027-02-11T00:00Z"}}) == (
        "2027-02-11T00:00:00.000Z"
    )


@pytest.mark.parametrize(
    "value",
    [
        None, "", "  ", "soon", "11-02-2027", "2027-02-30", "2027-13-01", "2027-02-11T25:00",
        "10000-01-01", 20270211, 1_800_000_000_000, True, ["2027-02-11"], {"date": "2027-02-11"},
    ],
)  # fmt: skip
def test_what_is_no_date_is_none_and_no_fault(value):
    assert told({"ref": ["entry", "date"], "plus": DAY}, entry={"date": value}) is None
    assert told({"ref": ["contact", "date"], "at": "08:00"}, date=value) is None


def test_a_date_that_nobody_brought_is_none():
    assert told({"ref": ["entry", "date"]}) is None


@pytest.mark.parametrize(
    ("said", "plus"),
    [
        ("9999-12-31", DAY),
        ("9999-12-31T23:59:59Z", 2 * HOUR),
        ("9999-12-31T23:59:59-12:00", 0),
        ("0001-01-01", -DAY),
        ("0001-01-01T00:00:00+12:00", 0),
        ("0001-01-01T00:00Z", -HOUR),
        ("2027-02-11", 4_000_000 * DAY),
        ("2027-02-11", -4_000_000 * DAY),
        ("2027-02-11T00:00Z", 400_000_000_000 * DAY),
    ],
)
@pytest.mark.parametrize("at", [None, "08:00"])
@pytest.mark.parametrize("theirs", [TOKYO, NEW_YORK])
def test_a_year_beyond_what_calendars_know_is_none_or_an_instant_and_no_fault(
    said, plus, at, theirs
):
    found = moment_of(text(said, plus=plus, at=at), None, theirs, AMSTERDAM)

    assert found is None or isinstance(found, int)


# -- days and hours before and after


def test_days_are_counted_on_the_calendar_and_the_hour_stays():
    # Clocks go forward on 28 March 2027 in Amsterdam, and back on 31 October.
    assert told(text("2027-03-29 15:00", plus=-4 * DAY)) == "2027-03-25T14:00:00.000Z"
    assert told(text("2027-10-30 15:00", plus=2 * DAY)) == "2027-11-01T14:00:00.000Z"
    assert told(text("2027-03-29"), theirs=AMSTERDAM) == "2027-03-28T22:00:00.000Z"
    assert told(text("2027-03-29", plus=-DAY), theirs=AMSTERDAM) == "2027-03-27T23:00:00.000Z"


@pytest.mark.parametrize("hours", [-30, -25, -2, -1, 1, 2, 25])
def test_hours_are_counted_as_they_go_by(hours):
    begins = "2027-06-11 15:00"  # far from any change of clocks

    assert told(text(begins, plus=hours * HOUR)) == iso(
        moment_of(text(begins), None, TOKYO, AMSTERDAM) + hours * HOUR
    )


def test_two_hours_before_are_two_hours_also_when_clocks_change():
    assert told(text("2027-03-28 04:00", plus=-2 * HOUR)) == "2027-03-28T00:00:00.000Z"
    assert told(text("2027-10-31 04:00", plus=-2 * HOUR)) == "2027-10-31T01:00:00.000Z"


def test_a_day_and_two_hours_before_are_a_day_on_the_calendar_and_two_hours():
    # A day before 15:00 on the 28th it was 15:00 on the 27th, though only 23 hours earlier.
    assert told(text("2027-03-28 15:00", plus=-DAY - 2 * HOUR)) == "2027-03-27T12:00:00.000Z"


def test_half_an_hour_after_an_offset_s_instant_is_exact():
    said = text("2027-10-31T02:30:00+01:00", plus=30 * MINUTE)  # the second 02:30 of that night

    assert told(said) == "2027-10-31T02:00:00.000Z"


def test_days_after_an_offset_s_instant_keep_the_firm_s_hour():
    assert told(text("2027-03-27T14:00:00Z", plus=DAY)) == "2027-03-28T13:00:00.000Z"


# -- gaps and folds


def test_a_time_that_clocks_skip_is_the_first_that_there_is():
    assert told(text("2027-03-28 02:30")) == "2027-03-28T01:00:00.000Z"
    assert told(text("2027-03-27 02:30", plus=DAY)) == "2027-03-28T01:00:00.000Z"
    assert told(text("2027-03-14", at="02:30"), theirs=NEW_YORK) == "2027-03-14T07:00:00.000Z"


def test_a_time_that_comes_twice_is_the_first():
    assert told(text("2027-10-31 02:30")) == "2027-10-31T00:30:00.000Z"


def test_a_day_whose_midnight_clocks_skip_begins_an_hour_later():
    beirut = ZoneInfo("Asia/Beirut")  # forward at midnight of 31 March 2024

    assert told(text("2024-03-31"), theirs=beirut) == "2024-03-30T22:00:00.000Z"
    assert told(text("2024-03-31", at="08:00"), theirs=beirut) == "2024-03-31T05:00:00.000Z"


def test_a_day_that_a_zone_left_out_begins_when_the_next_one_did():
    apia = ZoneInfo("Pacific/Apia")  # had no 30 December 2011

    assert told(text("2011-12-30"), theirs=apia) == "2011-12-30T10:00:00.000Z"


dates = st.dates(date(2024, 1, 2), date(2030, 12, 30))
clocks = st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES).map(ZoneInfo)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(zones, st.builds(datetime.combine, dates, clocks), st.integers(-400, 400))
def test_in_every_zone_days_before_and_after_have_the_same_hour_or_the_end_of_a_gap(
    firms, wall, days
):
    found = moment_of(text(wall.isoformat(), plus=days * DAY), None, TOKYO, firms)

    local = as_datetime(found).astimezone(firms).replace(tzinfo=None)
    meant = wall + timedelta(days=days)
    assert local == meant or _end_of_gap(meant, local, firms)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(zones, dates, clocks)
def test_in_every_zone_a_date_at_a_time_is_that_local_time_or_the_end_of_a_gap(theirs, day, at):
    found = moment_of(text(day.isoformat(), at=at.isoformat("minutes")), None, theirs, AMSTERDAM)

    local = as_datetime(found).astimezone(theirs).replace(tzinfo=None)
    meant = datetime.combine(day, at)
    assert local == meant or _end_of_gap(meant, local, theirs)


def _end_of_gap(meant, local, zone):
    """Whether clocks never showed `meant` and, a second before they showed `local`, less."""
    end = local.replace(tzinfo=zone)
    before = as_datetime(round(end.timestamp() * 1000) - 1000).astimezone(zone)
    return before.replace(tzinfo=None) < meant < local
