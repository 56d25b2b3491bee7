"""Bad input at the edges: each is told what is wrong, and none of it is taken."""

import json

import pytest

pytestmark = pytest.mark.e2e


def post(stack, kind, body, **headers):
    given = {"content_type": "application/json", "authorization": stack.basic, **headers}
    return stack.send("POST", f"/v1/{kind}", body, **given)


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("track", {"event": "Looked"}, "anonymousId or userId is required"),
        ("track", {"anonymousId": "a"}, "event: field required"),
        ("page", {"anonymousId": "a", "timestamp": "soon"}, "timestamp: this is no ISO 8601"),
        ("identify", {"anonymousId": "a", "traits": {"email": "no"}}, "traits.email: "),
        ("alias", {"userId": "a"}, "previousId: field required"),
        ("batch", {"batch": []}, "batch: a list with at least one event is required"),
        ("batch", {"batch": [{"type": "dance"}]}, "batch[0].type: 'dance' is none of"),
    ],
)
def test_a_call_that_is_wrong_is_told_where_and_why(stack, kind, body, reason):
    answer = post(stack, kind, json.dumps(body).encode())

    assert answer.status == 400
    assert (answer.json["success"], answer.json["code"]) == (False, "bad_request")
    assert reason in answer.json["message"]


def test_a_body_that_is_no_json_is_refused(stack):
    answer = post(stack, "track", b"event=Looked")

    assert (answer.status, answer.json["code"]) == (400, "bad_request")


def test_an_event_over_32_kilobytes_is_refused(stack):
    call = {"anonymousId": "a", "event": "Looked", "properties": {"long": "x" * 33_000}}
    answer = post(stack, "track", json.dumps(call).encode())

    assert answer.status == 400
    assert "an event may have 32 KB" in answer.json["message"]


def test_a_wrong_key_is_refused_and_the_one_in_the_body_is_good_enough(stack):
    call = {"anonymousId": "the-key-in-the-body", "event": "Looked"}
    wrong = post(stack, "track", json.dumps(call).encode(), authorization="Basic bm9wZTo=")
    inside = json.dumps({**call, "writeKey": stack.told["write_key"]}).encode()
    right = post(stack, "track", inside, authorization="")

    assert (wrong.status, wrong.json["code"]) == (401, "unauthorized")
    assert (right.status, right.json) == (200, {"success": True})


def test_the_admin_api_wants_its_token(stack):
    for token in ("", "Bearer nope", stack.basic):
        answer = stack.send("GET", "/api/v1/contacts?email=a@example.org", authorization=token)
        assert answer.status == 401


def test_the_admin_api_says_that_it_knows_nobody(stack):
    assert stack.admin("contacts?email=nobody@example.org") == {"contacts": [], "next": None}
    assert stack.admin("contacts/nobody") is None
    assert stack.admin("journeys/nothing/report") is None
