"""Segment's own SDKs, unmodified, against the stack: nothing but their host and key is changed."""

import json
from urllib.parse import urlsplit

import pytest
from segment.analytics.client import Client

from tests.e2e import segment_node
from tests.e2e.stack import until

pytestmark = pytest.mark.e2e


def with_python(stack, visitor, email):
    troubles = []
    client = Client(
        stack.told["write_key"],
        host=stack.told["api"],
        on_error=lambda error, _: troubles.append(str(error)),
    )
    who = {"anonymous_id": visitor}
    client.page(name="Home", properties={"path": "/"}, **who)
    client.identify(email, {"email": email, "seats": 3}, **who)
    client.track(email, "Demo Watched", {"minutes": 3}, **who)
    client.screen(email, name="Prices", **who)
    client.group(email, "initech", {"name": "Initech"}, **who)
    client.shutdown()
    return troubles


def with_node(stack, visitor, email):
    who = {"anonymousId": visitor, "userId": email}
    calls = [
        ("page", {"anonymousId": visitor, "name": "Home", "properties": {"path": "/"}}),
        ("identify", {**who, "traits": {"email": email, "seats": 3}}),
        ("track", {**who, "event": "Demo Watched", "properties": {"minutes": 3}}),
        ("screen", {**who, "name": "Prices"}),
        ("group", {**who, "groupId": "initech", "traits": {"name": "Initech"}}),
    ]
    return segment_node.send(stack.told["api"], stack.told["write_key"], calls)


@pytest.mark.parametrize("sdk", [with_python, with_node])
def test_what_an_sdk_sends_is_one_person_with_one_past(stack, sdk):
    visitor, email = f"visitor of {sdk.__name__}", f"{sdk.__name__}@example.org".replace("_", "-")

    assert sdk(stack, visitor, email) == []

    def whole():
        found = stack.contact(email)
        shown = stack.admin(f"contacts/{found['id']}") if found else {"timeline": ()}
        return shown if "Group Joined" in [e["event"] for e in shown["timeline"]] else None

    shown = until(f"the past of {email}", whole)
    told = {e["event"]: e["properties"] for e in shown["timeline"]}
    assert told["Page Viewed"] == {"path": "/", "name": "Home"}
    assert told["Demo Watched"] == {"minutes": 3}
    assert told["Screen Viewed"] == {"name": "Prices"}
    assert told["Group Joined"] == {"groupId": "initech", "traits": {"name": "Initech"}}
    traits = {"email": email, "seats": 3, "account": "initech", "company": "Initech"}
    assert shown["traits"] == traits


def test_a_browsers_script_is_led_back_to_the_stack_that_it_asked(stack):
    key = stack.told["write_key"]

    answer = stack.send("GET", f"/v1/projects/{key}/settings")

    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    leads = answer.json["integrations"]["Segment.io"]
    assert f"{leads['protocol']}://{leads['apiHost']}" == f"{stack.told['api']}/v1"
    assert urlsplit(stack.told["api"]).scheme == "http"
    call = {"anonymousId": "a browser", "event": "Looked", "writeKey": key}
    there = f"{leads['protocol']}://{leads['apiHost']}/t"
    sent = stack.send("POST", there, json.dumps(call).encode(), content_type="text/plain")
    assert (sent.status, sent.json) == (200, {"success": True})
