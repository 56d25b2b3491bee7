"""Every function with its own role, in an emulator that refuses what the role does not allow.

What this emulator cannot prove, and the template alone shows (tests/infra/test_rights.py): the
rights of Step Functions and of Lambda's pollers, TLS, and as which identity a mail is sent.
"""

import json
import os
import re
from urllib.parse import quote, urlencode

import pytest

from kweek.core.times import DAY, HOUR, iso
from kweek.core.tokens import sign
from kweek.shell.clock import machine_now
from tests.e2e.guarded import SPEED, guarded
from tests.e2e.stack import until
from tests.stack import campaign

pytestmark = pytest.mark.e2e

PORT = int(os.environ.get("KWEEK_E2E_PORT", "4680")) + 300
ADA, BOB, CLEO = "ada@example.org", "bob@example.org", "cleo@example.org"
HOOK = """\
title: A hook
status: live
topic: nurture
enter: { event: Hook Wanted }
steps:
  - step: tell
    webhook: { url: "https://hooks.invalid/new", timeout: 5s }
"""
FUNCTIONS = {
    "collect", "forms", "links", "api", "ingest", "step",
    "mailer", "webhook", "conductor", "feedback", "tick", "report",
}  # fmt: skip


@pytest.fixture(scope="module")
def both(clone, tmp_path_factory):
    """The stack as its account sees it, and as its users do."""
    campaigns = campaign.write(tmp_path_factory.mktemp("campaigns"))
    campaign.put(campaigns / "journeys" / "hook.yaml", HOOK)
    with guarded(clone, campaigns, PORT) as made:
        yield made


def follow(stack, text, place, method="GET"):
    """Follow a link of a mail."""
    path = re.search(rf"/{place}/[\w.-]+", text)[0]
    return stack.send(method, path)


def contact(stack, email):
    found = stack.admin(f"contacts?email={quote(email)}")["contacts"]
    return found[0] if found else {"sends": [], "enrolments": [], "timeline": [], "stage": None}


def segments(stack, email):
    return contact(stack, email).get("segments", [])


def states(stack, email):
    return {one["mail"]: one["state"] for one in contact(stack, email)["sends"]}


def runs(stack, email):
    every = contact(stack, email)["enrolments"]
    return {one["journey"]: (one["status"], one["step"]) for one in every}


def posts(stack, email):
    """Ask for the e-book; what comes back."""
    fields = {"email": email, "country": "NL", "_consent": "on", "_anonymous_id": email}
    kind = "application/x-www-form-urlencoded"
    body = urlencode(fields).encode()
    return stack.send("POST", "/f/ebook", body, content_type=kind)


def the_first(account, email, number=0):
    """A mail to an address, once it is there."""
    return until(f"mail {number} to {email}", lambda: account.mails(email)[number:])[0]


def ses_tells(account, stack, email, kind, **details):
    """SES tells what became of the first mail."""
    who = contact(stack, email)
    at = iso(machine_now())
    tags = {"send_id": [who["sends"][0]["id"]], "contact": [who["id"]]}
    mail = {"messageId": "m-1", "timestamp": at, "destination": [email], "tags": tags}
    told = {"eventType": kind, "mail": mail, kind.lower(): {"timestamp": at, **details}}
    topic = account.outputs["FeedbackTopicArn"]
    account.aws("sns").publish(TopicArn=topic, Message=json.dumps(told))


def post(stack, path):
    token = f"Bearer {stack.told['admin_token']}"
    return stack.send("POST", f"/api/v1/{path}", b"{}", authorization=token)


def test_a_whole_story_is_told_with_no_right_missing(both):
    account, stack = both
    before = set(account.logged())  # of tests that took rights away

    # forms, ingest, conductor, mailer
    assert stack.send("GET", "/f/ebook").status == 200
    assert [posts(stack, one).status for one in (ADA, BOB)] == [200, 200]
    welcome, bobs = the_first(account, ADA), the_first(account, BOB)

    # feedback: a ledger row, and an address that takes no mail any more
    until("Ada's mail, sent", lambda: states(stack, ADA) == {"welcome": "sent"})
    until("Bob's mail, sent", lambda: states(stack, BOB) == {"welcome": "sent"})
    ses_tells(account, stack, ADA, "Delivery")
    ses_tells(account, stack, BOB, "Bounce", bounceType="Permanent")
    until("the delivery", lambda: states(stack, ADA) == {"welcome": "delivered"})
    until("the bounce", lambda: contact(stack, BOB)["suppressed"] == "bounced")

    # links, and step: the branch behind the click
    assert follow(stack, welcome, "c").status == 302
    the_first(account, ADA, 1)
    assert follow(stack, bobs, "u", "POST").status == 200
    until("Bob's no", lambda: contact(stack, BOB)["consent"]["opted_out"])

    # collect; a machine is stopped, sales is told, and accepts
    who = {"anonymousId": ADA}
    assert stack.collect("identify", **who, traits={"first_name": "Ada"}).status == 200
    assert stack.collect("track", **who, event="Prices Seen").status == 200
    sales = the_first(account, "sales@example.com")
    assert follow(stack, sales, "h").status == 200
    assert follow(stack, sales, "h", "POST").status == 200
    until("the lead taken", lambda: runs(stack, ADA)["sales"][0] == "finished")
    assert runs(stack, ADA)["drip"][0] == "exited"

    # webhook: nobody knows the name, so it is to be called again
    assert stack.collect("track", **who, event="Hook Wanted").status == 200
    until("the hook", lambda: runs(stack, ADA).get("hook") == ("active", "tell"))

    # tick: a segment is left when its time has come
    long_ago = iso(machine_now() - (14 * DAY - 3 * HOUR) // SPEED)
    who = {"anonymousId": "cleo"}
    assert stack.collect("identify", **who, traits={"email": CLEO}).status == 200
    assert stack.collect("track", **who, event="Prices Seen", timestamp=long_ago).status == 200
    until("Cleo in the segment", lambda: segments(stack, CLEO) == ["price-readers"])
    until("Cleo out of it", lambda: account.works("tick", {}) and segments(stack, CLEO) == [])

    # api, and what report has counted
    assert len(stack.admin("segments/price-readers/contacts")["contacts"]) == 1
    assert "handoffs" in stack.admin("handoffs")
    assert post(stack, "journeys/drip/pause").status == 200
    assert post(stack, "resume").status == 200
    assert post(stack, "looks").status == 202
    until("the report", lambda: stack.admin("journeys/drip/report")["started"] >= 2)

    # none was refused anything
    until("empty queues", lambda: set(account.waiting()) <= {"WebhooksQueueUrl"})
    lines = set(account.logged()) - before
    assert {group.removeprefix("/aws/lambda/kweek-") for group, _ in lines} >= FUNCTIONS
    assert [line for line in lines if "Denied" in line[1] or "a record failed" in line[1]] == []


CALLS = {
    "ingest": "dynamodb:GetItem", "step": "dynamodb:GetItem", "mailer": "dynamodb:GetItem",
    "webhook": "dynamodb:GetItem", "conductor": "dynamodb:GetItem",
    "feedback": "dynamodb:UpdateItem", "report": "dynamodb:PutItem", "tick": "dynamodb:Query",
}  # fmt: skip
RUN = {"contact": "nobody", "run": "r", "epoch": 0, "lap": 0, "journey": "drip"}
STEP = {**RUN, "step": {"name": "s", "do": "end"}, "entered": "2026-11-22T10:00:00Z", "token": "t"}
BODIES = {
    "ingest": {
        "id": "1", "type": "failed", "event": "Step Failed", "contact": "nobody",
        "at": 1, "received_at": 1, "properties": {"run": "r", "epoch": 0, "step": "s"},
    },
    "step": STEP, "mailer": STEP, "webhook": STEP,
    "conductor": {**RUN, "do": "start", "step": "", "token": ""},
    "feedback": {
        "eventType": "Bounce", "bounce": {"bounceType": "Permanent"},
        "mail": {
            "messageId": "m", "timestamp": "2026-11-22T10:00:00Z",
            "destination": ["nobody@example.org"],
            "tags": {"send_id": ["s"], "contact": ["nobody"]},
        },
    },
}  # fmt: skip


def event_for(function):
    """An event that asks the function for a call, and leaves nothing behind that matters."""
    if function == "tick":
        return {}
    if function == "report":
        counts = [["drip", "", "started"]]
        image = {"kind": {"S": "mark"}, "body": {"S": json.dumps({"counts": counts})}}
        record = {"eventID": f"e-{machine_now()}", "eventName": "INSERT"}
        return {"Records": [{**record, "dynamodb": {"NewImage": image}}]}
    record = {
        "messageId": "1",
        "receiptHandle": "1",
        "body": json.dumps(BODIES[function]),
        "attributes": {"ApproximateReceiveCount": "1", "MessageGroupId": "nobody"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:000000000000:kweek-any",
        "awsRegion": "eu-west-1",
    }
    return {"Records": [record]}


@pytest.mark.parametrize(("function", "right"), CALLS.items())
def test_a_function_with_one_right_less_fails(both, function, right):
    account, _ = both
    assert account.works(function, event_for(function))

    with account.without(function, right):
        assert not account.works(function, event_for(function))

    assert account.works(function, event_for(function))


PAGES = {
    "collect": ("sqs:SendMessageBatch", lambda _, s: s.collect("track", userId="u", event="E")),
    "forms": ("sqs:SendMessageBatch", lambda _, s: posts(s, "cora@example.org")),
    "links": ("dynamodb:GetItem", lambda account, s: s.send("POST", opt_out(account))),
    "api": ("dynamodb:UpdateItem", lambda _, s: post(s, "resume")),
}


def opt_out(account):
    """The link of a mail that nobody got."""
    return f"/u/{sign(account.keys().signing, '1', 'u', ['nobody', 'send'])}"


@pytest.mark.parametrize("function", PAGES)
def test_a_page_of_a_function_with_one_right_less_is_a_fault(both, function):
    right, ask = PAGES[function]
    assert ask(*both).status == 200

    with both[0].without(function, right):
        assert ask(*both).status in (500, 502)

    assert ask(*both).status == 200
