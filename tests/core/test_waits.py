"""Waits: until a moment, entered anew by another execution, judged by tick."""

from dataclasses import replace

import pytest
from catalogue_of import predicate, rules
from one_step import NOW, SINCE, answered, asks, counted, orders, run_of, running, told

from kweek.core.decide import on_due, on_event
from kweek.core.epochs import renew
from kweek.core.incoming import Incoming
from kweek.core.opening import FAR, eaten
from kweek.core.stepping import on_step
from kweek.core.tallies import Tally
from kweek.core.times import DAY, HOUR, MINUTE, iso, parse_iso
from kweek.core.turn import Turn
from kweek.core.waits import RENEWED

STARTS = parse_iso("2027-02-11T14:00:00Z")
PREDICATES = {
    "registered": predicate("Registered"),
    "looked": predicate("Page Viewed"),
    "asked": predicate("Question Asked"),
}
RULES = rules(predicates=PREDICATES)
REGISTERED, LOOKED, ASKED = ({"event": pid, "count": 1} for pid in PREDICATES)
UNTIL = {
    "immediate": [["goal", REGISTERED]],
    "judged": [["asked", ASKED], ["looked", LOOKED]],
    "until": {"text": "2027-02-11 15:00"},
    "late": False,
    "predicates": PREDICATES,
}
WITHIN = {"immediate": [["goal", REGISTERED]], "judged": [["looked", LOOKED]]}
WITHIN |= {"within": 3 * DAY, "grace": 10 * MINUTE, "predicates": PREDICATES}


def waits(plan=UNTIL, contact=None, now=NOW, asked=None, **message):
    wanted = asks("wait_for", wait=plan, **message)
    return on_step(contact or running(), wanted, RULES, now, now if asked is None else asked)


def happens(decision, event, at, received=None):
    message = Incoming(
        id=f"{event}-{at}",
        type="track",
        event=event,
        at=at,
        received_at=received or at,
        contact="ada",
    )
    contact = decision.contact
    return on_event(contact, message, f"c#ada|e#{message.id}", RULES, received or at)


def ticks(decision, at=None):
    """`tick` looks, when it was asked to or at some other time."""
    contact = decision.contact
    return on_due(contact, "c#ada|m#due", RULES, contact.due_at if at is None else at)


def anew(decision, at, entered=20):
    """Another execution takes over at the same step, with the same question."""
    turn = Turn(decision.contact, RULES, at, "c#ada|m#renewed", at=at)
    renew(turn, "r", "here", 0)
    wait = run_of(decision).wait
    plan = UNTIL if wait.plan else WITHIN
    return waits(plan, turn.contact, at, epoch=1, entered=entered)


# -- until a moment


def test_a_wait_until_a_moment_is_tick_s_to_end():
    begun = waits()

    wait = run_of(begun).wait
    assert (wait.deadline, wait.closes) == (STARTS, STARTS + FAR)
    assert (wait.by_tick, dict(wait.plan)) == (True, {"until": UNTIL["until"], "late": False})
    assert begun.contact.due_at == STARTS
    assert orders(begun) == []


def test_g7_what_comes_before_the_moment_ends_the_wait_at_once():
    come = happens(waits(), "Registered", STARTS - 1)

    assert answered(come) == ["goal"]
    assert run_of(come).wait.claimed == "goal"
    assert ("here", "outcome goal") in counted(come)


@pytest.mark.parametrize("at", [STARTS, STARTS + 1, STARTS + DAY])
def test_g7_what_comes_at_the_moment_or_later_finds_it_over(at):
    come = happens(waits(), "Registered", at)

    assert answered(come) == ["otherwise"]
    assert run_of(come).waited_until == STARTS - 1


def test_g7_what_came_before_the_moment_and_is_heard_of_after_it_counts():
    come = happens(waits(), "Registered", STARTS - 1, received=STARTS + 30_000)

    assert answered(come) == ["goal"]


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ([], "otherwise"),
        (["Page Viewed"], "looked"),
        (["Page Viewed", "Question Asked"], "asked"),  # in the order of the file
    ],
)
def test_at_the_moment_the_first_judged_outcome_that_holds_is_told_or_else_otherwise(
    events, outcome
):
    waiting = waits()
    for event in events:
        waiting = happens(waiting, event, NOW + HOUR)
        assert answered(waiting) == []

    judged = ticks(waiting)

    assert answered(judged) == [outcome]
    assert run_of(judged).answered == outcome
    assert run_of(judged).waited_until == STARTS - 1


def test_a_late_look_judges_what_had_happened_by_the_moment():
    waiting = happens(waits(), "Question Asked", STARTS + 10)

    assert answered(waiting) == ["otherwise"]


def test_tick_is_asked_for_the_moment_and_not_for_sooner():
    assert ticks(waits(), STARTS - 1).decided.effects == ()


@pytest.mark.parametrize(
    ("late", "tallies", "outcome"),
    [
        (False, {}, "otherwise"),
        (True, {}, "late"),
        (False, {"looked": Tally(1, SINCE + 1, SINCE + 1)}, "looked"),
        (True, {"looked": Tally(1, SINCE + 1, SINCE + 1)}, "late"),
        (True, {"registered": Tally(1, SINCE + 1, SINCE + 1)}, "goal"),
    ],
    ids=["silent", "late", "judged", "late before judged", "come"],
)
def test_a_wait_that_begins_after_its_moment_is_over_at_once(late, tallies, outcome):
    contact = running({"tallies": tallies})

    decided = waits({**UNTIL, "late": late}, contact, STARTS)

    assert answered(decided) == [outcome]
    assert counted(decided) == [("here", f"outcome {outcome}"), ("here", "entered")]


def test_a_wait_for_a_date_that_nobody_can_read_ends_the_run():
    decided = waits({**UNTIL, "until": {"ref": ["entry", "starts"]}})

    assert (run_of(decided).status, run_of(decided).exit) == ("exited", "no date")
    assert answered(decided) == ["left"]
    assert told(decided) == ["Journey Exited"]


def test_g7_the_wait_after_it_looks_back_to_the_moment_and_includes_it():
    over = happens(waits(), "Registered", STARTS)
    then = asks("wait_for", wait=WITHIN, name="there", entered=30)

    found = on_step(over.contact, then, RULES, STARTS + MINUTE, STARTS)

    assert answered(found) == ["goal"]


def test_a_wait_longer_than_an_execution_may_live_is_handed_to_another():
    far = {**UNTIL, "until": {"text": "2028-06-01 12:00"}}
    waiting = waits(far, running(begun=NOW))
    assert waiting.contact.due_at == NOW + RENEWED

    handed = ticks(waiting)
    assert [do for do, _ in orders(handed)] == ["stop", "start"]
    again = waits(far, handed.contact, NOW + RENEWED + MINUTE, epoch=1, entered=20)

    assert run_of(again).wait == replace(run_of(waiting).wait, entered=20)
    assert again.contact.due_at == parse_iso("2028-06-01T10:00Z")
    assert answered(happens(again, "Registered", NOW + RENEWED + DAY)) == ["goal"]


# -- a message that was queued


def test_g7_a_wait_lasts_as_long_as_its_machine_does_however_late_its_message_came():
    late = waits(WITHIN, now=NOW + 4 * MINUTE, asked=NOW)

    wait = run_of(late).wait
    assert (wait.deadline, wait.closes) == (NOW + 3 * DAY, NOW + 3 * DAY + 10 * MINUTE)
    assert answered(happens(late, "Registered", wait.closes - 1)) == ["goal"]
    assert answered(happens(late, "Registered", wait.closes)) == []


@pytest.mark.parametrize(
    ("tallies", "after", "told"),
    [
        ({"looked": Tally(1, SINCE + 1, SINCE + 1)}, 0, ["looked"]),
        ({"looked": Tally(1, SINCE + 1, SINCE + 1)}, 10 * MINUTE - 1, ["looked"]),
        ({"looked": Tally(1, SINCE + 1, SINCE + 1)}, -1, []),
        ({name: Tally(1, SINCE + 1, SINCE + 1) for name in PREDICATES}, 0, ["goal"]),
        ({}, 0, []),
    ],
    ids=["over", "just before the timer", "not over", "come", "silent"],
)
def test_a_wait_whose_message_came_after_its_deadline_is_judged_while_the_machine_waits(
    tallies, after, told
):
    decided = waits(WITHIN, running({"tallies": tallies}), NOW + 3 * DAY + after, asked=NOW)

    assert answered(decided) == told


def test_a_wait_that_its_machine_s_timer_has_ended_is_not_begun_and_whoever_waits_asks_anew():
    over = NOW + 3 * DAY + 10 * MINUTE

    late = waits(WITHIN, now=over, asked=NOW)
    again = waits(WITHIN, late.contact, over + MINUTE, entered=20)

    assert (orders(late), run_of(late).wait) == (
        [("answer", {"outcome": "later", "until": iso(over), "at": "here"})],
        None,
    )
    assert run_of(again).wait.deadline == over + MINUTE + 3 * DAY
    assert counted(again) == []


# -- entered anew


def test_a_wait_entered_by_another_execution_keeps_its_beginning_and_its_end():
    first = waits(WITHIN)
    again = anew(first, NOW + 2 * DAY)

    assert run_of(again).wait == replace(run_of(first).wait, entered=20, by_tick=True)
    assert run_of(again).waited_until == run_of(first).waited_until
    assert again.contact.due_at == NOW + 3 * DAY + 10 * MINUTE
    assert counted(again) == []


def test_g7_what_came_while_no_machine_ran_ends_it_with_the_new_token():
    lost = happens(waits(WITHIN), "Registered", NOW + HOUR)
    assert run_of(lost).wait.claimed == "goal"

    again = anew(lost, NOW + DAY)

    [answer] = [one for one in again.decided.effects if getattr(one, "do", "") == "answer"]
    assert (answer.output, answer.entered, answer.epoch) == ({"outcome": "goal"}, 20, 1)
    assert counted(again) == []


def test_g7_silence_is_told_when_the_lost_machine_s_timer_would_have_told_it():
    again = anew(waits(WITHIN), NOW + 2 * DAY)
    deadline, closes = NOW + 3 * DAY, NOW + 3 * DAY + 10 * MINUTE
    assert answered(ticks(again, closes - 1)) == []
    assert answered(happens(again, "Registered", closes - 1)) == ["goal"]

    silent = ticks(again)

    assert silent.contact.as_of == closes
    assert answered(silent) == ["otherwise"]
    assert run_of(silent).waited_until == deadline


def test_a_judged_outcome_is_told_at_the_deadline_as_ever():
    again = happens(anew(waits(WITHIN), NOW + DAY), "Page Viewed", NOW + 2 * DAY)
    assert again.contact.due_at == NOW + 3 * DAY

    assert answered(ticks(again)) == ["looked"]


def test_silence_is_told_also_by_a_look_that_comes_late():
    again = anew(waits(WITHIN), NOW + 2 * DAY)

    assert answered(ticks(again, NOW + 9 * DAY)) == ["otherwise"]


def test_where_the_machine_has_gone_on_nothing_is_told_any_more():
    waiting = happens(waits(WITHIN), "Page Viewed", NOW + DAY)

    assert answered(ticks(waiting, NOW + 9 * DAY)) == []


def test_what_tick_told_says_nothing_of_a_timer():
    silent = ticks(anew(waits(WITHIN), NOW + 2 * DAY))
    [answer] = [one for one in silent.decided.effects if getattr(one, "do", "") == "answer"]

    assert (answer.closes, iso(silent.contact.as_of)) == (None, "2027-02-11T09:10:00.000Z")


@pytest.mark.parametrize(
    ("plan", "passed", "too_long"),
    [
        (WITHIN, 5 * MINUTE, False),
        (WITHIN, 5 * MINUTE + 1, True),
        (UNTIL, DAY, False),
        (None, DAY, False),
    ],
    ids=str,
)
def test_a_timer_that_leaves_tick_less_than_half_of_the_grace_begins_anew(plan, passed, too_long):
    assert eaten(plan, passed) is too_long
