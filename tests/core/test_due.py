"""When tick must look at a contact again: never later than the next change of anything."""

from dataclasses import replace

import pytest
from catalogue_of import predicate, rules

from kweek.core.contact import Contact, Score, Send
from kweek.core.decide import on_due, on_event
from kweek.core.due import is_due, next_due
from kweek.core.enrolment import Enrolment, Wait
from kweek.core.incoming import Incoming
from kweek.core.tallies import Tally
from kweek.core.times import DAY, HOUR, MINUTE
from kweek.core.turn import Turn

NOW = 1_000 * DAY
RECENT = {"event": "pages", "count": 1, "in_last": 14 * DAY}
PREDICATES = {"pages": predicate("Page Viewed", keep=2)}
SCORES = {"engagement": {"half_life": 30 * DAY, "points": []}}
SEGMENTS = {"recent": RECENT}


def due(contact, before=None, **catalogue):
    known = rules(**{"predicates": PREDICATES, "scores": SCORES, **catalogue})
    return next_due(Turn(contact, known, NOW, "c#ada|e#1", at=NOW, settled=True), before)


def viewed(at=NOW, **fields):
    return Contact("ada", version=1, tallies={"pages": Tally(1, at, at)}, **fields)


def in_run(**run):
    return viewed(enrolments={"r": Enrolment("drip", NOW - DAY, "nurture", **run)})


def wait(**parts):
    fields = {"since": NOW - HOUR, "deadline": NOW + 3 * DAY, "closes": NOW + 4 * DAY, **parts}
    return Wait("video", 0, 7, **fields)


def test_nothing_that_time_can_change_needs_no_look():
    assert due(Contact("ada")) is None
    assert due(viewed(), segments={"ever": {"event": "pages", "count": 1}}) is None


def test_the_end_of_a_segment_s_window_is_due():
    assert due(viewed(), segments=SEGMENTS) == NOW + 14 * DAY


def test_the_earliest_of_several_changes_is_due():
    week = {"event": "pages", "count": 1, "in_last": 7 * DAY}

    assert due(viewed(), segments={"recent": RECENT, "week": week}) == NOW + 7 * DAY


def test_a_stage_that_time_alone_can_reach_is_due():
    idle = {"none": [RECENT]}

    assert due(viewed(), stages=[["mql", idle]]) == NOW + 14 * DAY
    assert due(viewed(), stages=[["disqualified", idle]]) == NOW + 14 * DAY


def test_a_stage_s_rule_that_holds_already_needs_no_look_since_no_stage_falls():
    assert due(viewed(), stages=[["mql", RECENT]]) is None


def test_a_run_s_exit_and_goal_are_due_while_it_goes_on():
    idle = {"none": [RECENT]}

    assert due(in_run(exit_when=idle)) == NOW + 14 * DAY
    assert due(in_run(goal=idle)) == NOW + 14 * DAY
    assert due(in_run(goal=idle, goal_at=NOW)) is None
    assert due(in_run(exit_when=idle, status="finished")) is None


def test_what_wakes_a_wait_by_time_alone_is_due():
    idle = {"none": [{"event": "pages", "count": 1, "in_last": HOUR}]}

    assert due(in_run(wait=wait(immediate=(("idle", idle),)))) == NOW + HOUR
    assert due(in_run(wait=wait(immediate=(("idle", idle),), claimed="idle"))) is None


def test_a_deadline_is_due_once_something_is_to_be_judged_there():
    seen = (("viewed", {"event": "pages", "count": 1}),)

    assert due(in_run(wait=wait(judged=seen))) == NOW + 3 * DAY
    assert due(in_run(wait=wait(judged=seen, since=NOW))) is None
    assert due(in_run(wait=wait(judged=seen, claimed="viewed"))) is None


def test_a_mail_in_flight_is_due_when_it_counts_as_unknown():
    flying = Send("m", "drip", "s", "r", "inflight", NOW, NOW, settle_by=NOW + 30 * MINUTE)

    assert due(replace(Contact("ada"), sends={"x": flying})) == NOW + 30 * MINUTE
    assert due(replace(Contact("ada"), sends={"x": replace(flying, state="sent")})) is None


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        (NOW + 2 * DAY, NOW + 2 * DAY),  # earlier than needed: by then much may have changed
        (NOW + DAY, NOW + 14 * DAY),  # so near that somebody would look for nothing
        (NOW + 14 * DAY, NOW + 14 * DAY),
        (NOW + 20 * DAY, NOW + 14 * DAY),
        (NOW, NOW + 14 * DAY),  # past: somebody has looked
        (None, NOW + 14 * DAY),
    ],
)
def test_an_index_entry_moves_only_when_it_must(before, kept):
    assert due(viewed(), before, segments=SEGMENTS) == kept


def test_an_entry_that_is_no_longer_needed_stands_while_it_is_far_off():
    assert due(Contact("ada"), NOW + 2 * DAY) == NOW + 2 * DAY
    assert due(Contact("ada"), NOW + DAY) is None


def test_a_look_before_its_time_changes_nothing():
    contact = viewed(due_at=NOW + 1)

    decided = on_due(contact, "c#ada|m#due", rules(), NOW)

    assert decided.contact is contact
    assert [is_due(contact, at) for at in (NOW, NOW + 1)] == [False, True]
    assert not is_due(replace(contact, due_at=None), NOW)


def test_a_segment_flips_when_it_should_and_the_index_entry_goes():
    known = rules(predicates=PREDICATES, segments=SEGMENTS)
    page = Incoming(
        id="1", type="page", event="Page Viewed", at=NOW, received_at=NOW, contact="ada"
    )
    joined = on_event(Contact("ada"), page, "c#ada|e#1", known, NOW).contact

    left = on_due(joined, "c#ada|m#due", known, joined.due_at).contact

    assert (joined.segments, joined.due_at) == ({"recent": NOW}, NOW + 14 * DAY)
    assert (left.segments, left.due_at, left.as_of) == ({}, None, NOW + 14 * DAY)


def test_a_score_that_sinks_out_of_a_segment_leaves_it_at_its_due():
    known = rules(
        scores=SCORES, segments={"warm": {"score": "engagement", "ops": [["at_least", 50]]}}
    )
    warm = Contact(
        "ada", version=1, scores={"engagement": Score(50, NOW)}, segments={"warm": NOW}, due_at=NOW
    )

    first = on_due(warm, "c#ada|m#due", known, NOW).contact
    then = on_due(first, "c#ada|m#due2", known, first.due_at).contact

    assert (first.segments, first.due_at) == ({"warm": NOW}, NOW + 1)
    assert (then.segments, then.due_at) == ({}, None)
