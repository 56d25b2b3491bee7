"""What a webhook sends and how it is signed; what is taken from the answer, and what is not."""

import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kweek.core.contact import Contact, Trait
from kweek.core.ids import digest
from kweek.core.step_message import StepMessage
from kweek.core.webhook_call import (
    MOST_ANSWER,
    MOST_SHOWN,
    Reply,
    Request,
    answered,
    headers,
    kept,
    request,
    shown,
)


def asks(**step):
    said = {"name": "tell", "do": "webhook", "url": "https://example.org/x", "timeout": 10, **step}
    return StepMessage("drip", said, "ada", "run-1", 0, 2, 1_000, "token")


ADA = Contact("ada", address="ada@example.org", traits={"plan": Trait("pro", 1)})


def test_a_call_carries_who_and_where_and_the_values_that_its_step_sends():
    send = {
        "plan": {"ref": ["contact", "plan"]},
        "to": {"ref": ["contact", "email"]},
        "items": [{"ref": ["entry", "cart", "id"]}, "literal"],
        "missing": {"ref": ["entry", "none"]},
    }

    asked = request(ADA, asks(send=send, timeout=10), {"cart": {"id": 7}})

    call_id = digest("run-1", "tell", "2")
    assert (asked.id, asked.url, asked.timeout) == (call_id, "https://example.org/x", 10)
    assert json.loads(asked.body) == {
        "id": call_id,
        "journey": "drip",
        "step": "tell",
        "run": "run-1",
        "contact": "ada",
        "event": "webhook",
        "data": {"plan": "pro", "to": "ada@example.org", "items": [7, "literal"], "missing": None},
    }


def test_every_try_is_the_same_call_and_another_lap_is_another():
    first, again = (request(ADA, asks(), {}) for _ in range(2))

    assert first == again
    assert json.loads(first.body)["data"] == {}
    assert first.id != digest("run-1", "tell", "3")


def test_no_call_outlives_its_function():
    assert request(ADA, asks(timeout=600), {}).timeout == 20


def test_the_receiver_can_reckon_the_signature_from_the_time_and_the_body():
    asked = Request("id-1", "https://example.org/", b'{"id":"id-1"}', 10)

    sent = headers(asked, "the key", 1_800_000_000)

    mac = hmac.new(b"the key", b'1800000000.{"id":"id-1"}', hashlib.sha256).hexdigest()
    assert sent == {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "Kweek",
        "Idempotency-Key": "id-1",
        "Kweek-Signature": f"t=1800000000,v1={mac}",
    }


@pytest.mark.parametrize(
    ("reply", "done", "again"),
    [
        *((Reply(status), True, False) for status in (200, 201, 202, 204, 299)),
        *((Reply(status), False, True) for status in (408, 429, 500, 502, 503, 504, 599)),
        *((Reply(s), False, False) for s in (103, 301, 302, 304, 307, 308, 400, 401, 404, 410)),
        (Reply(reason="no answer", passing=True), False, True),
        (Reply(reason="not a public address"), False, False),
    ],
)
def test_a_reply_is_done_or_worth_another_try_or_neither(reply, done, again):
    assert (reply.done, reply.again) == (done, again)


def test_traits_are_found_by_their_paths_into_the_answer():
    answer = {"crm": {"id": 7, "open": False, "rate": 0.5}, "owners": [{"name": "Bo"}]}
    keep = {
        "crm_id": "crm.id",
        "crm_open": "crm.open",
        "rate": "crm.rate",
        "owner": "owners.0.name",
    }

    found = kept(answer, keep)

    assert found == {"crm_id": 7, "crm_open": False, "rate": 0.5, "owner": "Bo"}


@pytest.mark.parametrize(
    "value",
    [None, {"a": 1}, [1], "x" * 501, 10**16, -(10**400), 1e300],
    ids=["null", "object", "list", "long text", "large", "absurd", "float"],
)
def test_what_is_no_plain_value_of_a_trait_is_not_kept(value):
    assert kept({"a": value}, {"trait": "a"}) == {}


@pytest.mark.parametrize("answer", [None, 7, "text", [], {"a": "b"}])
def test_a_path_that_leads_nowhere_keeps_nothing(answer):
    assert kept(answer, {"t": "a.b", "u": "0.1", "v": "9"}) == {}


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"", None),
        (b"<html>", None),
        (b'{"a": NaN}', None),
        (b'"\\ud800"', None),
        (b"\xff\xfe", None),
        (b"[" * 60_000, None),
        (b'"' + b"x" * MOST_ANSWER + b'"', None),
    ],
    ids=["JSON", "empty", "HTML", "NaN", "surrogate", "no UTF-8", "deep", "too long"],
)
def test_an_answer_is_json_that_could_be_written_again_or_nothing(content, value):
    assert answered(Reply(200, content)) == value


def test_the_timeline_gets_the_beginning_of_an_answer():
    assert shown({"a": "é", "b": [1]}) == '{"a":"é","b":[1]}'
    assert shown("x" * 5_000) == '"' + "x" * (MOST_SHOWN - 1)


@given(st.binary(max_size=200), st.dictionaries(st.text(max_size=5), st.text(max_size=9)))
def test_no_answer_whatever_breaks_what_is_taken_from_it(content, keep):
    found = kept(answered(Reply(200, content)), keep)

    assert json.loads(json.dumps(found)) == found
