"""Mails: skipped, paused, held back, entered anew, asked of owners as tasks."""

from dataclasses import replace

import pytest
from catalogue_of import EMPTY, predicate, rules
from one_step import NOW, answered, asks, counted, orders, run_of, running, told

from kweek.core.contact import Send, Trait
from kweek.core.decide import on_settled
from kweek.core.epochs import MOST_CALLS, renew
from kweek.core.holds import Standing
from kweek.core.incoming import Incoming
from kweek.core.ledger import MOST_SENDS
from kweek.core.mailing import on_accepted, on_mail, on_refused, on_rejected
from kweek.core.times import DAY, HOUR, MINUTE, SECOND, iso, parse_iso
from kweek.core.turn import Turn

PREDICATES = {"bought": predicate("Order Completed")}
MAILS = {"hello": {"kind": "reaction"}, "shop": {"kind": "service"}, "task": {"kind": "service"}}
RULES = rules(
    predicates=PREDICATES,
    mails=MAILS,
    policy={**EMPTY["policy"], "quiet_hours": {"from": "21:00", "to": "08:00"}},
)
DUTCH = {"trait": "country", "ops": [["is", ["NL"]]]}
FREE = Standing()
EVENING = parse_iso("2027-02-08T20:30:00Z")
CLICKED = {
    "immediate": [["clicked", {"clicked": None}]],
    "judged": [],
    "within": 3 * DAY,
    "grace": 10 * MINUTE,
    "predicates": {},
}
STARTS = parse_iso("2027-02-11T14:00:00Z")
UNTIL = {
    "immediate": [["clicked", {"clicked": None}]],
    "judged": [["opened", "opened"]],
    "until": {"text": "2027-02-11 15:00"},
    "late": True,
    "predicates": {},
}


def mailed(**run):
    return running({"address": "ada@example.org"}, **run)


def sends(mail="hello", **step):
    return asks("send", mail=mail, **step)


def mails(contact, message, standing=FREE, now=NOW, asked=None):
    settle_by, asked = now + 30 * MINUTE, now if asked is None else asked
    return on_mail(contact, message, standing, RULES, now, settle_by, asked)


def goes(contact, message, now=NOW):
    """The mail is handed over and SES takes it a second later."""
    asked = mails(contact, message, now=now)
    assert asked.go
    return on_accepted(asked.decision.contact, message, "ses-1", RULES, now + SECOND)


def send_of(decision):
    [send] = decision.contact.sends.values()
    return send


def later(decision):
    [(_, output)] = orders(decision)
    return (output["outcome"], output["until"])


# -- only_if


def test_a_mail_whose_condition_does_not_hold_is_skipped_and_leaves_no_send():
    asked = mails(mailed(), sends(only_if=DUTCH, predicates={}))

    assert (asked.go, answered(asked.decision)) == (False, ["skipped"])
    assert asked.decision.contact.sends == {}
    [mark] = [one for one in asked.decision.decided.effects if one.kind == "mark"]
    assert mark.counts == (("drip", "here", "outcome skipped"), ("drip", "here", "entered"))


def test_a_mail_that_was_held_back_is_not_skipped_when_it_is_asked_anew():
    dutch = {"address": "ada@example.org", "traits": {"country": Trait("NL", 1)}}
    message = sends(only_if=DUTCH, predicates={})
    held = mails(running(dutch), message, now=EVENING).decision.contact
    moved = replace(held, traits={"country": Trait("BE", 2)})

    assert mails(moved, replace(message, entered=11), now=EVENING + 12 * HOUR).go


# -- the pause switch


@pytest.mark.parametrize(
    ("paused", "age", "wait"),
    [
        ({"drip": 0}, MINUTE, 15 * MINUTE),
        ({"*": 0}, 5 * HOUR, 5 * HOUR),
        ({"drip": 0, "*": 2 * HOUR}, 5 * HOUR, 5 * HOUR),
        ({"*": 0}, 40 * DAY, DAY),
    ],
)
@pytest.mark.parametrize(
    "message",
    [sends(), sends("shop"), asks("notify", mail="task", to="x"), asks("handoff", mail="task")],
    ids=["mail", "service mail", "notice", "hand-off"],
)
def test_a_paused_journey_s_mail_asks_again_the_later_the_longer_the_pause_lasts(
    message, paused, age, wait
):
    since = {name: NOW - age + at for name, at in paused.items()}

    asked = mails(mailed(), message, Standing(paused=since))

    assert not asked.go
    assert later(asked.decision) == ("later", iso(NOW + wait))
    send = send_of(asked.decision)
    assert (send.state, send.hold, send.until) == ("later", "paused", NOW + wait)


def test_the_pause_of_another_journey_holds_nothing():
    assert mails(mailed(), sends(), Standing(paused={"other": NOW - HOUR})).go


def test_a_pause_may_last_longer_than_a_mail_may_be_held_and_takes_nothing_from_that():
    message, entered = sends(hold_up_to=DAY), 10
    contact = mailed()
    for day in range(9):
        asked = mails(
            contact,
            replace(message, entered=entered + day),
            Standing(paused={"*": NOW - 2 * DAY}),
            NOW + day * DAY,
        )
        contact = asked.decision.contact
        assert send_of(asked.decision).state == "later"

    evening = mails(contact, replace(message, entered=30), now=EVENING + 9 * DAY)

    assert later(evening.decision) == ("later", iso(parse_iso("2027-02-18T07:00Z")))
    assert mails(evening.decision.contact, replace(message, entered=31), now=NOW + 10 * DAY).go


def test_what_is_held_for_good_is_held_also_during_a_pause():
    standing = Standing("unsubscribed", {"*": NOW - HOUR})

    asked = mails(mailed(), sends(), standing)

    assert (send_of(asked.decision).state, send_of(asked.decision).hold) == ("held", "unsubscribed")
    assert answered(asked.decision) == ["left"]


# -- before its time, in a worn execution, after the end


def test_a_mail_before_its_time_is_not_even_asked_for():
    contact = mailed(not_before=NOW + HOUR)
    early = mails(contact, sends())

    assert early.decision.contact is contact
    assert later(early.decision) == ("later", iso(NOW + HOUR))
    assert mails(contact, sends(), now=NOW + HOUR).go


def test_a_worn_execution_is_replaced_before_the_mail_is_asked_for():
    asked = mails(mailed(calls=MOST_CALLS), sends())

    assert not asked.go
    assert [do for do, _ in orders(asked.decision)] == ["stop", "start", "answer"]
    assert asked.decision.contact.sends == {}
    assert mails(asked.decision.contact, replace(sends(), epoch=1, entered=11)).go


def test_g9_a_mail_in_flight_stays_there_whoever_delivers_its_message_again():
    message = sends()
    flying = mails(mailed(calls=MOST_CALLS - 1), message).decision.contact
    assert flying.enrolments["r"].calls == MOST_CALLS

    again = mails(flying, message)

    assert (again.go, again.decision.contact, again.decision.decided.effects) == (False, flying, ())


def test_g10_a_mail_after_the_end_of_its_journey_s_time_is_not_sent():
    asked = mails(mailed(ends_at=NOW), sends())

    assert (asked.go, answered(asked.decision)) == (False, ["left"])
    assert run_of(asked.decision).exit == "ended"


# -- what its answer leaves on the run


def test_the_outcomes_of_mails_are_noted_and_later_is_none():
    held = mails(mailed(), sends(hold_up_to=HOUR), now=EVENING).decision
    waits = mails(mailed(), sends(), now=EVENING).decision
    sent = goes(mailed(), sends())
    flying = mails(mailed(), sends()).decision.contact
    rejected = on_rejected(flying, sends(), "MessageRejected", RULES, NOW)
    refused = on_refused(flying, sends(), "Throttling", NOW + MINUTE, RULES, NOW)

    noted = [run_of(one).answered for one in (held, waits, sent, rejected, refused)]
    assert noted == ["held", "", "sent", "failed", ""]


# -- until a moment


def test_a_mail_awaited_until_a_moment_is_judged_there():
    sent = goes(mailed(), sends(wait=UNTIL))

    wait = run_of(sent).wait
    assert (wait.deadline, wait.by_tick, wait.claimed) == (STARTS, True, None)
    assert sent.contact.due_at == STARTS


def test_a_mail_sent_after_the_moment_is_answered_at_once():
    sent = goes(mailed(), sends(wait=UNTIL), STARTS)

    assert answered(sent) == ["late"]


def test_a_mail_whose_moment_nobody_can_read_is_not_sent():
    message = sends(wait={**UNTIL, "until": {"ref": ["entry", "starts"]}})

    asked = mails(mailed(), message)

    assert (asked.go, answered(asked.decision)) == (False, ["left"])
    assert (run_of(asked.decision).exit, asked.decision.contact.sends) == ("no date", {})


# -- entered anew


def anew(decision, message, at):
    turn = Turn(decision.contact, RULES, at, "c#ada|m#x", at=at)
    renew(turn, "r", "here", 0)
    return mails(turn.contact, replace(message, epoch=1, entered=20), now=at)


def test_g9_a_mail_that_is_out_is_not_sent_by_another_execution_and_its_wait_goes_on():
    message = sends(wait=CLICKED)
    sent = goes(mailed(), message)

    again = anew(sent, message, NOW + DAY)

    assert not again.go
    assert run_of(again.decision).wait == replace(run_of(sent).wait, entered=20, by_tick=True)
    assert orders(again.decision) == []


def test_a_mail_that_came_out_of_flight_between_two_executions_is_awaited_from_its_sending():
    message = sends(wait=CLICKED)
    flying = mails(mailed(), message).decision
    turn = Turn(flying.contact, RULES, NOW + SECOND, "c#ada|m#x", at=NOW + SECOND)
    renew(turn, "r", "here", 0)
    sent = on_accepted(turn.contact, message, "ses-1", RULES, NOW + 2 * SECOND)

    again = mails(sent.contact, replace(message, epoch=1, entered=20), now=NOW + DAY)

    assert not again.go
    wait = run_of(again.decision).wait
    assert (wait.deadline, wait.entered, wait.by_tick) == (NOW + 2 * SECOND + 3 * DAY, 20, True)


def test_g7_a_wait_closes_with_the_timer_that_began_before_its_mail_was_sent():
    message = sends(wait=CLICKED)
    asked = mails(mailed(), message, asked=NOW - 4 * MINUTE)

    sent = on_accepted(asked.decision.contact, message, "ses-1", RULES, NOW)

    wait = run_of(sent).wait
    assert wait.deadline == NOW + 3 * DAY
    assert wait.closes == NOW - 4 * MINUTE + 3 * DAY + 10 * MINUTE


def test_a_mail_whose_timer_was_eaten_before_it_was_in_flight_is_only_waited_for_anew():
    message = sends(wait=CLICKED)
    flying = mails(mailed(), message, asked=NOW - 6 * MINUTE).decision.contact
    told = Incoming(
        id="settle",
        type="settle",
        event="Email Settled",
        contact="ada",
        at=NOW,
        received_at=NOW,
        properties={"send": message.send_id, "state": "sent", "message_id": "ses-1"},
    )

    settled = on_settled(flying, told, "c#ada|m#settle", RULES)
    again = mails(settled.contact, replace(message, entered=11), now=NOW + SECOND)

    assert (send_of(settled).state, answered(settled)) == ("sent", ["later"])
    assert (again.go, run_of(settled).wait) == (False, None)
    wait = run_of(again.decision).wait
    assert (wait.deadline, wait.closes) == (NOW + 3 * DAY, NOW + SECOND + 3 * DAY + 10 * MINUTE)


TAKEN = [
    ("sent", lambda c, m: on_accepted(c, m, "ses-1", RULES, NOW + MINUTE), "sent"),
    ("later", lambda c, m: on_refused(c, m, "Throttled", NOW + HOUR, RULES, NOW + MINUTE), "later"),
    ("failed", lambda c, m: on_rejected(c, m, "MessageRejected", RULES, NOW + MINUTE), "failed"),
]


@pytest.mark.parametrize(("state", "take", "outcome"), TAKEN)
def test_g9_what_ses_said_of_a_mail_is_told_to_the_execution_that_has_taken_over(
    state, take, outcome
):
    message = sends()
    flying = mails(mailed(), message).decision
    again = anew(flying, message, NOW + SECOND)
    assert (again.go, orders(again.decision)) == (False, [])

    taken = take(again.decision.contact, message)

    assert send_of(taken).state == state
    [answer] = [one for one in taken.decided.effects if getattr(one, "do", "") == "answer"]
    assert (answer.output["outcome"], answer.epoch, answer.entered) == (outcome, 1, 20)
    assert answer.token == ""  # it lies with the run


def test_a_mail_that_was_refused_while_its_execution_was_lost_is_asked_for_by_the_next():
    message = sends()
    flying = mails(mailed(), message).decision
    turn = Turn(flying.contact, RULES, NOW + SECOND, "c#ada|m#x", at=NOW + SECOND)
    renew(turn, "r", "here", 0)
    refused = on_refused(turn.contact, message, "Throttled", NOW + HOUR, RULES, NOW + SECOND)

    again = mails(refused.contact, replace(message, epoch=1, entered=20), now=NOW + MINUTE)

    assert again.go


@pytest.mark.parametrize("state", ["sent", "held", "failed"])
def test_the_answer_of_a_plain_mail_is_given_again_to_another_execution(state):
    message = sends(hold_up_to=HOUR)
    first = {
        "sent": lambda: goes(mailed(), message),
        "held": lambda: mails(mailed(), message, now=EVENING).decision,
        "failed": lambda: on_rejected(
            mails(mailed(), message).decision.contact, message, "MessageRejected", RULES, NOW
        ),
    }[state]()

    again = anew(first, message, EVENING + MINUTE)

    assert (again.go, answered(again.decision)) == (False, [state])
    assert run_of(again.decision).answered == state


def test_each_lap_has_a_mail_of_its_own():
    first = goes(mailed(), sends())
    second = mails(first.contact, replace(sends(), lap=1, entered=11))

    assert second.go
    assert {send.state for send in second.decision.contact.sends.values()} == {"sent", "inflight"}


def test_a_mail_that_a_run_waits_for_is_remembered_whatever_number_came_after_it():
    message = sends(wait=CLICKED)
    sent = goes(mailed(), message).contact
    others = {
        f"s{n}": Send("m", "other", "s", "r2", "sent", NOW + n, NOW) for n in range(1, MOST_SENDS)
    }
    crowded = replace(sent, sends={**sent.sends, **others})

    more = asks("send", mail="hello", name="beside", entered=12)
    beside = replace(more, run="r2")
    run = replace(sent.enrolments["r"], wait=None)
    crowded = replace(crowded, enrolments={**crowded.enrolments, "r2": run})
    after = goes(crowded, beside, NOW + DAY)

    assert message.send_id in after.contact.sends
    assert "s1" not in after.contact.sends


# -- tasks


TASK = {
    "to": "account-owner",
    "mail": "task",
    "title": {"ref": ["entry", "what"]},
    "due": 3 * DAY,
}


def test_a_task_is_a_notice_that_says_what_and_until_when():
    message = asks("task", **TASK)
    given = goes(running(entry={"what": "Call Ada"}), message)

    send = send_of(given)
    assert (send.to_owner, send.state) == (True, "sent")
    assert answered(given) == ["sent"]
    [record] = [one for one in given.decided.effects if one.kind == "record"]
    assert (record.event, record.properties) == (
        "Task Given",
        {
            "title": "Call Ada",
            "due": "2027-02-11T09:00:00.000Z",
            "mail": "task",
            "journey": "drip",
            "step": "here",
        },
    )


@pytest.mark.parametrize("due", [None, 0])
def test_a_task_may_be_without_a_day(due):
    asked = mails(running(), asks("task", **{**TASK, "title": "Call", "due": due}))

    assert send_of(asked.decision).message["task"] == {"title": "Call", "due": None}


def test_a_task_that_ses_rejects_was_not_given():
    message = asks("task", **TASK)
    flying = mails(running(entry={"what": "Call"}), message).decision.contact

    failed = on_rejected(flying, message, "MessageRejected", RULES, NOW)

    assert told(failed) == []
    assert answered(failed) == ["failed"]


def test_a_task_is_paused_and_skipped_as_a_mail_is():
    message = asks("task", only_if=DUTCH, predicates={}, **TASK)

    skipped = mails(running(), message).decision
    assert answered(skipped) == ["skipped"]
    assert counted(skipped) == [("here", "outcome skipped"), ("here", "entered")]
