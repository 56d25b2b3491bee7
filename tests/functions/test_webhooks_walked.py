"""Webhooks in a journey: the machine asks, another system answers, and the run goes on."""

import hashlib
import hmac

import pytest

from kweek.core.times import HOUR, MINUTE, SECOND
from kweek.core.webhook_call import Reply
from kweek.shell import aws as clients
from kweek.shell.switches import Switches
from tests.stack import campaign, table
from tests.stack.kweek_stack import START, Stack

ADA = "ada@example.org"
SILENT = Reply(reason="time-out", passing=True)
DEMO = """\
title: A demo
status: live
topic: nurture
enter: { event: Form Submitted, where: { form: demo } }
exit_when: { event: Order Completed }
steps:
  - step: tell
    only_if: { none: [ { trait: country, is: XX } ] }
    webhook:
      url: https://crm.example.org/demo
      send: { plan: $entry.plan, email: $contact.email, source: site }
      keep: { crm: customer.id }
      timeout: 5s
    then: { failed: unheard, otherwise: heard }
  - step: heard
    update: { traits: { demo: heard } }
    next: end
  - step: unheard
    update: { traits: { demo: unheard } }
"""

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    root = campaign.write(tmp_path_factory.mktemp("campaigns"))
    (root / "journeys" / "demo.yaml").write_text(DEMO, encoding="utf-8")
    return root


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path)


def asks_for_a_demo(stack, **traits):
    properties = {"form": "demo", "plan": "pro"}
    traits = {"email": ADA, **traits}
    stack.happens(
        "demo-1", "form", "Form Submitted", address=ADA, properties=properties, traits=traits
    )


def buys(stack):
    stack.ms += SECOND
    stack.happens("order-1", "form", "Order Completed", address=ADA)
    stack.consume("events.fifo")


def traits(stack):
    known = {name: trait.value for name, trait in stack.contact(ADA).traits.items()}
    return {name: known.get(name) for name in ("crm", "demo")}


def webhook_events(stack):
    told = [e for e in stack.timeline(ADA) if e["event"].startswith("Webhook")]
    shown = ("status", "reason", "response")
    return [
        (e["event"], {name: e["properties"][name] for name in shown if name in e["properties"]})
        for e in told
    ]


def test_the_answer_becomes_traits_and_the_run_goes_on(stack, keys):
    stack.elsewhere.replies = [Reply(201, b'{"customer": {"id": "C-7"}}')]

    asks_for_a_demo(stack)
    stack.passes(SECOND)

    assert stack.elsewhere.data == [{"plan": "pro", "email": ADA, "source": "site"}]
    [(asked, headers)] = stack.elsewhere.asked
    assert (asked.url, asked.timeout) == ("https://crm.example.org/demo", 5)
    seconds, mac = headers["Kweek-Signature"].removeprefix("t=").split(",v1=")
    assert int(seconds) == START // 1000
    signed = f"{seconds}.".encode() + asked.body
    assert mac == hmac.new(keys.webhooks.encode(), signed, hashlib.sha256).hexdigest()
    assert traits(stack) == {"crm": "C-7", "demo": "heard"}
    answer = {"status": 201, "response": '{"customer":{"id":"C-7"}}'}
    assert webhook_events(stack) == [("Webhook Answered", answer)]
    assert stack.runs(ADA) == [("demo", "finished", None)]


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(404), {"status": 404}),
        (Reply(307), {"status": 307}),
        (Reply(reason="not a public address"), {"reason": "not a public address"}),
    ],
)
def test_a_no_takes_the_other_way_at_once(stack, reply, why):
    stack.elsewhere.replies = [reply]

    asks_for_a_demo(stack)
    stack.passes(SECOND)

    assert len(stack.elsewhere.asked) == 1
    assert traits(stack) == {"crm": None, "demo": "unheard"}
    assert webhook_events(stack) == [("Webhook Failed", why)]
    assert stack.runs(ADA) == [("demo", "finished", None)]


def test_who_is_down_is_tried_again_after_one_and_five_minutes_as_the_same_call(stack):
    stack.elsewhere.replies = [Reply(503), SILENT, Reply(200)]
    tried = []
    stack.elsewhere.meanwhile = lambda: tried.append(stack.ms - START)

    asks_for_a_demo(stack)
    stack.passes(HOUR)

    assert [round(at / MINUTE) for at in tried] == [0, 1, 6]
    assert len(set(stack.elsewhere.ids)) == 1
    assert traits(stack)["demo"] == "heard"
    assert webhook_events(stack) == [("Webhook Answered", {"status": 200})]
    [entered] = [n for key, n in stack.counted().items() if key[1:] == ("tell", "entered")]
    assert entered == 1


def test_who_stays_down_has_failed_after_four_calls(stack):
    stack.elsewhere.replies = [SILENT]

    asks_for_a_demo(stack)
    stack.passes(2 * HOUR)

    assert len(stack.elsewhere.asked) == 4
    assert traits(stack)["demo"] == "unheard"
    assert webhook_events(stack) == [("Webhook Failed", {"reason": "time-out"})]


def test_a_message_delivered_twice_is_one_call_and_one_answer(stack):
    stack.deliveries = 2

    asks_for_a_demo(stack)
    stack.passes(SECOND)

    assert len(stack.elsewhere.asked) == 1
    assert webhook_events(stack) == [("Webhook Answered", {"status": 200})]
    assert stack.runs(ADA) == [("demo", "finished", None)]


def test_two_workers_with_one_message_make_the_same_call_and_take_one_answer(stack):
    stack.elsewhere.replies = [Reply(200, b'{"customer":{"id":1}}')]

    def another_worker():
        stack.elsewhere.meanwhile = None
        [message] = stack.queues.handed["webhooks"]
        stack.queues.put("webhooks", message)
        waiting = stack.queues.waiting("webhooks")
        waiting.insert(0, waiting.pop())
        stack.consume("webhooks")

    stack.elsewhere.meanwhile = another_worker
    asks_for_a_demo(stack)
    stack.passes(SECOND)

    assert len(stack.elsewhere.asked) == 2
    assert len(set(stack.elsewhere.ids)) == 1
    assert len(webhook_events(stack)) == 1
    assert stack.runs(ADA) == [("demo", "finished", None)]


def test_g10_whoever_leaves_while_the_other_system_thinks_takes_nothing_of_its_answer(stack):
    stack.elsewhere.replies = [Reply(200, b'{"customer":{"id":1}}')]
    stack.elsewhere.meanwhile = lambda: buys(stack)

    asks_for_a_demo(stack)
    stack.passes(SECOND)

    assert stack.runs(ADA) == [("demo", "exited", "rule")]
    assert traits(stack) == {"crm": None, "demo": None}
    assert webhook_events(stack) == []
    assert [one.status for one in stack.machines.executions.values()] == ["ABORTED"]


def test_g10_nobody_is_called_for_a_run_that_was_left_before(stack):
    asks_for_a_demo(stack)
    stack.consume("events.fifo")
    stack.consume("orders")
    buys(stack)

    stack.passes(SECOND)

    assert stack.elsewhere.asked == []


def test_another_event_meanwhile_loses_neither_it_nor_the_answer(stack):
    def looks():
        stack.elsewhere.meanwhile = None
        stack.happens("page-1", "form", "Page Viewed", address=ADA)
        stack.consume("events.fifo")

    stack.elsewhere.meanwhile = looks
    asks_for_a_demo(stack)
    stack.passes(SECOND)

    assert len(stack.elsewhere.asked) == 1
    assert "Page Viewed" in stack.told(ADA)
    assert traits(stack)["demo"] == "heard"


def test_a_step_whose_only_if_does_not_hold_calls_nobody(stack):
    asks_for_a_demo(stack, country="XX")
    stack.passes(SECOND)

    assert stack.elsewhere.asked == []
    assert stack.runs(ADA) == [("demo", "finished", None)]


@pytest.mark.slow
def test_g2_a_worker_that_dies_at_any_call_leaves_nothing_undone_and_nothing_double(stack):
    stack.elsewhere.replies = [Reply(200, b'{"customer":{"id":1}}')]
    asks_for_a_demo(stack)
    stack.passes(SECOND)
    calls = [n for n, one in enumerate(stack.calls.seen) if one.function == "webhook"]
    whole = _ending(stack)
    assert "post" in {stack.calls.seen[n].operation for n in calls}
    fresh = _emptied(stack)

    for number in calls:
        for side in ("before", "after"):
            stack.restore(fresh)
            stack.elsewhere.asked.clear()
            stack.calls.seen.clear()
            stack.calls.crash = (number, side)
            asks_for_a_demo(stack)
            stack.passes(SECOND)

            assert stack.calls.crash is None, stack.calls.seen[number]
            assert _ending(stack) == whole
            assert len(set(stack.elsewhere.ids)) == 1
            assert not any(stack.queues.dead.values())


def _ending(stack):
    return sorted(stack.told(ADA)), stack.counted(), traits(stack), stack.runs(ADA)


def _emptied(stack):
    """The stack as it was before anything happened."""
    _, _, (items, machines, mails) = stack.saved()
    items.clear()
    machines["executions"].clear()
    mails.clear()
    return START, [], (items, machines, mails)


def test_nobody_is_called_behind_the_fence_and_the_call_is_made_once_it_is_down(stack):
    switches = Switches(clients.client("dynamodb"), table.NAME)
    switches.fence(stack.now())
    asks_for_a_demo(stack)
    stack.passes(HOUR)
    behind = list(stack.elsewhere.asked)

    switches.release()
    stack.passes(HOUR)

    assert (behind, len(stack.elsewhere.asked)) == ([], 1)
    assert stack.contact(ADA).trait("demo") == "heard"
