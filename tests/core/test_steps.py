"""Journey steps: who is turned away, who skips, what is done, what the machine is told."""

from dataclasses import replace

import pytest
from catalogue_of import journey, rules
from one_step import NOW, SINCE, answered, asks, counted, orders, run_of, running, told

from kweek.core.contact import Trait
from kweek.core.enrolment import Pause
from kweek.core.epochs import MOST_CALLS, OLDEST
from kweek.core.stepping import on_step
from kweek.core.times import DAY, HOUR, iso

RULES = rules()
DUTCH = {"trait": "country", "ops": [["is", ["NL"]]]}
LIVES = {"traits": {"country": Trait("NL", 1)}}
BRANCH = {"branch": [[DUTCH, "dutch"]], "otherwise": "world"}


def steps(contact, message, now=NOW, known=RULES):
    return on_step(contact, message, known, now, now)


# -- who is turned away


@pytest.mark.parametrize(
    ("contact", "epoch", "answers"),
    [
        (running(status="exited"), 0, ["left"]),
        (running(epoch=1), 0, ["left"]),
        (running(entered=11), 0, []),
        (replace(running(), enrolments={}), 0, ["left"]),
    ],
    ids=["over", "an older epoch", "superseded", "no such run"],
)
def test_g10_a_step_of_a_run_that_has_gone_on_changes_nothing(contact, epoch, answers):
    decided = steps(contact, asks("update", traits={"a": 1}, epoch=epoch))

    assert (decided.contact, answered(decided)) == (contact, answers)


def test_g10_a_step_after_the_end_of_its_journey_s_time_ends_the_run():
    contact = running(ends_at=NOW)
    before = steps(contact, asks("branch", **BRANCH), NOW - 1)
    after = steps(contact, asks("branch", **BRANCH), NOW)

    assert answered(before) == ["world"]
    assert answered(after) == ["left"]
    assert (run_of(after).status, run_of(after).exit) == ("exited", "ended")


def test_g10_a_step_of_a_run_that_is_one_too_many_ends_it():
    after = steps(running(doubled=True), asks("branch", **BRANCH))

    assert answered(after) == ["left"]
    assert (run_of(after).status, run_of(after).exit) == ("exited", "in it already")


def test_a_step_before_its_time_is_told_to_come_back_and_nothing_else():
    contact = running(not_before=NOW + HOUR)

    early = steps(contact, asks("update", traits={"a": 1}))
    then = steps(contact, asks("update", traits={"a": 1}), NOW + HOUR)

    assert early.contact is contact
    assert orders(early) == [
        ("answer", {"outcome": "later", "until": iso(NOW + HOUR), "at": "here"})
    ]
    assert answered(then) == ["done"]
    assert run_of(then).not_before is None


def test_the_end_of_a_run_is_never_told_to_come_back():
    decided = steps(running(not_before=NOW + HOUR), asks("end", waits=False))

    assert run_of(decided).status == "finished"


@pytest.mark.parametrize(
    "worn",
    [
        running(calls=MOST_CALLS),
        running(begun=NOW - OLDEST - 1),
    ],
    ids=["long", "old"],
)
def test_a_worn_execution_is_replaced_at_the_step_it_has_come_to(worn):
    decided = steps(worn, asks("update", traits={"a": 1}, lap=2))

    assert [do for do, _ in orders(decided)] == ["stop", "start", "answer"]
    [start] = [one for one in decided.decided.effects if getattr(one, "do", "") == "start"]
    assert (start.epoch, start.step, start.lap) == (1, "here", 2)
    assert answered(decided) == ["left"]
    run = run_of(decided)
    assert (run.epoch, run.begun, run.calls, run.step) == (1, NOW, 0, "before")
    assert decided.contact.traits == {}


def test_the_end_needs_no_new_execution():
    assert run_of(steps(running(calls=MOST_CALLS), asks("end", waits=False))).status == "finished"


def test_a_wait_that_would_outlast_its_execution_begins_in_a_new_one():
    long = {"immediate": [], "judged": [], "within": 290 * DAY, "grace": HOUR}
    old = running(begun=NOW - 20 * DAY)

    renewed = steps(old, asks("wait_for", wait=long))
    young = steps(running(begun=NOW - HOUR), asks("wait_for", wait=long))

    assert (run_of(renewed).epoch, run_of(renewed).wait) == (1, None)
    assert (run_of(young).epoch, run_of(young).wait.deadline) == (0, NOW + 290 * DAY)


# -- what is noted of a visit


def test_an_outcome_is_noted_with_its_time_and_forgotten_at_the_next_step():
    first = steps(running(), asks("branch", **BRANCH))
    run = run_of(first)
    assert (run.step, run.answered, run.answered_at, run.calls) == ("here", "world", NOW, 1)

    pause = asks("wait", name="there", entered=11, **{"for": DAY})
    second = run_of(steps(first.contact, pause, NOW + HOUR))
    assert (second.step, second.answered, second.answered_at, second.calls) == ("there", "", 0, 2)


def test_a_step_is_counted_once_however_often_its_machine_comes_back():
    pause = asks("wait", **{"for": DAY})
    first = steps(running(), pause)
    again = steps(first.contact, replace(pause, entered=11), NOW + DAY)
    lap = steps(again.contact, replace(pause, entered=12, lap=1), NOW + DAY)

    assert [counted(one) for one in (first, again, lap)] == [
        [("here", "entered")],
        [],
        [("here", "entered")],
    ]


# -- only_if


def test_a_step_whose_condition_does_not_hold_is_skipped_and_counted():
    decided = steps(running(), asks("update", traits={"a": 1}, only_if=DUTCH, predicates={}))

    assert answered(decided) == ["skipped"]
    assert counted(decided) == [("here", "outcome skipped"), ("here", "entered")]
    assert decided.contact.traits == {}
    assert run_of(decided).answered == "skipped"


def test_a_step_whose_condition_holds_is_carried_out():
    decided = steps(running(LIVES), asks("update", traits={"a": 1}, only_if=DUTCH, predicates={}))

    assert answered(decided) == ["done"]
    assert decided.contact.trait("a") == 1


def test_a_pause_that_began_is_not_skipped_when_its_machine_comes_back():
    pause = asks("wait", only_if=DUTCH, predicates={}, **{"for": DAY})
    begun = steps(running(LIVES), pause).contact
    moved = replace(begun, traits={"country": Trait("BE", 2)})

    assert answered(steps(moved, replace(pause, entered=11), NOW + HOUR)) == ["later"]


# -- update and start


def test_an_update_may_take_values_of_the_entry_and_of_the_contact():
    contact = running(
        {"traits": {"plan": Trait("small", 1)}, "address": "ada@example.org"},
        entry={"order": {"id": 17}},
    )
    update = {
        "traits": {
            "last_order": {"ref": ["entry", "order", "id"]},
            "was": {"ref": ["contact", "plan"]},
            "mail": {"ref": ["contact", "email"]},
            "none": {"ref": ["entry", "nothing"]},
            "plain": "small",
        },
        "add_to": ["buyers"],
    }

    decided = steps(contact, asks("update", **update))

    assert {name: one.value for name, one in decided.contact.traits.items()} == {
        "plan": "small",
        "last_order": 17,
        "was": "small",
        "mail": "ada@example.org",
        "none": None,
        "plain": "small",
    }
    assert decided.contact.lists == ("buyers",)


@pytest.mark.parametrize(
    ("status", "only_if", "started"),
    [("live", None, True), ("closing", None, False), ("live", DUTCH, False)],
)
def test_start_puts_into_a_live_journey_with_the_same_entry(status, only_if, started):
    other = journey(enter=[{"manual": True}], status=status, only_if=only_if)
    known = rules(journeys={"other": other})

    decided = steps(running(entry={"order": 17}), asks("start", start="other"), known=known)

    entries = [r.entry for r in decided.contact.enrolments.values() if r.journey == "other"]
    assert entries == ([{"order": 17}] if started else [])
    assert answered(decided) == ["done"]
    assert ("Journey Started" in told(decided)) is started


def test_what_an_earlier_step_paused_for_is_forgotten_at_the_next():
    contact = running(pause=Pause("before", 0, NOW + DAY, SINCE))

    assert run_of(steps(contact, asks("branch", **BRANCH))).pause is None
