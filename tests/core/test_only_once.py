"""What comes twice, late, from another execution or after the end of a run changes nothing."""

from dataclasses import replace

import pytest
from catalogue_of import journey, predicate, rules
from one_step import NOW, SINCE, answered, asks, orders, run_of, running

from kweek.core.contact import Passed, Send
from kweek.core.decide import on_due, on_event, on_failed, on_settled
from kweek.core.enrolment import Enrolment, Wait
from kweek.core.epochs import mend, renew
from kweek.core.holds import Standing
from kweek.core.incoming import Consent, Incoming
from kweek.core.ledger import MOST_SENDS, settle_silent
from kweek.core.mailing import on_accepted, on_mail, on_refused, on_rejected
from kweek.core.recovering import on_recover
from kweek.core.restoring import on_restored
from kweek.core.stepping import on_step
from kweek.core.tallies import Tally
from kweek.core.times import DAY, HOUR, MINUTE
from kweek.core.turn import Turn

LOOKED = predicate("Page Viewed")
RULES = rules(
    predicates={"looked": LOOKED},
    mails={"hello": {"kind": "reaction"}},
    journeys={"drip": journey(enter=[{"manual": True}])},
)
SEEN = {"looked": Tally(1, NOW - HOUR, NOW - HOUR, (NOW - HOUR,))}
WAIT = Wait(
    "here",
    0,
    10,
    since=SINCE,
    deadline=NOW,
    closes=NOW + 10 * MINUTE,
    judged=(("looked", {"event": "looked", "count": 1}),),
)


def turn_of(contact, at=NOW):
    return Turn(contact, RULES, at, "c#ada|m#x", at=at)


def waiting(wait=WAIT, **contact):
    run = {"step": "here", "entered": 10, "wait": wait, "predicates": {"looked": LOOKED}}
    return running({"due_at": NOW, "tallies": SEEN, **contact}, **run)


def ticks(contact, at=NOW):
    return on_due(contact, "c#ada|m#due", RULES, at)


def message(kind, **properties):
    return Incoming(
        id="m1",
        type=kind,
        event="Told",
        contact="ada",
        at=NOW,
        received_at=NOW,
        properties=properties,
    )


def sent(state, **fields):
    """Somebody whose mail of the step `here` is in this state."""
    given = {"entered": 10, "message": {"lap": 0, "wait": None}, **fields}
    given = {"at": NOW - HOUR, "asked_at": NOW - HOUR, **given}
    send = Send("hello", "drip", "here", "r", state, **given)
    mail = asks("send", mail="hello")
    contact = running({"address": "ada@example.org"}, step="here", entered=10)
    return mail, replace(contact, sends={mail.send_id: send})


def test_every_visit_of_a_run_to_a_step_has_a_done_mark_of_its_own():
    visit = asks("branch")
    others = [
        replace(visit, run="other"),
        replace(visit, epoch=1),
        replace(visit, lap=1),
        replace(visit, entered=11),
        replace(visit, contact="bea"),
        asks("branch", name="there"),
    ]

    assert len({visit.cause, *(one.cause for one in others)}) == 7


def test_a_step_of_a_run_whose_machine_broke_is_answered_left_and_changes_nothing():
    contact = running(broken="machine failed")

    decision = on_step(contact, asks("update", traits={"a": 1}), RULES, NOW, NOW)

    assert (decision.contact, answered(decision)) == (contact, ["left"])


def test_a_run_whose_machine_broke_is_not_begun_anew_before_it_is_recovered():
    turn = turn_of(running(broken="machine failed"))

    renew(turn, "r", "here", 0)

    assert (turn.contact.enrolments["r"].epoch, turn.effects) == (0, [])


def test_a_run_that_broke_is_recovered_once_and_no_other_is():
    whole, broken = turn_of(running()), turn_of(running(broken="machine failed"))

    for _ in range(2):
        mend(whole, "r")
        mend(broken, "r")

    assert (whole.contact, whole.effects) == (running(), [])
    assert (broken.contact, len(broken.effects)) == (running(), 1)


def test_a_young_execution_is_not_replaced_for_a_wait_that_none_would_outlast():
    wait = {"immediate": [], "judged": [], "within": 400 * DAY, "grace": MINUTE}
    young = on_step(running(begun=NOW - HOUR), asks("wait_for", wait=wait), RULES, NOW, NOW)
    older = on_step(running(begun=NOW - 2 * DAY), asks("wait_for", wait=wait), RULES, NOW, NOW)

    assert (run_of(young).epoch, run_of(young).wait.step) == (0, "here")
    assert (run_of(older).epoch, run_of(older).wait) == (1, None)


def test_a_decision_is_never_before_the_one_before_it():
    contact, branch = running({"as_of": NOW + 5}), asks("branch", branch=[], otherwise="on")

    decision = on_step(contact, branch, RULES, NOW, NOW)

    assert (decision.contact.as_of, run_of(decision).answered_at) == (NOW + 5, NOW + 5)


def test_g7_a_wait_is_judged_at_its_deadline_and_not_before():
    early = ticks(waiting(due_at=NOW - MINUTE), at=NOW - MINUTE)
    due = ticks(waiting())

    assert (answered(early), run_of(early).wait.claimed) == ([], None)
    assert (answered(due), run_of(due).wait.claimed) == (["looked"], "looked")


@pytest.mark.parametrize("plan", [{}, {"until": {"text": "2027-02-08 10:00"}, "late": False}])
def test_g7_a_wait_that_was_claimed_is_not_claimed_again_at_its_deadline(plan):
    contact = waiting(replace(WAIT, claimed="goal", plan=plan))

    late = Incoming(id="e", type="track", event="Other", at=NOW, received_at=NOW, contact="ada")
    told = on_event(contact, late, "c#ada|e#e", RULES, NOW)

    assert (answered(ticks(contact)), answered(told)) == ([], [])
    assert run_of(ticks(contact)).wait.claimed == run_of(told).wait.claimed == "goal"


def test_g7_a_wait_that_opens_in_a_later_execution_than_its_mail_s_is_ended_by_tick():
    wait = {"immediate": [], "judged": [], "within": DAY, "grace": 10 * MINUTE}
    mail, contact = sent("sent")
    run = replace(contact.enrolments["r"], epoch=1, begun=NOW - MINUTE)
    contact = replace(contact, enrolments={"r": run})
    message = asks("send", mail="hello", wait=wait, epoch=1, entered=20)

    asked = on_mail(contact, message, Standing(), RULES, NOW, NOW + HOUR, NOW)

    assert mail.send_id == message.send_id
    assert (asked.go, run_of(asked.decision).wait.by_tick) == (False, True)
    assert asked.decision.contact.due_at == NOW - HOUR + DAY + 10 * MINUTE


def test_one_cause_enters_a_journey_once_also_when_its_run_is_over():
    asked = message("enrol", journey="drip", entry={})
    begun = on_event(running(status="finished"), asked, "c#ada|e#m1", RULES, NOW).contact
    [run_id] = [one for one in begun.enrolments if one != "r"]
    over = replace(begun.enrolments[run_id], status="finished", left_at=NOW)
    ended = replace(begun, enrolments={run_id: over})

    again = on_event(ended, asked, "c#ada|e#m1", RULES, NOW)

    assert (again.contact.enrolments, orders(again)) == ({run_id: over}, [])


@pytest.mark.parametrize("state", ["sent", "unknown", "held", "failed", "later"])
def test_g9_what_ses_says_of_a_mail_that_is_settled_already_changes_nothing(state):
    mail, contact = sent(state)
    said = [
        on_accepted(contact, mail, "ses-1", RULES, NOW),
        on_refused(contact, mail, "throttled", NOW + HOUR, RULES, NOW),
        on_rejected(contact, mail, "no", RULES, NOW),
    ]

    assert [(one.contact, orders(one)) for one in said] == [(contact, [])] * 3


def test_a_mail_in_flight_is_unknown_when_its_time_is_over_and_not_before():
    _, contact = sent("inflight", settle_by=NOW)
    early, due = turn_of(contact, at=NOW - 1), turn_of(contact)

    settle_silent(early)
    settle_silent(due)

    assert [send.state for send in early.contact.sends.values()] == ["inflight"]
    assert [send.state for send in due.contact.sends.values()] == ["unknown"]


@pytest.mark.parametrize(
    ("was", "state"), [("inflight", "sent"), ("unknown", "sent"), ("held", "held")]
)
def test_the_word_of_ses_settles_a_mail_that_nobody_else_has_settled(was, state):
    mail, contact = sent(was)
    told = on_settled(contact, message("settle", send=mail.send_id, state="delivered"), "c", RULES)

    assert told.contact.sends[mail.send_id].state == state


@pytest.mark.parametrize("run", [{"status": "finished", "left_at": NOW}, {"epoch": 1}])
def test_g10_a_failure_of_a_run_that_is_over_or_in_another_execution_fails_nothing(run):
    contact = running(**run)
    told = message("failed", run="r", epoch=0, step="here", broken=False)

    assert on_failed(contact, told, "c#ada|m#m1", RULES).contact is contact


def test_a_machine_that_breaks_is_told_of_once():
    told = message("failed", run="r", epoch=0, step="machine failed", broken=True)
    first = on_failed(running(), told, "c#ada|m#m1", RULES)

    again = on_failed(first.contact, told, "c#ada|m#m2", RULES)

    assert run_of(first).broken == "machine failed"
    assert again.contact is first.contact


def enters_late(speed):
    contact = running(status="finished")
    late = Incoming(
        id="m1", type="track", event="Page Viewed", contact="ada", at=NOW - 2 * DAY, received_at=NOW
    )
    known = rules(
        predicates={"looked": LOOKED},
        journeys={"drip": journey(enter=[{"event": "looked"}])},
    )
    return orders(on_event(contact, late, "c#ada|e#m1", known, NOW, speed))


def test_how_late_an_event_comes_is_machine_time_at_any_speed():
    assert enters_late(speed=1) == []
    assert enters_late(speed=10) == [("start", {})]


MOVED = [{"status": "finished", "left_at": NOW}, {"epoch": 1}, {"entered": 6}]


@pytest.mark.parametrize("run", MOVED)
def test_g11_a_lost_run_that_has_moved_since_somebody_looked_is_left_alone(run):
    place = {"epoch": 0, "entered": 5, "step": "here", "lap": 0, "not_before": None}
    told = message("recover", places={"r": place})
    contact = running(**run)

    assert orders(on_recover(running(), told, "c#ada|m#m1", RULES)) == [("stop", {}), ("start", {})]
    assert on_recover(contact, told, "c#ada|m#m1", RULES).contact is contact


def restored(contact, mails=()):
    at = {"step": "here", "lap": 0, "answered": "on", "answered_at": NOW, "waited_until": None}
    place = {"step": "there", "lap": 0, "not_before": None}
    said = {"journey": "drip", "epoch": 1, "ended": None, "place": place, "at": at}
    said["mails"] = dict(mails)
    told = message("restored", runs={"r": {**said, "seen": {"epoch": 0, "at": 5}}})
    return on_restored(contact, told, "c#ada|m#m1", RULES)


@pytest.mark.parametrize("run", MOVED)
def test_g11_a_restored_run_that_is_over_or_has_moved_is_left_alone(run):
    contact = running(**run)

    assert run_of(restored(running())).epoch == 2
    assert restored(contact).contact is contact


def test_g11_a_run_that_the_table_forgot_counts_as_passed():
    began = {"journey": "drip", "began": NOW - HOUR, "epoch": 0, "mails": {}, "ended": None}
    told = message("restored", runs={"lost": {**began, "place": None, "at": None, "seen": None}})

    known = on_restored(running(), told, "c#ada|m#m1", RULES).contact

    assert known.enrolments["lost"].status == "exited"
    assert known.passed == {"drip": Passed(NOW - HOUR, 1)}


def test_a_mail_that_lands_after_the_end_of_its_run_opens_no_wait():
    mail, contact = sent("inflight")
    over = replace(contact.enrolments["r"], status="finished", left_at=NOW)
    told = message("settle", send=mail.send_id, state="sent")

    decision = on_settled(replace(contact, enrolments={"r": over}), told, "c", RULES)

    assert decision.contact.sends[mail.send_id].state == "sent"
    assert (run_of(decision), orders(decision)) == (over, [])


def test_a_mail_that_is_kept_back_again_keeps_the_time_at_which_it_was_first_asked():
    mail, contact = sent("later", hold="quiet hours")
    first = contact.sends[mail.send_id].asked_at
    night = Standing(paused={"drip": NOW - HOUR})

    asked = on_mail(contact, replace(mail, entered=20), night, RULES, NOW, NOW + HOUR, NOW)

    assert asked.decision.contact.sends[mail.send_id].asked_at == first


def test_a_pause_that_lasts_takes_no_mail_however_short_it_may_be_kept():
    mail = asks("send", mail="hello", hold_up_to=HOUR)
    contact = running({"address": "ada@example.org"})
    paused = Standing(paused={"drip": NOW - 3 * DAY})

    asked = on_mail(contact, mail, paused, RULES, NOW, NOW + HOUR, NOW)

    assert answered(asked.decision) == ["later"]
    assert asked.decision.contact.sends[mail.send_id].state == "later"


def test_of_many_mails_those_that_are_open_or_awaited_are_kept():
    mail, contact = sent("inflight")
    old = replace(contact.sends[mail.send_id], state="sent", at=NOW - 9 * DAY, message={})
    many = {f"n{n}": replace(old, at=NOW - HOUR + n) for n in range(MOST_SENDS)}
    other = replace(old, state="inflight", run="q")
    waits = Enrolment("drip", SINCE, "news", wait=replace(WAIT, send="awaited"))
    contact = replace(
        contact,
        enrolments={**contact.enrolments, "q": waits},
        sends={"gone": old, "awaited": old, "open": other, **many, **contact.sends},
    )

    kept = on_accepted(contact, mail, "ses-1", RULES, NOW).contact.sends

    assert kept.keys() & {"gone", "awaited", "open"} == {"awaited", "open"}
    assert len(kept) == MOST_SENDS + 2


def test_what_an_owner_does_with_a_notice_is_no_act_of_the_lead():
    mail, contact = sent("sent", to_owner=True)
    click = replace(message("click", send=mail.send_id, link="l1"), event="Email Link Clicked")

    send = on_event(contact, click, "c#ada|e#m1", RULES, NOW).contact.sends[mail.send_id]

    assert (send.opened, dict(send.clicked)) == (None, {})


@pytest.mark.parametrize(
    ("was", "state"), [("sent", "sent"), ("held", "held"), ("later", "unknown")]
)
def test_g8_a_mail_whose_fate_the_restored_table_knows_stays_as_it_is_known(was, state):
    mail, contact = sent(was)
    contact = replace(contact, enrolments=running().enrolments)
    seen = {"mail": "hello", "step": "here", "at": NOW - HOUR, "to_owner": False}

    known = restored(contact, {mail.send_id: seen}).contact

    assert known.sends[mail.send_id].state == state


def test_a_mail_whose_run_was_left_while_ses_was_asked_is_held_for_good():
    mail, contact = sent("inflight")
    over = replace(contact.enrolments["r"], status="exited", left_at=NOW)
    contact = replace(contact, enrolments={"r": over})

    refused = on_refused(contact, mail, "throttled", NOW + HOUR, RULES, NOW)

    known = refused.contact.sends[mail.send_id]
    assert (known.state, known.hold) == ("held", "journey left")


@pytest.mark.parametrize(("proxy", "opened"), [(True, None), (False, NOW)])
def test_a_picture_that_a_proxy_fetched_is_no_open(proxy, opened):
    mail, contact = sent("sent")
    fetched = message("open", send=mail.send_id, proxy=proxy)

    known = on_event(contact, fetched, "c#ada|e#m1", RULES, NOW).contact

    assert known.sends[mail.send_id].opened == opened


def test_g5_a_yes_lifts_no_opt_out():
    yes = replace(message("form"), consent=Consent(("news",), "yes, please", "ebook"))

    known = on_event(running({"opted_out": SINCE}), yes, "c#ada|e#m1", RULES, NOW).contact

    assert (list(known.consent), known.opted_out) == (["news"], SINCE)


@pytest.mark.parametrize(("ago", "told"), [(MINUTE, []), (HOUR, ["later"])])
def test_g7_behind_a_sign_that_came_late_a_wait_begins_anew_and_gets_its_whole_time(ago, told):
    wait = {"immediate": [], "judged": [], "within": DAY, "grace": 10 * MINUTE, "predicates": {}}
    plan = {"lap": 0, "wait": wait, "asked": NOW - ago}
    mail, contact = sent("inflight", message=plan, at=NOW - ago)
    settled = message("settle", send=mail.send_id, state="sent")

    decision = on_settled(contact, settled, "c", RULES)

    assert answered(decision) == told
    assert (run_of(decision).wait is None) == bool(told)
