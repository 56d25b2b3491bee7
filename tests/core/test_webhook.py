"""The webhook step: one commit takes an answer; tries end; whoever left takes nothing."""

from dataclasses import replace

import pytest
from catalogue_of import predicate, rules

from kweek.core.contact import Contact, Trait
from kweek.core.decide import Decision
from kweek.core.enrolment import Enrolment, Pause
from kweek.core.step_message import StepMessage
from kweek.core.times import DAY, MINUTE, SECOND, iso
from kweek.core.webhook import on_reply, to_call
from kweek.core.webhook_call import Reply, Request

NOW = 1_000 * DAY
RULES = rules(predicates={"told": predicate("Webhook Answered", status=[["is", [201]]])})
SILENT = Reply(reason="no answer", passing=True)


def running(**run):
    one = Enrolment("drip", NOW - DAY, "nurture", step="before", **{"entered": 5, **run})
    return Contact("ada", version=2, as_of=NOW - DAY, created_at=1, enrolments={"r": one})


def asks(entered=10, epoch=0, **step):
    said = {"name": "tell", "do": "webhook", "url": "https://example.org/", "timeout": 10, **step}
    return StepMessage("drip", said, "ada", "r", epoch, 0, entered, "token")


def replied(reply, contact=None, message=None, now=NOW, **more):
    return on_reply(contact or running(), message or asks(), reply, RULES, now, **more)


def outcome(decision):
    [order] = [one for one in decision.decided.effects if one.kind == "order"]
    return order.output


def told(decision):
    return [(one.event, one.properties) for one in decision.decided.effects if one.kind == "record"]


def test_a_step_comes_to_a_call_and_commits_nothing_before_it():
    asked = to_call(running(entry={"a": 1}), asks(send={"x": {"ref": ["entry", "a"]}}), RULES, NOW)

    assert isinstance(asked, Request)
    assert b'"data":{"x":1}' in asked.body


@pytest.mark.parametrize(
    ("contact", "message", "answers"),
    [
        (Contact("ada"), asks(), [{"outcome": "left"}]),
        (running(status="exited"), asks(), [{"outcome": "left"}]),
        (running(epoch=1), asks(epoch=0), [{"outcome": "left"}]),
        (running(entered=11), asks(entered=10), []),
    ],
    ids=["no run", "exited", "an older epoch", "superseded"],
)
def test_nobody_is_called_for_a_run_that_has_gone_on(contact, message, answers):
    asked = to_call(contact, message, RULES, NOW)
    after = replied(Reply(200), contact, message)

    for decision in (asked, after):
        assert isinstance(decision, Decision)
        assert decision.contact is contact
        assert [one.output for one in decision.decided.effects] == answers


def test_an_answer_gives_its_traits_its_place_in_the_timeline_and_the_outcome_in_one_commit():
    message = asks(keep={"crm": "id", "none": "no.such"})

    decision = replied(Reply(201, b'{"id": 7}'), message=message)

    assert decision.contact.traits == {"crm": Trait(7, NOW)}
    assert decision.contact.version == 3
    assert decision.contact.tallies["told"].last == NOW
    run = decision.contact.enrolments["r"]
    assert (run.step, run.entered, run.pause) == ("tell", 10, None)
    about = {"journey": "drip", "step": "tell", "run": "r"}
    assert told(decision) == [
        ("Webhook Answered", {**about, "status": 201, "response": '{"id":7}'})
    ]
    assert outcome(decision) == {"outcome": "done"}
    assert {("drip", "tell", "entered"), ("drip", "tell", "outcome done")} == set(
        decision.decided.counts
    )


def test_an_answer_that_is_no_json_is_done_all_the_same():
    decision = replied(Reply(204), message=asks(keep={"crm": "id"}))

    assert decision.contact.traits == {}
    [(_, properties)] = told(decision)
    assert properties["status"] == 204
    assert "response" not in properties
    assert outcome(decision) == {"outcome": "done"}


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(404), {"status": 404}),
        (Reply(302), {"status": 302}),
        (Reply(reason="not a public address"), {"reason": "not a public address"}),
    ],
)
def test_a_no_is_final_and_says_why_in_the_timeline(reply, why):
    decision = replied(reply)

    about = {"journey": "drip", "step": "tell", "run": "r"}
    assert told(decision) == [("Webhook Failed", {**about, **why})]
    assert outcome(decision) == {"outcome": "failed"}
    assert ("drip", "tell", "outcome failed") in decision.decided.counts


@pytest.mark.parametrize("reply", [SILENT, Reply(503), Reply(429), Reply(408)])
def test_who_cannot_answer_now_is_tried_again_three_times_and_has_failed_then(reply):
    contact, now, waited = running(), NOW, []
    entered_counts = 0
    for entered in (10, 20, 30, 40):
        decision = replied(reply, contact, asks(entered), now)
        contact = decision.contact
        entered_counts += decision.decided.counts.count(("drip", "tell", "entered"))
        if outcome(decision)["outcome"] != "later":
            break
        until = contact.enrolments["r"].pause.until
        assert outcome(decision) == {"outcome": "later", "until": iso(until), "at": "tell"}
        assert told(decision) == []
        waited.append(until - now)
        now = until

    assert waited == [MINUTE, 5 * MINUTE, 30 * MINUTE]
    assert outcome(decision) == {"outcome": "failed"}
    assert contact.enrolments["r"].pause is None
    assert entered_counts == 1


def test_tries_wait_in_machine_time_however_fast_the_campaign_runs():
    decision = replied(SILENT, speed=86_400)

    pause = Pause("tell", 0, NOW + 60 * DAY, NOW, tries=1)
    assert decision.contact.enrolments["r"].pause == pause
    assert 60 * DAY == 86_400 * 60 * SECOND


def test_an_answer_at_last_ends_the_tries():
    later = replied(SILENT).contact

    decision = replied(Reply(200), later, asks(20), NOW + MINUTE)

    assert outcome(decision) == {"outcome": "done"}
    assert decision.contact.enrolments["r"].pause is None
    assert ("drip", "tell", "entered") not in decision.decided.counts


def test_the_tries_of_another_step_or_lap_are_not_this_ones():
    others = [Pause("other", 0, NOW, NOW, tries=3), Pause("tell", 1, NOW, NOW, tries=3)]
    for pause in others:
        decision = replied(SILENT, running(pause=pause))

        assert decision.contact.enrolments["r"].pause.tries == 1


def test_whoever_left_while_the_other_system_thought_takes_nothing_of_its_answer():
    exited = running()
    run = replace(exited.enrolments["r"], status="exited")
    exited = replace(exited, enrolments={"r": run})

    decision = replied(Reply(200, b'{"id":7}'), exited, asks(keep={"crm": "id"}))

    assert decision.contact is exited
    assert outcome(decision) == {"outcome": "left"}
