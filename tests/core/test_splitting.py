"""Splits: exact shares over many, one way for each, and which part won."""

import pytest
from catalogue_of import predicate, rules
from one_step import NOW, answered, asks, counted, run_of, running

from kweek.core.decide import on_due, on_event
from kweek.core.enrolment import Trial
from kweek.core.ids import chance
from kweek.core.incoming import Incoming
from kweek.core.splitting import part_of
from kweek.core.stepping import on_step
from kweek.core.times import DAY, HOUR

PREDICATES = {"bought": predicate("Order Completed")}
RULES = rules(predicates=PREDICATES)
BOUGHT = {"event": "bought", "count": 1}
HALVES = [["a", 50], ["b", 50]]
JUDGED = {"judged_by": BOUGHT, "within": 14 * DAY, "predicates": PREDICATES}
PLAIN = {"judged_by": None, "within": None, "predicates": {}}


def splits(contact=None, shares=HALVES, now=NOW, **message):
    asked = asks("split", split=shares, **{**PLAIN, **message})
    return on_step(contact or running(), asked, RULES, now, now)


def buys(contact, at):
    message = Incoming(
        id=str(at), type="track", event="Order Completed", at=at, received_at=at, contact="ada"
    )
    return on_event(contact, message, f"c#ada|e#{at}", RULES, max(at, contact.as_of))


@pytest.mark.parametrize(
    "shares", [[["a", 50], ["b", 50]], [["a", 10], ["b", 30], ["c", 60]], [["a", 1], ["b", 2]]]
)
def test_every_part_gets_its_share_of_many(shares):
    people = 10_000
    found = [part_of(shares, chance(f"run-{n}", "fork", "0")) for n in range(people)]

    total = sum(share for _, share in shares)
    for target, share in shares:
        assert abs(found.count(target) / people - share / total) < 0.015


def test_chance_lies_evenly_between_nought_and_one():
    found = [chance(str(n)) for n in range(10_000)]

    assert 0 <= min(found) < 0.001
    assert 0.999 < max(found) < 1


def test_the_ends_of_a_share_belong_to_one_part():
    assert [part_of(HALVES, point) for point in (0, 0.4999, 0.5, 1)] == ["a", "a", "b", "b"]


def test_a_part_without_a_share_gets_nobody():
    assert {part_of([["a", 0], ["b", 100]], n / 100) for n in range(100)} == {"b"}


def test_who_is_asked_again_goes_the_same_way_and_another_lap_is_another_chance():
    ways = [answered(splits(lap=lap)) for lap in range(40)]

    assert ways == [answered(splits(lap=lap)) for lap in range(40)]
    assert {way for [way] in ways} == {"a", "b"}


def test_a_split_is_counted_by_its_way_and_leaves_no_trial_when_nothing_judges_it():
    decided = splits()

    [way] = answered(decided)
    assert counted(decided) == [("here", f"outcome {way}"), ("here", "entered")]
    assert run_of(decided).answered == way
    assert decided.contact.trials == {}


def test_a_judged_split_leaves_a_trial_on_the_contact():
    decided = splits(**JUDGED)

    [way] = answered(decided)
    key = asks("split").send_id
    assert decided.contact.trials == {
        key: Trial("drip", "here", way, NOW, NOW + 14 * DAY, BOUGHT, PREDICATES)
    }


def test_a_part_wins_once_also_after_its_run_is_over():
    decided = splits(**JUDGED)
    [way] = answered(decided)
    end = asks("end", waits=False, entered=11)
    over = on_step(decided.contact, end, RULES, NOW + HOUR, NOW + HOUR)

    won = buys(over.contact, NOW + DAY)
    more = buys(won.contact, NOW + 2 * DAY)

    assert counted(won) == [("here", f"won {way}")]
    assert won.contact.trials == {}
    assert counted(more) == []


@pytest.mark.parametrize("at", [NOW - HOUR, NOW + 14 * DAY])
def test_what_happens_outside_its_time_wins_nothing(at):
    contact = splits(**JUDGED).contact
    outside = buys(contact, at)

    assert counted(outside) == []
    assert (outside.contact.trials == {}) is (at > NOW)


def test_a_trial_that_time_alone_can_win_is_due():
    quiet = {"none": [{"event": "bought", "count": 1, "in_last": DAY}]}
    bought = buys(running(), NOW - HOUR).contact
    judged = splits(bought, judged_by=quiet, within=14 * DAY, predicates=PREDICATES)
    assert judged.contact.due_at == NOW + 23 * HOUR

    won = on_due(judged.contact, "c#ada|m#due", RULES, NOW + 23 * HOUR)

    [way] = answered(judged)
    assert counted(won) == [("here", f"won {way}")]
