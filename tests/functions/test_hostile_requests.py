"""Requests that nobody means well: no function breaks, leads elsewhere, writes or reflects."""

import json
import random
from collections import Counter

import pytest
from hostile import reflected, request

import api
import collect
import forms
import links
from kweek.core.tokens import sign
from kweek.shell import admin, browsing, signed_call
from tests.stack import table

FUNCTIONS = (collect, forms, links, api)
STORED = {"https://www.example.com/thanks", "https://www.example.com/cases"}
#: What only hostile requests are answered with, and the few that happen to be sound.
REFUSED = {400, 401, 403, 404, 405, 422}
SOUND = {200, 204, 302, 303}
MORE = [
    pytest.param(2_500, marks=pytest.mark.slow),
    pytest.param(25_000, marks=pytest.mark.night),
]


@pytest.fixture
def queued(edge, environment):  # noqa: ARG001 - the edge is what they work with
    """Every message that would have been queued."""
    messages = []
    for function in (collect, forms, links):
        environment.setattr(function, "send", messages.extend)
    return messages


@pytest.fixture
def writes(environment):
    """Every call to AWS without a client, but reading the secret or a link."""
    made, real = [], signed_call.transmit

    def transmit(asked):
        operation = asked.headers["X-Amz-Target"].partition(".")[2]
        if operation not in ("GetSecretValue", "GetItem"):
            made.append(operation)
        return real(asked)

    environment.setattr(signed_call, "transmit", transmit)
    return made


@pytest.mark.parametrize("rounds", [250, *MORE])
def test_no_hostile_request_breaks_a_function_or_comes_back_in_an_answer(
    queued, writes, keys, environment, rounds, proven
):
    """Each round is one request to each of the four public functions."""
    environment.setattr(browsing, "by_address", None)  # the admin API must not come so far
    environment.setattr(admin, "desk", None)
    valid = sign(keys.signing, "1", "o", ["ada", "send-1"])
    tokens = (
        valid[:-1],
        valid.upper(),
        valid + "=",
        sign(keys.signing, "2", "c", ["ada", "send-1", "link-1"]),
        sign(keys.signing, "1", "f", ["ebook", 1]),
    )
    statuses = Counter()
    chance = random.Random(rounds)  # noqa: S311 - the same requests each time

    for _ in range(rounds):
        event = request(chance, tokens, keys.write_key)
        for function in FUNCTIONS:
            before = len(queued)
            result = function.handler(event, None)
            status = result["statusCode"]
            statuses[int(status)] += 1
            headers = {name.lower(): value for name, value in result.get("headers", {}).items()}
            assert reflected(result) == [], (function.__name__, event, result)
            assert "set-cookie" not in headers
            assert headers.get("location", next(iter(STORED))) in STORED
            assert status not in REFUSED or len(queued) == before, (status, event)

    assert set(statuses) <= REFUSED | SOUND
    assert set(statuses) >= {200, 400, 401, 404, 405, 422}
    assert (writes, table.items()) == ([], [])
    json.dumps([message.as_json() for message in queued]).encode()
    assert all(message.contact is None for message in queued)  # only a token names a contact
    asked = f"{rounds * len(FUNCTIONS):,} requests (seed {rounds}) to {len(FUNCTIONS)} functions"
    proven("hostile requests", f"{asked}: 0 server errors, 0 writes, 0 reflected, 0 led astray")


def test_a_flood_of_one_sender_is_braked_and_others_are_not(queued, keys, environment):
    environment.setattr(collect, "BRAKE", collect.Brake())

    def tracked(sender, events):
        calls = [{"type": "track", "userId": sender, "event": "E"}] * events
        body = json.dumps({"writeKey": keys.write_key, "batch": calls})
        context = {"requestId": "r", "http": {"method": "POST"}}
        asked = {"pathParameters": {"proxy": "batch"}, "requestContext": context, "body": body}
        return collect.handler(asked, None)

    answers = [tracked("one", 1_000) for _ in range(8)]

    assert [answer["statusCode"] for answer in answers][:1] == [200]
    assert {answer["statusCode"] for answer in answers[2:]} == {429}
    assert all(int(answer["headers"]["retry-after"]) > 0 for answer in answers[2:])
    assert len(queued) <= 2_000
    assert tracked("another", 1)["statusCode"] == 200
