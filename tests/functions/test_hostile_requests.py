"""Requests that nobody means well: no function breaks, answers with a server fault or reflects."""

import base64
import json
import random

import pytest

import collect
import forms
import links
from kweek.core.tokens import sign

ROUNDS = 7_000  # by three functions
MARK = "<script>alert(1)</script>"
KINDS = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "multipart/form-data; boundary=" + "b" * 500,
    "text/plain",
    "\x00",
    "",
)
PIECES = (
    b"",
    b"{",
    b'{"batch":[',
    b'{"type":"track","userId":"u","event":"' + MARK.encode() + b'"}',
    b'{"type":"identify","userId":"u","traits":{"email":"' + MARK.encode() + b'@x"}}',
    b'{"email":"a@example.com","_consent":true,"_t":"v1.1.f.x.y"}',
    b'"\\ud800"',
    b"]}",
    b"[" * 500,
    b"email=a%40example.com&_consent=on&_t=" + MARK.encode(),
    b"first_name=" + MARK.encode() + b"&country=" + b"%ff%00%0d%0aSet-Cookie:x",
    b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n' + MARK.encode() + b"\r\n--b--",
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" * 50,
    b"\x1f\x8b\x08",
    b"\xff\xfe\x00",
    b"1e999",
    b"x" * 70_000,
    b"=&" * 300,
)
WORDS = ("ebook", "track", "batch", "identify", "..", "%2e%2e", "\ud800", MARK, "v1.1.o.x.y", "")


def hostile(chance, tokens):
    body = b"".join(chance.choices(PIECES, k=chance.randint(0, 4)))
    flag = chance.random() < 0.5
    encoded = base64.b64encode(body).decode() if flag else body.decode(errors="replace")
    word = chance.choice(WORDS + tokens)
    place = chance.choice(["o", "c", "u", "h", "f", "v1", ""])
    return {
        "rawPath": f"/{place}/{word}",
        "pathParameters": chance.choice([None, {"proxy": word, "form": word, "token": word}]),
        "queryStringParameters": chance.choice([None, {"anonymous_id": MARK}]),
        "headers": {
            "content-type": chance.choice(KINDS),
            "authorization": chance.choice(["", "Basic", "Basic ?", "Basic " + "A" * 5_000]),
            "user-agent": MARK,
        },
        "requestContext": {
            "requestId": "r",
            "http": {"method": chance.choice(["GET", "HEAD", "POST", "OPTIONS", "PATCH"])},
        },
        "body": chance.choice([encoded, encoded[:-1], None]),
        "isBase64Encoded": flag,
    }


@pytest.mark.usefixtures("edge")
def test_no_hostile_request_breaks_a_function_or_comes_back_in_an_answer(keys, environment):
    queued = []
    environment.setattr(collect, "send", queued.extend)
    environment.setattr(forms, "send", queued.extend)
    environment.setattr(links, "send", queued.extend)
    tokens = (
        sign(keys.signing, "1", "o", ["ada", "send-1"])[:-1],
        sign(keys.signing, "2", "c", ["ada", "send-1", "link-1"]),
    )
    statuses = set()
    chance = random.Random(11)  # noqa: S311 - the same requests each time

    for _ in range(ROUNDS):
        event = hostile(chance, tokens)
        for function in (collect, forms, links):
            result = function.handler(event, None)
            statuses.add(result["statusCode"])
            assert "location" not in result["headers"]
            assert "set-cookie" not in result["headers"]
            if result["headers"].get("content-type", "").startswith("text/html"):
                assert MARK not in result["body"]

    assert statuses == {200, 204, 400, 401, 404, 405, 422}
    json.dumps([message.as_json() for message in queued]).encode()
    assert {message.type for message in queued} <= {"form"}
