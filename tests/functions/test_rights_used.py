"""Each function needs every right of its role, and no other: seen in what it asks of AWS."""

import json
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

import api
import collect
import forms
import links
import report
from kweek.core.erasing import SWEPT_AGAIN
from kweek.core.ids import digest
from kweek.core.times import DAY, HOUR, SECOND
from kweek.core.tokens import sign
from kweek.core.webhook_call import Reply
from kweek.shell.worker import world
from tests.stack import campaign, table
from tests.stack.kweek_stack import CONTEXT, Stack
from tests.stack.rights import RIGHTS, Asked, used_by_code

ADA, BEA = "ada@example.org", "bea@example.org"
HOOK = """\
title: A hook
status: live
topic: nurture
enter: { event: Hook Wanted }
steps:
  - step: tell
    webhook: { url: "https://crm.example.org/new", timeout: 5s }
"""
FUNCTIONS = [name for name in RIGHTS if name != "journeys"]

pytestmark = [pytest.mark.usefixtures("the_secret"), pytest.mark.slow]


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    root = campaign.write(tmp_path_factory.mktemp("campaigns"))
    campaign.put(root / "journeys" / "hook.yaml", HOOK)
    return root


class Apart(Stack):
    """Each function has workers of its own: what one remembers no other does."""

    def consume(self, name):
        self.forget()
        return super().consume(name)


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    stack = Apart(aws, campaigns, tmp_path, stream=True)
    stack.calls.asked = Asked(stack.calls)
    return stack


def asks(stack, module, method, path, **fields):
    """A request to a function; its status."""
    event = {
        "version": "2.0",
        "rawPath": path,
        "headers": fields.get("headers", {}),
        "queryStringParameters": fields.get("query", {}),
        "pathParameters": fields.get("parameters", {}),
        "requestContext": {
            "requestId": f"r-{stack.ms}",
            "stage": "$default",
            "http": {"method": method, "path": path},
        },
        "body": json.dumps(fields.get("body", {})),
        "isBase64Encoded": False,
    }
    return runs(stack, module, event)["statusCode"]


def runs(stack, module, event):
    """Run a function that no queue of the stack calls."""
    stack.forget()
    stack.calls.function = module.__name__
    try:
        return module.handler(event, CONTEXT)
    finally:
        stack.calls.function = None


def visits(stack, module, place, token, method="GET"):
    path = f"/{place}/{token}"
    return asks(stack, module, method, path, parameters={"token": token})


def admin(stack, keys, method, path, **fields):
    headers = {"authorization": f"Bearer {keys.admin_token}"}
    return asks(stack, api, method, f"/api/v1/{path}", headers=headers, **fields)


# -- one story for each part; together they are what the functions do


def tells_collect(stack, keys):
    body = {"writeKey": keys.write_key, "userId": "u", "event": "Seen"}
    assert (
        asks(stack, collect, "POST", "/v1/track", parameters={"proxy": "track"}, body=body) == 200
    )


def fills_in_a_form(stack):
    form = {"parameters": {"form": "ebook"}, "headers": {"content-type": "application/json"}}
    body = {"email": ADA, "country": "NL", "_consent": "on"}
    assert asks(stack, forms, "GET", "/f/ebook", **form) == 200
    assert asks(stack, forms, "POST", "/f/ebook", **form, body=body) == 200
    stack.run()


def follows_links(stack, keys):
    """A click as published, one whose mail has left the campaigns, and a no."""
    sent = stack.mail("welcome")
    old = sign(keys.signing, "1", "c", [sent.contact, sent.send_id, "of-old"])
    world().items.put_link("of-old", "https://www.example.com/old")
    assert visits(stack, links, "c", old) == 302
    stack.clicks("welcome", "read")
    stack.run()
    gone = urlsplit(stack.mail("dutch").header("List-Unsubscribe").strip("<>")).path
    assert visits(stack, links, "u", gone.rpartition("/")[2], "POST") == 200
    stack.run()


def looks_and_steers(stack, keys):
    who = digest("address", ADA)
    for path in ("contacts", f"contacts/{who}", "segments/price-readers/contacts", "reports"):
        assert admin(stack, keys, "GET", path, query={"email": ADA}) == 200
    assert admin(stack, keys, "POST", "journeys/drip/pause") == 200
    assert admin(stack, keys, "POST", "looks") == 202
    assert admin(stack, keys, "POST", "resume") == 200


def time_passes(stack):
    """Somebody is due by time alone, and tick sends them on."""
    stack.happens("prices", event="Prices Seen", user_id="u")
    stack.run()
    stack.ms += 15 * DAY
    stack.calls.function = "tick"
    stack.ticks()
    stack.calls.function = None
    assert stack.queues.waiting("events.fifo")
    stack.run()


def hears_from_ses(stack):
    stack.ses.event(stack.mail("welcome"), "Bounce", bounceType="Permanent")
    stack.run()
    assert stack.contact(ADA).suppressed == "bounced"


def calls_another_system(stack):
    stack.elsewhere.replies = [Reply(201, b"{}")]
    stack.happens("hook", event="Hook Wanted", user_id="u")
    stack.passes(SECOND)
    assert stack.elsewhere.asked


def gets_a_mail_that_nobody_waits_for(stack):
    stack.posts_form("ebook", "eva@example.org", "form-5", traits={"country": "BE"})
    stack.run()
    stack.clicks("welcome", "read", "click-5")
    stack.run()
    assert stack.mails("eva@example.org") == ["welcome", "world"]


def leaves_for_sales(stack):
    """An exit that stops a machine, and a mail that tells of the past."""
    stack.posts_form("ebook", BEA, "form-2", traits={"country": "BE"})
    stack.run()
    stack.happens("prices-2", event="Prices Seen", contact=stack.contact(BEA).id)
    stack.run()
    assert stack.mail("lead-handoff").to == "sales@example.com"


def a_step_fails_for_good(stack):
    """The machine is told, and so is the contact."""
    broken = {"do": "fail", "contact": digest("address", BEA), "run": "r", "epoch": 0, "step": "s"}
    stack.queues.put("orders", {"v": 1, **broken, "token": "none"})
    stack.run()


def rules_change(stack):
    """Whoever is met for the first time by new rules is filled, by each that decides."""
    stack.posts_form("letter", "cora@example.org", "form-3")
    stack.consume("events.fifo")
    stack.consume("orders")
    _forgets(stack, "cora@example.org")
    stack.run()
    stack.posts_form("ebook", "dora@example.org", "form-4", traits={"country": "NL"})
    stack.run()
    stack.clicks("welcome", "read", "click-2")
    stack.consume("events.fifo")
    stack.consume("orders")
    _forgets(stack, "dora@example.org")
    stack.run()
    _forgets(stack, "dora@example.org")
    stack.happens("seen", event="Page Viewed", contact=stack.contact("dora@example.org").id)
    stack.run()
    stack.happens("hook-2", event="Hook Wanted", contact=stack.contact("dora@example.org").id)
    stack.consume("events.fifo")
    stack.consume("orders")
    _forgets(stack, "dora@example.org")
    stack.run()


def _forgets(stack, address):
    """The contact as an older deploy would have left it."""
    contacts = world().contacts
    before = stack.contact(address)
    contacts.commit(before, replace(before, version=before.version + 1, filled="old"))


def is_forgotten(stack, keys):
    """Somebody is erased, and swept out once more when their time has come."""
    who = stack.contact(BEA).id
    assert admin(stack, keys, "GET", f"contacts/{who}/export") == 200
    assert admin(stack, keys, "DELETE", f"contacts/{who}") == 202
    stack.run()
    stack.passes(SWEPT_AGAIN + HOUR)


def is_erased(stack, keys):
    assert admin(stack, keys, "DELETE", f"contacts/{digest('address', BEA)}") == 202
    stack.run()
    stack.passes(31 * DAY)
    assert stack.contact(BEA) is None


def is_counted(stack):
    runs(stack, report, {"Records": table.stream_records()})


@pytest.fixture
def asked(stack, keys):
    """`{function: rights}`: what they needed, all stories told."""
    tells_collect(stack, keys)
    fills_in_a_form(stack)
    follows_links(stack, keys)
    looks_and_steers(stack, keys)
    time_passes(stack)
    calls_another_system(stack)
    hears_from_ses(stack)
    gets_a_mail_that_nobody_waits_for(stack)
    leaves_for_sales(stack)
    a_step_fails_for_good(stack)
    rules_change(stack)
    is_forgotten(stack, keys)
    is_erased(stack, keys)
    is_counted(stack)
    assert not any(stack.queues.dead.values())
    return stack.calls.asked.rights


def test_every_function_asks_for_exactly_what_its_role_allows(asked, proven):
    allowed = {name: used_by_code(name) for name in FUNCTIONS}
    not_allowed = {name: asked[name] - allowed[name] for name in FUNCTIONS}
    not_needed = {name: allowed[name] - asked[name] for name in FUNCTIONS}

    assert [(name, rights) for name, rights in not_allowed.items() if rights] == []
    assert [(name, rights) for name, rights in not_needed.items() if rights] == []
    count = sum(len(rights) for rights in asked.values())
    proven("rights", f"{len(FUNCTIONS)} functions, {count} rights: each is used, none is missing")
