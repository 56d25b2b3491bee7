"""G6: whoever is erased stays so, whatever was on its way; nothing of them is left behind."""

import json
from dataclasses import replace
from typing import get_args

import pytest

from kweek.core.erasing import SWEPT_AGAIN, erasure
from kweek.core.identity import next_life
from kweek.core.ids import digest
from kweek.core.incoming import Kind
from kweek.core.stream import units
from kweek.core.times import DAY, HOUR, MINUTE, SECOND
from kweek.shell.admin import desk
from kweek.shell.optout import opt_out
from kweek.shell.sweeping import bury, erase
from kweek.shell.worker import world
from tests.stack import campaign, table
from tests.stack.calls import Call
from tests.stack.erasing import erases, everything, places
from tests.stack.kweek_stack import Stack
from tests.stack.ses import refusal

ADA, USER = "ada@example.org", "user-of-ada"
MARKERS = (ADA, USER, "Lovelace", "a page of hers", "entry of hers")
VISITOR, NAMED = digest("anonymous", "visitor"), digest("user", USER)

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path, stream=True)


def comes(stack, message_id="form-1", **fields):
    """Ada asks for the e-book from her browser."""
    traits = {"country": "NL", "last_name": "Lovelace"}
    stack.posts_form("ebook", ADA, message_id, anonymous_id="visitor", traits=traits, **fields)


def is_known(stack):
    """Ada looked at a page, asked for the e-book, signed in, and is in two journeys."""
    about = {"path": "a page of hers"}
    stack.happens("page-1", "page", anonymous_id="visitor", properties=about)
    comes(stack)
    stack.happens("in-1", "identify", "Identified", anonymous_id="visitor", user_id=USER)
    stack.run()
    stack.ms += MINUTE
    stack.clicks("welcome", "read")
    stack.happens("trial", "track", "Trial Started", user_id=USER, properties={"a": MARKERS[-1]})
    stack.run()
    stack.ms += MINUTE
    return stack.contact(ADA)


def left():
    return [marker for marker in MARKERS if marker in everything()]


def hashed():
    return f"a#{world().contacts.hashed(ADA)}"


def test_all_that_is_left_are_tombstone_and_aliases_and_no_word_of_hers(stack):
    ada = is_known(stack)
    assert left() == list(MARKERS)

    erases(stack, ada.id)

    assert left() == []
    assert places((*ada.ids, NAMED)) == sorted([
        (f"c#{VISITOR}", "contact"), (f"c#{VISITOR}", "m#erase"), (f"c#{NAMED}", "contact"),
        (hashed(), "address"),
    ])  # fmt: skip
    tombstone = world().contacts.load(NAMED)
    assert (tombstone.id, tombstone.erased.at) == (ada.id, stack.ms)
    assert (tombstone.outbox, tombstone.traits, tombstone.address) == ({}, {}, None)
    assert {one.status for one in stack.machines.executions.values()} == {"ABORTED"}


def test_what_lies_under_another_id_and_tokens_of_runs_long_forgotten_are_swept_too(stack):
    about = {"path": "a page of hers"}
    stack.happens("desk-1", "page", anonymous_id="desk", properties=about)
    is_known(stack)
    stack.happens("in-2", "identify", "Identified", anonymous_id="desk", user_id=USER)
    stack.run()
    ada = stack.contact(ADA)
    desk = digest("anonymous", "desk")
    assert ada.aliases == (desk,)
    world().contacts.commit(ada, replace(ada, version=ada.version + 1, enrolments={}))

    erases(stack, ada.id)

    assert left() == []
    assert places((*ada.ids, NAMED)) == sorted([
        (f"c#{VISITOR}", "contact"), (f"c#{VISITOR}", "m#erase"), (f"c#{NAMED}", "contact"),
        (f"c#{desk}", "contact"), (hashed(), "address"),
    ])  # fmt: skip


def test_the_second_sweep_takes_what_landed_meanwhile_and_the_address_too(stack):
    ada = is_known(stack)
    erases(stack, ada.id)
    late = {"pk": {"S": f"c#{VISITOR}"}, "sk": {"S": "e#late"}, "body": {"S": '{"at": 1}'}}
    token = {"pk": {"S": f"t#{next(iter(ada.enrolments))}"}, "sk": {"S": "token"}}
    for item in (late, token):
        world().items.dynamodb.put_item(TableName=table.NAME, Item=item)

    stack.passes(SWEPT_AGAIN + HOUR)

    assert places((*ada.ids, NAMED)) == sorted([
        (f"c#{VISITOR}", "contact"), (f"c#{NAMED}", "contact"),
    ])  # fmt: skip
    tombstone = world().contacts.load(ada.id)
    assert (tombstone.due_at, tombstone.erased.runs, tombstone.aliases) == (None, (), ())
    assert not any("due_at" in item for item in table.items())


def test_the_report_keeps_its_figures_and_counts_each_run_that_ended_so(stack):
    ada = is_known(stack)
    counted = stack.counted()

    erases(stack, ada.id)

    ended = {("drip", "", "exited"): 1, ("trial", "", "exited"): 1}
    every = sum((units(one) for one in stack_records()), start=type(counted)())
    assert every == counted + type(counted)(ended)


def stack_records():
    return [one for one in table.stream_records() if "NewImage" in one["dynamodb"]]


PUBLIC = {
    "anonymous": {"anonymous_id": "visitor"},
    "user": {"user_id": USER},
    "both": {"anonymous_id": "another browser", "user_id": USER},
    "address": {"address": ADA},
    "previous": {"previous_id": "visitor", "user_id": "somebody else"},
}
CALLS = ("track", "identify", "page", "alias", "form", "group")
OURS = [one for one in get_args(Kind) if one != "erase"]


def about(ada):
    """What messages of all kinds speak of."""
    run, send = next(iter(ada.enrolments)), next(iter(ada.sends))
    places = {run: {"epoch": 0, "entered": 1, "step": "deliver", "lap": 0, "not_before": None}}
    return {
        "send": send, "run": run, "epoch": 0, "step": "deliver", "state": "sent", "link": "x",
        "message_id": "m", "journey": "trial", "entry": {"a": MARKERS[-1]}, "places": places,
        "paused": {}, "form": "ebook", "type": "Permanent", "proxy": False,
    }  # fmt: skip


def is_dropped(stack, before, **fields):
    stack.happens("late-1", **fields)
    stack.run()
    assert table.items() == before
    assert {name: dead for name, dead in stack.queues.dead.items() if dead} == {}


@pytest.fixture
def gone(stack):
    """Ada, as she was, on a stack that has erased her."""
    ada = is_known(stack)
    erases(stack, ada.id)
    return ada


@pytest.mark.slow
def test_what_was_received_before_is_dropped_whatever_it_is_and_whoever_it_names(stack, gone):
    before, mails = table.items(), stack.mails()
    for kind in CALLS:
        for name, named in PUBLIC.items():
            if name == "previous" and kind != "alias":
                continue  # only an alias speaks of a previous id
            fields = {"event": "Form Submitted", "properties": about(gone), **named}
            traits = {"last_name": "Lovelace"}
            is_dropped(stack, before, kind=kind, received_at=stack.now(), traits=traits, **fields)
    assert stack.mails() == mails


@pytest.mark.slow
def test_what_means_her_by_her_id_is_dropped_whenever_it_comes(stack, gone):
    before, mails = table.items(), stack.mails()
    stack.ms += DAY
    for kind in OURS:
        for one in gone.ids:
            properties = about(gone)
            is_dropped(stack, before, kind=kind, event="Late", contact=one, properties=properties)
    assert stack.mails() == mails


@pytest.mark.slow
def test_steps_mails_orders_and_ses_events_on_their_way_do_nothing(stack):
    ada = is_known(stack)
    stack.posts_form("letter", ADA, "form-2", user_id=USER)
    stack.run()
    handed = {name: list(bodies) for name, bodies in stack.queues.handed.items()}
    erases(stack, ada.id)
    before, mails = table.items(), stack.mails()
    answers = [{**one, "token": ""} for one in handed["orders"] if one["do"] == "answer"]
    broken = {
        "detail-type": "Step Functions Execution Status Change",
        "detail": {
            "status": "FAILED",
            "input": json.dumps({"contact": ada.id, "run": next(iter(ada.enrolments)), "epoch": 0}),
        },
    }
    fails = [{**one, "do": "fail"} for one in handed["orders"] if one["do"] == "answer"]
    handed["orders"] += [*answers, *fails, broken]

    for name, bodies in handed.items():
        if name != "events.fifo":
            assert bodies or name == "webhooks"
            for body in bodies:
                stack.queues.put(name, body)
                stack.run()

    assert table.items() == before
    assert stack.mails() == mails
    assert {name: dead for name, dead in stack.queues.dead.items() if dead} == {}
    assert {one.status for one in stack.machines.executions.values()} == {"ABORTED"}


def test_a_mail_that_waits_in_its_queue_is_not_sent(stack):
    comes(stack)
    while not stack.queues.waiting("mails"):
        for name in ("events.fifo", "orders", "steps"):
            stack.consume(name)
    erases_first(stack, stack.contact(ADA).id)

    stack.run()

    assert stack.mails() == []
    assert left() == []


def erases_first(stack, contact):
    """Before anything else that waits."""
    erase(world(), erasure(contact, stack.now()))


def test_a_mail_that_ses_refuses_while_its_contact_is_erased_is_no_fault(stack):
    comes(stack)
    while not stack.queues.waiting("mails"):
        for name in ("events.fifo", "orders", "steps"):
            stack.consume(name)
    ada = stack.contact(ADA).id
    stack.calls.race = (Call("mailer", "sesv2", "send_email"), lambda: erases_first(stack, ada))
    stack.ses.answers = [refusal("ThrottlingException")]

    stack.consume("mails")

    assert stack.queues.waiting("mails") == []
    assert left() == []


def test_nobody_who_was_erased_is_shown_or_listed(gone):
    assert world().contacts.known(gone.id) is None
    assert world().contacts.known(NAMED) is None
    assert desk().everyone.ids(None) == ([], None)
    assert desk().everyone.contacts(None) == ([], None)


@pytest.mark.slow
@pytest.mark.usefixtures("the_secret", "gone")
def test_a_hard_bounce_after_all_still_blocks_the_address(stack):
    stack.ses.event(stack.mail("welcome"), "Bounce", bounceType="Permanent", bouncedRecipients=[])
    stack.run()

    stack.passes(SWEPT_AGAIN + HOUR)

    address = next(item for item in table.items() if item["pk"]["S"] == hashed())
    assert address["block"] == {"S": "bounced"}
    assert "contact" not in address
    assert left() == []


@pytest.mark.slow
def test_an_address_that_was_suppressed_stays_so_and_a_new_yes_does_not_lift_it(stack):
    ada = is_known(stack)
    opt_out(world().contacts, lambda: world().rules, ada.id, stack.now())
    erases(stack, ada.id)
    stack.passes(SWEPT_AGAIN + HOUR)
    assert (hashed(), "address") in places(())

    comes(stack, "form-2")
    stack.run()

    assert stack.contact(ADA).id not in ada.ids
    assert stack.mails(ADA) == ["welcome", "dutch"]
    assert [one[1:] for one in stack.runs(ADA)] == [("exited", "unreachable")]


@pytest.mark.slow
def test_opting_out_by_an_old_mail_stops_what_she_asked_for_since(stack, gone):
    stack.passes(SWEPT_AGAIN + HOUR)
    opt_out(world().contacts, lambda: world().rules, gone.id, stack.now())

    comes(stack, "form-2")
    stack.run()

    assert stack.mails(ADA) == ["welcome", "dutch"]


LATER = pytest.param(SWEPT_AGAIN + HOUR, marks=pytest.mark.slow)


@pytest.mark.parametrize("waits", [SECOND, LATER])
def test_who_comes_back_by_an_act_of_her_own_is_somebody_new(stack, gone, waits):
    stack.passes(waits)

    stack.happens("page-1", "page", anonymous_id="visitor")
    comes(stack)
    stack.happens("in-1", "identify", "Identified", anonymous_id="visitor", user_id=USER)
    stack.run()

    new = stack.contact(ADA)
    assert new.id == next_life(VISITOR, world().contacts.load(gone.id).erased.at)
    assert world().contacts.load(gone.id).erased is not None
    assert sorted(stack.told(ADA)) == [
        "Form Submitted", "Identified", "Journey Started", "Page Viewed", "Stage Changed",
    ]  # fmt: skip
    assert stack.mails(ADA) == ["welcome", "dutch", "welcome"]
    stack.ms += MINUTE
    stack.happens("page-2", "page", user_id=USER)
    stack.run()
    assert stack.told(ADA)[-1] == "Page Viewed"


def test_what_belonged_together_is_forgotten_and_may_be_joined_anew(stack, gone):
    stack.ms += MINUTE
    stack.happens("page-2", "page", anonymous_id="visitor")
    stack.happens("in-2", "identify", "Identified", user_id=USER, traits={"email": ADA})
    stack.run()
    at = world().contacts.load(gone.id).erased.at
    visitor, user = (world().contacts.load(next_life(one, at)) for one in (VISITOR, NAMED))
    assert (visitor.user_id, user.user_id) == (None, USER)

    stack.ms += MINUTE
    stack.happens("join", "identify", "Identified", anonymous_id="visitor", user_id=USER)
    stack.run()

    joined = world().contacts.load(visitor.id)
    assert (joined.id, joined.aliases) == (user.id, (visitor.id,))


@pytest.mark.slow
def test_g1_an_event_of_a_second_life_that_lay_elsewhere_before_a_join_counts_once(stack, gone):
    stack.ms += MINUTE
    prices = {"kind": "track", "event": "Prices Seen", "anonymous_id": "visitor"}
    stack.happens("in-2", "identify", "Identified", user_id=USER)
    stack.happens("again", **prices)
    stack.run()
    stack.ms += MINUTE
    stack.happens("in-3", "identify", "Identified", anonymous_id="visitor", user_id=USER)
    stack.run()
    stack.happens("again", **prices)
    stack.run()

    at = world().contacts.load(gone.id).erased.at
    found = world().contacts.load(next_life(VISITOR, at))
    seen = [e["event"] for one in found.ids for e in world().items.under(one, "e#")]
    assert found.id == next_life(NAMED, at)
    assert seen.count("Prices Seen") == 1


def test_what_an_erasure_ordered_is_done_by_whoever_sweeps_and_by_nobody_after(stack):
    ada = is_known(stack)
    bury(world(), world().contacts.load(ada.id), erasure(ada.id, stack.now()))
    before = [one for one in table.items() if one["sk"]["S"] != "contact"]

    for body in list(stack.queues.handed["steps"]):
        stack.queues.put("steps", body)
    stack.consume("steps")

    assert [one for one in table.items() if one["sk"]["S"] != "contact"] == before
    erases(stack, ada.id)
    assert left() == []


@pytest.mark.slow
def test_who_was_erased_twice_begins_a_third_time(stack, gone):
    lives = [gone.id]
    for number in (2, 3):
        stack.ms += MINUTE
        comes(stack, f"form-{number}")
        stack.run()
        lives.append(stack.contact(ADA).id)
        erases(stack, lives[-1])

    assert len(set(lives)) == 3
    assert left() == []
    stack.ms += MINUTE
    comes(stack, "form-1")
    stack.run()
    assert "Form Submitted" in stack.told(ADA)


def test_asking_twice_and_asking_by_an_alias_erase_once(stack):
    ada = is_known(stack)
    erases(stack, NAMED)
    first = world().contacts.load(ada.id)

    erases(stack, ada.id)

    assert world().contacts.load(ada.id) == first


def test_nobody_is_erased_who_is_not_known(stack):
    erases(stack, "nobody")

    assert table.items() == []
