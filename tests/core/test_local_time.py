"""Local times where clocks change: each kind by name, then every zone's changes until 2030."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from kweek.core.local_time import clock_time, instant_of, next_at, quiet_until, zone_of
from kweek.core.times import MINUTE, Instant, from_datetime, iso

NEW_YORK = ZoneInfo("America/New_York")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
HAVANA = ZoneInfo("America/Havana")
APIA = ZoneInfo("Pacific/Apia")
EVENING, MORNING = time(21), time(8)


def wall(text):
    return datetime.fromisoformat(text)


def at(text, zone=UTC, fold=0):
    """The instant of a local time that stands in the test."""
    return from_datetime(wall(text).replace(tzinfo=zone, fold=fold))


def local(instant, zone):
    moment = datetime.fromtimestamp(instant / 1000, zone)
    return moment.replace(tzinfo=None).isoformat(" ")


def of(text, zone):
    return local(instant_of(wall(text), zone), zone)


# -- gaps and folds


def test_a_time_that_new_york_skips_becomes_three_o_clock():
    assert of("2026-03-08 02:30", NEW_YORK) == "2026-03-08 03:00:00"
    assert iso(instant_of(wall("2026-03-08 02:30"), NEW_YORK)) == "2026-03-08T07:00:00.000Z"


@pytest.mark.parametrize("minute", [0, 1, 7, 29, 31, 59])
def test_every_time_in_a_gap_becomes_the_same_instant_to_the_millisecond(minute):
    assert instant_of(wall(f"2026-03-29 02:{minute:02}:13"), AMSTERDAM) == at("2026-03-29 01:00")


def test_a_time_that_comes_twice_in_new_york_is_the_first():
    assert iso(instant_of(wall("2026-11-01 01:30"), NEW_YORK)) == "2026-11-01T05:30:00.000Z"


def test_lord_howe_moves_its_clocks_by_half_an_hour():
    assert of("2026-10-04 02:15", LORD_HOWE) == "2026-10-04 02:30:00"
    assert iso(instant_of(wall("2026-04-05 01:45"), LORD_HOWE)) == "2026-04-04T14:45:00.000Z"


def test_half_past_midnight_in_havana_becomes_one_o_clock_of_that_day():
    assert of("2026-03-08 00:30", HAVANA) == "2026-03-08 01:00:00"


def test_the_day_that_samoa_left_out_becomes_the_midnight_after_it():
    assert of("2011-12-30 10:00", APIA) == "2011-12-31 00:00:00"


# -- zones and next times


def test_a_name_that_is_no_zone_leaves_the_policy_s_zone():
    names = ["Mars/Olympus", "", None, 7, "../../etc/passwd", "Europe", "a\0b"]

    assert [zone_of(name, "Europe/Amsterdam").key for name in names] == ["Europe/Amsterdam"] * 7
    assert zone_of("Asia/Kolkata", "Europe/Amsterdam").key == "Asia/Kolkata"


def test_the_next_nine_o_clock_may_be_now_today_or_tomorrow():
    nine = clock_time("09:00")
    found = [
        local(next_at(at(f"2026-11-20 {text}", AMSTERDAM), nine, AMSTERDAM), AMSTERDAM)
        for text in ("08:59:59.999", "09:00", "09:00:00.001")
    ]

    assert found == ["2026-11-20 09:00:00", "2026-11-20 09:00:00", "2026-11-21 09:00:00"]


def test_the_next_workday_after_a_friday_morning_is_monday():
    friday = at("2026-11-20 10:00", AMSTERDAM)

    found = next_at(friday, time(9), AMSTERDAM, days=range(5))

    assert local(found, AMSTERDAM) == "2026-11-23 09:00:00"


def test_the_day_is_the_contact_s_own_when_it_is_another_one_in_utc():
    sunday_in_london = at("2026-11-22 20:00")

    found = next_at(sunday_in_london, time(9), ZoneInfo("Asia/Tokyo"), days=[0])

    assert local(found, ZoneInfo("Asia/Tokyo")) == "2026-11-23 09:00:00"


def test_a_time_that_comes_twice_is_not_taken_a_second_time():
    between = at("2026-11-01 01:40", NEW_YORK)

    found = next_at(between, time(1, 30), NEW_YORK)

    assert local(found, NEW_YORK) == "2026-11-02 01:30:00"


# -- quiet hours


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-20 20:59:59.999", None),
        ("2026-11-20 21:00", "2026-11-21 08:00:00"),
        ("2026-11-20 23:59", "2026-11-21 08:00:00"),
        ("2026-11-21 00:00", "2026-11-21 08:00:00"),
        ("2026-11-21 07:59:59.999", "2026-11-21 08:00:00"),
        ("2026-11-21 08:00", None),
        ("2026-11-21 12:00", None),
    ],
)
def test_quiet_hours_span_midnight(now, until):
    found = quiet_until(at(now, AMSTERDAM), EVENING, MORNING, AMSTERDAM)

    assert (local(found, AMSTERDAM) if found else None) == until


def test_quiet_hours_within_one_day_end_on_that_day():
    found = quiet_until(at("2026-11-20 13:30", AMSTERDAM), time(12), time(14), AMSTERDAM)

    assert local(found, AMSTERDAM) == "2026-11-20 14:00:00"
    assert quiet_until(at("2026-11-20 14:00", AMSTERDAM), time(12), time(14), AMSTERDAM) is None


def test_quiet_hours_of_no_length_are_none():
    assert quiet_until(at("2026-11-20 08:00", AMSTERDAM), MORNING, MORNING, AMSTERDAM) is None


def test_a_quiet_hour_that_comes_twice_is_quiet_twice_and_no_longer():
    first = at("2026-11-01 01:10", NEW_YORK)
    second = at("2026-11-01 01:10", NEW_YORK, fold=1)
    until = time(1, 30)

    assert quiet_until(first, EVENING, until, NEW_YORK) == first + 20 * MINUTE
    assert quiet_until(second, EVENING, until, NEW_YORK) == second + 20 * MINUTE


def test_quiet_hours_that_end_in_a_gap_end_with_it():
    found = quiet_until(at("2026-03-08 01:00", NEW_YORK), EVENING, time(2, 30), NEW_YORK)

    assert local(found, NEW_YORK) == "2026-03-08 03:00:00"


def test_a_mail_held_into_the_day_that_samoa_left_out_is_looked_at_again_and_held_on():
    midnight = quiet_until(at("2011-12-29 22:00", APIA), EVENING, MORNING, APIA)

    assert local(midnight, APIA) == "2011-12-31 00:00:00"
    assert local(quiet_until(midnight, EVENING, MORNING, APIA), APIA) == "2011-12-31 08:00:00"


# -- every zone


def changes(zone):
    """Every change of a zone's clocks from 2024 to 2030: `(second, offset before, after)`."""
    found = []
    second = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
    while second < datetime(2031, 1, 1, tzinfo=UTC).timestamp():
        following = second + 3 * 86_400
        if offset(second, zone) != offset(following, zone):
            low, high = second, following
            while high - low > 1:
                middle = (low + high) // 2
                before = offset(middle, zone) == offset(low, zone)
                low, high = (middle, high) if before else (low, middle)
            found.append((high, offset(low, zone), offset(high, zone)))
        second = following
    return tuple(found)


def offset(second, zone):
    return datetime.fromtimestamp(second, zone).utcoffset()


@cache
def every_kind():
    """One zone for each history of changes: zones with the same one have the same answers."""
    kinds = {}
    for name in sorted(zoneinfo.available_timezones()):
        kinds.setdefault(changes(ZoneInfo(name)), ZoneInfo(name))
    return [(zone, change) for history, zone in kinds.items() for change in history]


def around(change, steps=24):
    """Walls on both sides of a change and in it, every few minutes and odd seconds."""
    second, before, after = change
    middle = datetime.fromtimestamp(second, UTC).replace(tzinfo=None) + max(before, after)
    return [middle + timedelta(minutes=7 * n, seconds=n) for n in range(-steps, steps)]


def first_valid(local_time, zone, change):
    """By brute force: the first instant that shows this wall; in a gap the first after it."""
    second, before, after = change
    shown = sorted(local_time.replace(tzinfo=UTC) - one for one in {before, after})
    for moment in shown:
        if moment.astimezone(zone).replace(tzinfo=None) == local_time:
            return from_datetime(moment)
    return Instant(second * 1000)


def test_there_are_changes_of_every_kind_to_test():
    kinds = {(after - before) for _, (_, before, after) in every_kind()}

    assert {timedelta(hours=1), timedelta(hours=-1), timedelta(minutes=30)} <= kinds


@pytest.mark.slow
def test_a_local_time_near_any_change_until_2030_is_its_first_valid_instant():
    for zone, change in every_kind():
        for near in around(change):
            assert instant_of(near, zone) == first_valid(near, zone, change), (zone, near)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("starts", "ends"), [(time(21), time(8)), (time(22), time(1, 30)), (time(0, 30), time(2, 15))]
)
def test_quiet_hours_near_any_change_until_2030_end_at_the_first_instant_that_is_not_quiet(
    starts, ends
):
    for zone, (second, _, _) in every_kind():
        for minutes in range(-240, 241, 24):
            now = Instant((second + 60 * minutes) * 1000)
            until = quiet_until(now, starts, ends, zone)

            assert (until is not None) == is_quiet(now, starts, ends, zone), (zone, now)
            if until is not None:
                assert not is_quiet(until, starts, ends, zone), (zone, now)
                assert is_quiet(until - 1, starts, ends, zone), (zone, now)
                assert now < until <= now + 13 * 60 * MINUTE, (zone, now)


def is_quiet(instant, starts, ends, zone):
    wall = datetime.fromtimestamp(instant / 1000, zone).time()
    return starts <= wall < ends if starts < ends else not ends <= wall < starts
