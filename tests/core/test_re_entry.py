"""One run a key; what asking again does to it: nothing, a restart, a refresh."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from catalogue_of import journey, predicate, rules

from kweek.core.contact import Contact, Passed, Send
from kweek.core.decide import on_due, on_event
from kweek.core.effects import Order
from kweek.core.enrolment import Enrolment, Pause, Wait
from kweek.core.identity import joined
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.re_entry import MOST_KEYS, hashed, with_key
from kweek.core.runs import NO_DATE, exit_run
from kweek.core.tallies import Tally
from kweek.core.times import DAY, HOUR, MINUTE, SECOND, from_datetime
from kweek.core.turn import Turn

NOW = 20_000 * DAY
PREDICATES = {
    "cart": predicate("Product Added", "Cart Viewed"),
    "order": predicate("Order Completed", "Order Updated"),
}
KEYED = {"kind": "key", "key": {"ref": ["entry", "id"]}}
DAY_OF = {"ref": ["entry", "day"], "at": "08:00"}


def catalogue(again="ignore", **parts):
    one = journey(
        **{
            "enter": [{"event": "cart"}, {"event": "order"}],
            "re_entry": {**KEYED, "again": again},
            "lead_in": 4 * HOUR,
            **parts,
        }
    )
    return rules(predicates=PREDICATES, journeys={"trip": one})


def happens(contact, known, name="Product Added", when=NOW, received=None, **said):
    received = received or when
    message = Incoming(
        id=f"{name}-{when}",
        type="track",
        event=name,
        at=when,
        received_at=received,
        contact="ada",
        properties=said,
    )
    cause = f"c#ada|e#{message.id}"
    return on_event(contact, message, cause, known, max(contact.as_of, received))


def orders(decision):
    return [one for one in decision.decided.effects if one.kind == "order"]


def told(decision):
    return [one["to"] for one in decision.decided.changed if one["what"] == "journey"]


def cart(known=None, **said):
    """A contact with one run of the cart `c1`, and its id."""
    known = known or catalogue()
    contact = happens(Contact("ada"), known, **{"id": "c1", **said}).contact
    [run_id] = contact.enrolments
    return contact, run_id


def with_run(contact, run_id, **changes):
    run = replace(contact.enrolments[run_id], **changes)
    return replace(contact, enrolments={**contact.enrolments, run_id: run})


# -- keys


def test_a_key_has_one_run_and_another_key_has_its_own():
    known = catalogue()
    contact, run_id = cart(known)

    same = happens(contact, known, when=NOW + 1, id="c1")
    other = happens(same.contact, known, when=NOW + 2, id="c2")

    assert run_id == digest("ada", "trip", "c1")
    assert list(same.contact.enrolments.values()) == list(contact.enrolments.values())
    assert [run.key for run in other.contact.enrolments.values()] == [hashed("c1"), hashed("c2")]
    assert other.contact.passed == {"trip": Passed(NOW + 2, 2, (hashed("c1"), hashed("c2")))}


@pytest.mark.parametrize("said", [{}, {"id": None}, {"id": ""}])
def test_an_entry_without_its_key_is_refused_and_said_so(said):
    decided = happens(Contact("ada"), catalogue(), **said)

    assert (decided.contact.enrolments, decided.decided.effects) == ({}, ())
    assert decided.decided.changed == (
        {"what": "journey", "name": "trip", "to": "refused", "reason": "no key"},
    )


def test_a_number_and_its_text_are_one_key():
    known = catalogue()
    contact, _ = cart(known, id=17)

    assert len(happens(contact, known, when=NOW + 1, id="17").contact.enrolments) == 1


def test_a_key_is_found_also_behind_what_is_too_big_to_keep():
    contact, run_id = cart(products="x" * 5_000)

    assert contact.enrolments[run_id].entry == {"id": "c1"}


@pytest.mark.parametrize("again", ["ignore", "restart", "refresh"])
def test_a_key_whose_run_is_over_starts_no_other(again):
    known = catalogue(again)
    contact, run_id = cart(known)
    over = with_run(contact, run_id, status="finished", left_at=NOW + 1)

    assert len(happens(over, known, when=NOW + DAY, id="c1").contact.enrolments) == 1
    forgotten = replace(over, enrolments={})
    assert happens(forgotten, known, when=NOW + DAY, id="c1").contact.enrolments == {}


def test_a_key_is_free_again_when_its_run_had_no_date_to_wait_for():
    known = catalogue("refresh")
    contact, run_id = cart(known)
    turn = Turn(contact, known, NOW + 1, "c#ada|m#x", NOW + 1)
    exit_run(turn, run_id, NO_DATE)

    again = happens(turn.contact, known, when=NOW + DAY, id="c1").contact

    assert turn.contact.passed == {"trip": Passed(NOW, 1)}
    assert [run.status for run in again.enrolments.values()] == ["exited", "active"]
    assert run_id in again.enrolments  # as it ended: the other has an id of its own
    assert again.passed == {"trip": Passed(NOW + DAY, 2, (hashed("c1"),))}


def test_the_latest_hundred_keys_are_remembered():
    keys = ()
    for number in range(MOST_KEYS + 5):
        keys = with_key(keys, str(number))

    assert (len(keys), keys[0], keys[-1]) == (MOST_KEYS, "5", "104")
    assert with_key(keys, "7")[-2:] == ("104", "7")


@pytest.mark.parametrize("again", ["ignore", "restart", "refresh"])
def test_a_key_of_an_anonymous_past_is_known_after_the_join(again):
    known = catalogue(again)
    past, run_id = cart(known)
    person = Contact("eve", version=1, as_of=NOW, user_id="u", filled=past.filled)
    both = joined(person, past, known)

    after = happens(both, known, when=NOW + HOUR, id="c1", note="x").contact

    assert list(after.enrolments) == [run_id]
    expected = {"id": "c1"} if again == "ignore" else {"id": "c1", "note": "x"}
    assert after.enrolments[run_id].entry == expected
    over = replace(both, enrolments={})
    assert happens(over, known, when=NOW + HOUR, id="c1").contact.enrolments == {}


def test_a_closing_journey_lets_a_key_s_run_move_and_nobody_new_in():
    contact, run_id = cart(catalogue("restart"))
    closing = catalogue("restart", status="closing")

    touched = happens(contact, closing, when=NOW + HOUR, id="c1").contact
    new = happens(touched, closing, when=NOW + 2 * HOUR, id="c2").contact

    assert touched.enrolments[run_id].since == NOW + HOUR
    assert list(new.enrolments) == [run_id]


def test_an_older_asking_that_comes_late_says_nothing_new():
    known = catalogue("refresh")
    contact, _ = cart(known, day="2027-03-01")
    newer = happens(contact, known, when=NOW + HOUR, id="c1", day="2027-03-09").contact

    older = happens(newer, known, when=NOW + MINUTE, received=NOW + 2 * HOUR, id="c1", day="x")

    assert older.contact.enrolments == newer.enrolments


# -- restart


def test_a_touch_in_the_quiet_hours_moves_only_the_record():
    known = catalogue("restart")
    contact, run_id = cart(known)
    before = contact.enrolments[run_id]

    decided = happens(contact, known, "Cart Viewed", NOW + HOUR, id="c1", total=9)

    assert orders(decided) == []
    assert told(decided) == ["restarted"]
    assert decided.contact.enrolments == {
        run_id: replace(
            before,
            since=NOW + HOUR,
            entry={"id": "c1", "total": 9},
            entry_at=NOW + HOUR,
            not_before=NOW + 5 * HOUR,
        )
    }


def test_four_quiet_hours_are_counted_from_the_last_of_many_touches():
    known = catalogue("restart")
    contact, run_id = cart(known)

    for touch in range(1, 40):
        contact = happens(contact, known, when=NOW + touch * 10 * MINUTE, id="c1").contact

    run = contact.enrolments[run_id]
    assert (run.epoch, run.begun) == (0, NOW)
    assert run.not_before == NOW + 390 * MINUTE + 4 * HOUR


def test_a_run_that_has_moved_on_without_a_mail_begins_again_in_another_execution_and_lap():
    known = catalogue("restart", goal={"event": "order", "count": 9})
    contact, run_id = cart(known)
    contact = with_run(
        contact,
        run_id,
        step="remind",
        lap=2,
        entered=7,
        goal_at=NOW,
        waited_until=NOW + 1,
        answered="done",
        answered_at=NOW + 1,
        tallies={"p": Tally(1, NOW, NOW)},
        wait=Wait("remind", 2, 7, NOW, NOW + DAY, NOW + DAY),
        pause=Pause("remind", 2, NOW + DAY),
        calls=3,
    )
    waiting = Send("m", "trip", "remind", run_id, "later", NOW, NOW, hold="quiet hours")
    contact = replace(contact, sends={"x": waiting})

    decided = happens(contact, known, when=NOW + DAY, id="c1")

    before = contact.enrolments[run_id]
    assert decided.contact.enrolments == {
        run_id: replace(
            cart(known)[0].enrolments[run_id],
            since=NOW + DAY,
            begun=NOW + DAY,
            epoch=1,
            lap=3,
            entered=before.entered,
            entry_at=NOW + DAY,
        )
    }
    assert [(s.state, s.hold) for s in decided.contact.sends.values()] == [("held", "journey left")]
    assert orders(decided) == [
        Order("stop", "ada", run_id, 0, "trip"),
        Order("start", "ada", run_id, 1, "trip", step="", lap=3),
    ]


@pytest.mark.parametrize("state", ["inflight", "sent", "unknown"])
@pytest.mark.parametrize("to_owner", [False, True])
def test_nothing_begins_anew_once_something_was_sent(state, to_owner):
    known = catalogue("restart")
    contact, run_id = cart(known)
    sent = Send("m", "trip", "s", run_id, state, NOW, NOW, to_owner=to_owner)
    contact = replace(contact, sends={"x": sent})

    assert happens(contact, known, when=NOW + DAY, id="c1").contact.enrolments == contact.enrolments


@pytest.mark.parametrize("other", [{"run": "another"}, {"state": "held"}, {"state": "failed"}])
def test_what_was_not_sent_or_not_by_this_run_lets_it_begin_anew(other):
    known = catalogue("restart")
    contact, run_id = cart(known)
    sent = Send("m", "trip", "s", run_id, "sent", NOW, NOW)
    contact = replace(contact, sends={"x": replace(sent, **other)})

    after = happens(contact, known, when=NOW + DAY, id="c1").contact

    assert after.enrolments[run_id].since == NOW + DAY


def test_the_end_of_a_run_that_begins_anew_is_reckoned_anew():
    known = catalogue("restart", ends={"moment": {"ref": ["entry", "end"]}})
    contact, run_id = cart(known, end="2030-01-01 12:00")

    after = happens(contact, known, when=NOW + 1, id="c1", end="2030-01-02 12:00").contact

    moved = after.enrolments[run_id].ends_at - contact.enrolments[run_id].ends_at
    assert moved == DAY


# -- refresh

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(text):
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM))


ORDERED = at("2027-03-01T10:00")


def delivery():
    """A run that waits until eight on the day of delivery, the tenth."""
    known = catalogue("refresh", lead_in=0)
    contact = happens(
        Contact("ada"), known, "Order Completed", ORDERED, id="o1", day="2027-03-10"
    ).contact
    [run_id] = contact.enrolments
    plan = {"until": DAY_OF, "late": True}
    pause = Pause("day", 0, at("2027-03-10T08:00"), ORDERED, plan)
    return known, with_run(contact, run_id, step="day", pause=pause), run_id


def updated(contact, known, day, when="2027-03-05T12:00"):
    said = {"id": "o1", **({"day": day} if day else {})}
    return happens(contact, known, "Order Updated", at(when), **said)


def test_a_later_day_changes_the_record_alone():
    known, contact, run_id = delivery()

    decided = updated(contact, known, "2027-03-12")

    run = contact.enrolments[run_id]
    assert orders(decided) == []
    assert told(decided) == ["refreshed"]
    assert decided.contact.enrolments[run_id] == replace(
        run,
        entry={"id": "o1", "day": "2027-03-12"},
        entry_at=at("2027-03-05T12:00"),
        pause=replace(run.pause, until=at("2027-03-12T08:00")),
    )


@pytest.mark.parametrize("day", ["2027-03-08", "2027-03-04", "2027-02-27"])
def test_an_earlier_day_also_a_past_one_calls_the_machine_back(day):
    known, contact, run_id = delivery()

    decided = updated(contact, known, day)

    run = decided.contact.enrolments[run_id]
    assert (run.epoch, run.pause.until) == (1, at(f"{day}T08:00"))
    assert (run.pause.begun, run.pause.plan) == (ORDERED, {"until": DAY_OF, "late": True})
    assert orders(decided) == [
        Order("stop", "ada", run_id, 0, "trip"),
        Order("start", "ada", run_id, 1, "trip", step="day", lap=0),
    ]


def test_the_same_day_calls_nobody():
    known, contact, run_id = delivery()

    decided = updated(contact, known, "2027-03-10")

    assert (orders(decided), decided.contact.enrolments[run_id].epoch) == ([], 0)


@pytest.mark.parametrize("day", [None, "soon"])
def test_a_run_whose_day_is_taken_away_ends_and_may_enter_again_with_one(day):
    known, contact, run_id = delivery()

    without = updated(contact, known, day)
    again = updated(without.contact, known, "2027-03-20", "2027-03-06T12:00")

    assert [(r.status, r.exit) for r in without.contact.enrolments.values()] == [
        ("exited", "no date")
    ]
    assert orders(without) == [Order("stop", "ada", run_id, 0, "trip")]
    assert [r.status for r in again.contact.enrolments.values()] == ["exited", "active"]


def test_a_pause_for_a_time_is_not_moved_by_a_new_entry():
    known, contact, run_id = delivery()
    pause = Pause("day", 0, at("2027-03-10T08:00"), ORDERED, {"for": DAY})

    decided = updated(with_run(contact, run_id, pause=pause), known, "2027-03-03")

    assert (decided.contact.enrolments[run_id].pause, orders(decided)) == (pause, [])


def waiting(claimed=None):
    known, contact, run_id = delivery()
    deadline = at("2027-03-10T08:00")
    wait = Wait(
        "day",
        0,
        7,
        ORDERED,
        deadline,
        deadline + 300 * DAY,
        claimed=claimed,
        by_tick=True,
        plan={"until": DAY_OF, "late": False},
    )
    return known, with_run(contact, run_id, pause=None, wait=wait), run_id


@pytest.mark.parametrize("day", ["2027-03-12", "2027-03-08"])
def test_a_wait_s_deadline_moves_in_its_place(day):
    known, contact, run_id = waiting()

    decided = updated(contact, known, day)

    wait = decided.contact.enrolments[run_id].wait
    deadline = at(f"{day}T08:00")
    assert wait == replace(
        contact.enrolments[run_id].wait, deadline=deadline, closes=deadline + 300 * DAY
    )
    assert (orders(decided), decided.contact.due_at) == ([], deadline)


def test_a_wait_whose_day_is_past_now_is_judged_by_tick_at_once():
    known, contact, run_id = waiting()

    decided = updated(contact, known, "2027-03-04")
    moment = at("2027-03-05T12:00")
    ticked = on_due(decided.contact, "c#ada|m#due", known, moment + SECOND)

    assert decided.contact.due_at == moment
    assert ticked.contact.enrolments[run_id].wait.claimed == "otherwise"


def test_a_wait_that_was_answered_stands():
    known, contact, run_id = waiting(claimed="otherwise")

    decided = updated(contact, known, "2027-03-12")

    assert decided.contact.enrolments[run_id].wait == contact.enrolments[run_id].wait


def test_a_refresh_tells_the_run_when_it_ends():
    known = catalogue("refresh", ends={"moment": {"ref": ["entry", "end"]}})
    contact, run_id = cart(known, end="2030-01-01 12:00")

    after = happens(contact, known, when=NOW + 1, id="c1", end="2030-01-05 12:00").contact

    run = after.enrolments[run_id]
    assert run == replace(
        contact.enrolments[run_id],
        entry={"id": "c1", "end": "2030-01-05 12:00"},
        entry_at=NOW + 1,
        ends_at=at("2030-01-05T12:00"),
    )
    assert isinstance(run, Enrolment)
