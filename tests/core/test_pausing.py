"""Pauses: for a time, until a local hour, until a moment that an entry or a trait brings."""

from dataclasses import replace

import pytest
from catalogue_of import rules
from hypothesis import given
from hypothesis import strategies as st
from one_step import NOW, answered, asks, counted, orders, run_of, running, told

from kweek.core.contact import Passed, Trait
from kweek.core.epochs import OLDEST, renew
from kweek.core.stepping import on_step
from kweek.core.times import DAY, HOUR, MINUTE, SECOND, iso, parse_iso
from kweek.core.turn import Turn

RULES = rules()
DELIVERY = {"ref": ["entry", "delivery_date"], "at": "08:00"}


def comes(contact, message, now=NOW):
    return on_step(contact, message, RULES, now, now)


def until(decision):
    [(_, output)] = orders(decision)
    return output["until"]


@pytest.mark.parametrize(
    ("step", "over"),
    [
        ({"for": 6 * DAY}, NOW + 6 * DAY),
        ({"for": DAY, "at": "09:00"}, parse_iso("2027-02-10T08:00Z")),  # ten on Tuesday is late
        ({"at": "09:00", "days": [4]}, parse_iso("2027-02-12T08:00Z")),
        ({"until": {"text": "2027-02-11 15:00"}}, parse_iso("2027-02-11T14:00Z")),
        ({"until": {"text": "2027-02-11 15:00", "plus": -DAY}}, parse_iso("2027-02-10T14:00Z")),
        ({"until": DELIVERY}, parse_iso("2027-02-10T07:00Z")),
        ({"until": {"ref": ["contact", "renewal"]}}, parse_iso("2027-03-01T00:00+01:00")),
    ],
)
def test_a_pause_is_over_when_its_step_says_and_comes_out_once(step, over):
    traits = {"renewal": Trait("2027-03-01", 1)}
    contact = running({"traits": traits}, entry={"delivery_date": "2027-02-10"})
    asked = asks("wait", **step)

    paused = comes(contact, asked)
    early = comes(paused.contact, replace(asked, entered=11), over - 1)
    out = comes(early.contact, replace(asked, entered=12), over)

    assert [until(paused), until(early)] == [iso(over)] * 2
    assert answered(out) == ["done"]
    assert run_of(out).pause is None


def test_the_contact_s_own_zone_counts():
    there = running({"traits": {"timezone": Trait("America/New_York", 1)}})

    assert until(comes(there, asks("wait", at="09:00"))) == "2027-02-08T14:00:00.000Z"


@pytest.mark.parametrize(
    ("late", "now", "outcome"),
    [
        (True, NOW + 1, "late"),
        (True, NOW, "done"),  # that very moment is not late
        (False, NOW + 1, "done"),
    ],
)
def test_a_moment_that_is_past_when_its_pause_begins(late, now, outcome):
    decided = comes(running(), asks("wait", until={"text": iso(NOW)}, late=late), now)

    assert answered(decided) == [outcome]
    assert run_of(decided).answered == outcome
    assert (("here", "outcome late") in counted(decided)) is (outcome == "late")


def test_a_moment_that_passes_during_its_pause_is_not_late():
    asked = asks("wait", until={"text": iso(NOW + HOUR)}, late=True)
    paused = comes(running(), asked).contact

    assert answered(comes(paused, replace(asked, entered=11), NOW + 2 * HOUR)) == ["done"]


@pytest.mark.parametrize("entry", [{}, {"delivery_date": "soon"}, {"delivery_date": 17}])
def test_a_date_that_cannot_be_read_ends_the_run_and_frees_its_key(entry):
    passed = {"drip": Passed(1, 2, ("other", "mine"))}
    contact = running({"passed": passed}, entry=entry, key="mine")

    decided = comes(contact, asks("wait", until=DELIVERY, late=True))

    run = run_of(decided)
    assert (run.status, run.exit) == ("exited", "no date")
    assert answered(decided) == ["left"]
    assert told(decided) == ["Journey Exited"]
    assert decided.contact.passed == {"drip": Passed(1, 2, ("other",))}


def test_a_pause_goes_on_in_a_later_execution_where_it_was():
    asked = asks("wait", **{"for": 10 * DAY, "at": "09:00"})
    first = comes(running(), asked)
    turn = Turn(first.contact, RULES, NOW + 3 * DAY, "c#ada|m#x", at=NOW + 3 * DAY)
    renew(turn, "r", "here", 0)

    again = comes(turn.contact, replace(asked, epoch=1, entered=11), NOW + 3 * DAY + MINUTE)

    assert until(again) == until(first)
    assert run_of(again).pause == run_of(first).pause
    assert counted(again) == []


def test_a_date_that_moved_during_the_pause_is_reckoned_anew():
    asked = asks("wait", until={"ref": ["contact", "renewal"]})
    paused = comes(running({"traits": {"renewal": Trait("2027-02-10", 1)}}), asked).contact
    moved = replace(paused, traits={"renewal": Trait("2027-02-20", 2)})

    again = comes(moved, replace(asked, entered=11), parse_iso("2027-02-09T23:00Z"))

    assert until(again) == "2027-02-19T23:00:00.000Z"


def test_a_pause_longer_than_an_execution_may_live_comes_back_to_be_replaced():
    asked = asks("wait", until={"text": "2029-02-11 15:00"})

    first = comes(running(begun=NOW), asked)
    assert until(first) == iso(NOW + OLDEST + SECOND)
    second = comes(first.contact, replace(asked, entered=11), NOW + OLDEST + SECOND)
    assert answered(second) == ["left"]
    third = comes(second.contact, replace(asked, epoch=1, entered=12), NOW + OLDEST + 2 * SECOND)

    assert run_of(third).pause == run_of(first).pause
    assert until(third) == iso(NOW + 2 * OLDEST + 2 * SECOND)


@given(
    length=st.integers(0, 20 * DAY),
    at=st.none() | st.sampled_from(["00:00", "08:30", "23:59"]),
    renewed=st.integers(0, 20 * DAY),
)
def test_a_pause_comes_out_at_the_same_instant_whenever_it_is_renewed(length, at, renewed):
    asked = asks("wait", **({"for": length, "at": at} if at else {"for": length}))
    first = comes(running(), asked)
    if answered(first) == ["done"]:
        return
    turn = Turn(first.contact, RULES, NOW + renewed, "c#ada|m#x", at=NOW + renewed)
    renew(turn, "r", "here", 0)

    again = comes(turn.contact, replace(asked, epoch=1, entered=11), NOW + renewed)

    over = parse_iso(until(first))
    if NOW + renewed < over:
        assert until(again) == until(first)
    else:
        assert answered(again) == ["done"]
