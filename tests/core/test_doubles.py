"""Two histories of one person, each with a run of the same journey: one of them goes on."""

import pytest
from catalogue_of import journey, predicate, rules

from kweek.core.contact import Contact, Passed
from kweek.core.decide import on_event
from kweek.core.effects import Order
from kweek.core.enrolment import Enrolment
from kweek.core.identity import joined
from kweek.core.incoming import Incoming
from kweek.core.times import DAY, HOUR

NOW = 20_000 * DAY
NEVER, AGAIN = {"kind": "never"}, {"kind": "again"}
AFTER = {"kind": "after", "after": 30 * DAY}
KEYED = {"kind": "key", "key": {"ref": ["entry", "id"]}, "again": "ignore"}


def catalogue(re_entry):
    return rules(
        predicates={"cart": predicate("Product Added")},
        journeys={"trip": journey(enter=[{"event": "cart"}], re_entry=re_entry)},
    )


def run(key="", since=NOW - HOUR, **fields):
    return Enrolment("trip", since, "nurture", key=key, **fields)


def both(known, theirs, past, passed=None):
    """Ada, and the visitor who turns out to be her, after the join and the event that told it."""
    ada = Contact("ada", 2, NOW, NOW, user_id="u", enrolments=theirs, passed=passed or {})
    visitor = Contact("v", 1, NOW, NOW, enrolments=past)
    known = catalogue(known)
    message = Incoming(
        id="1", type="identify", event="Identified", at=NOW, received_at=NOW, contact="ada"
    )
    return on_event(joined(ada, visitor, known), message, "c#ada|e#1", known, NOW)


def active(decision):
    return {name for name, one in decision.contact.enrolments.items() if one.status == "active"}


@pytest.mark.parametrize("re_entry", [NEVER, AGAIN, AFTER])
def test_of_two_runs_under_way_the_visitor_s_ends_and_its_machine_is_stopped(re_entry):
    decided = both(re_entry, {"hers": run()}, {"theirs": run(since=NOW - 9 * HOUR)})

    ended = decided.contact.enrolments["theirs"]
    assert active(decided) == {"hers"}
    assert (ended.status, ended.exit) == ("exited", "in it already")
    assert [one for one in decided.decided.effects if one.kind == "order"] == [
        Order("stop", "ada", "theirs", 0, "trip")
    ]


@pytest.mark.parametrize(("key", "going_on"), [("k", {"hers"}), ("other", {"hers", "theirs"})])
def test_two_runs_are_one_too_many_when_their_keys_are_the_same(key, going_on):
    assert active(both(KEYED, {"hers": run("k")}, {"theirs": run(key)})) == going_on


@pytest.mark.parametrize(
    ("re_entry", "passed", "going_on"),
    [
        (NEVER, Passed(NOW - 400 * DAY, 1), set()),
        (AGAIN, Passed(NOW - DAY, 1), {"theirs"}),
        (AFTER, Passed(NOW - 29 * DAY, 1), set()),
        (AFTER, Passed(NOW - 31 * DAY, 1), {"theirs"}),
        (KEYED, Passed(NOW - DAY, 1, ("k",)), set()),
        (KEYED, Passed(NOW - DAY, 1, ("other",)), {"theirs"}),
        (NEVER, None, {"theirs"}),
    ],
)
def test_whom_the_journey_would_not_have_let_in_again_does_not_get_in_by_a_join(
    re_entry, passed, going_on
):
    decided = both(re_entry, {}, {"theirs": run("k")}, {"trip": passed} if passed else {})

    assert active(decided) == going_on


def test_a_run_that_was_over_before_stays_as_it_ended():
    over = run(status="finished", left_at=NOW - 1)

    assert both(NEVER, {"hers": run()}, {"theirs": over}).contact.enrolments["theirs"] == over


def test_another_journey_s_run_goes_on():
    other = Enrolment("tour", NOW, "nurture")

    assert active(both(NEVER, {"hers": run()}, {"theirs": other})) == {"hers", "theirs"}


def test_a_run_whose_journey_is_gone_is_told_by_what_is_under_way_alone():
    gone = Enrolment("old", NOW, "nurture")
    passed = {"old": Passed(NOW - DAY, 1)}

    assert active(both(NEVER, {}, {"theirs": gone}, passed)) == {"theirs"}
    assert active(both(NEVER, {"hers": gone}, {"theirs": gone})) == {"hers"}
