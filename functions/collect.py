"""Segment's HTTP tracking API -> the events queue: a whole request, or none of it."""

import time
from typing import Any

from kweek.core import write_key
from kweek.core.bodies import read_json, unpacked
from kweek.core.calls import KINDS, SHORT
from kweek.core.sdk_settings import key_of, settings_document
from kweek.core.tracking import LARGEST_BODY, Arrival, take
from kweek.core.web import Answer, Request, json_answer, not_allowed, preflight
from kweek.shell.brake import Brake
from kweek.shell.clock import machine_now
from kweek.shell.intake import send
from kweek.shell.secrets import secret
from kweek.shell.settings import settings

TAKEN = (*KINDS, "batch")
FRESH = 300  # seconds for which a browser need not ask for the settings again
BRAKE = Brake()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request below /v1."""
    request = Request.read(event)
    path = request.path.get("proxy", "")
    asked = key_of(path)
    answer = _settings(request, asked) if asked else _answer(request, SHORT.get(path, path))
    return answer.to(request)


def _settings(request: Request, key: str) -> Answer:
    if request.method == "OPTIONS":
        return preflight("GET")
    if not request.shows:
        return not_allowed("GET")
    if not write_key.fits(key, secret().keys.write_key):
        return _refused(404, "not_found", "this is not the write key of this stack")
    document = settings_document(key, settings().public_url)
    return json_answer(200, document, {"cache-control": f"public, max-age={FRESH}"})


def _answer(request: Request, kind: str) -> Answer:
    if request.method == "OPTIONS":
        return preflight("POST")
    if kind not in TAKEN:
        return _refused(
            404, "not_found", f"/v1/{kind[:40]} is not taken; {' and '.join(TAKEN)} are"
        )
    if request.method != "POST":
        return not_allowed("POST")
    return _collect(request, kind)


def _collect(request: Request, kind: str) -> Answer:
    key = write_key.given_in_header(request.headers.get("authorization", ""))
    key = key or write_key.given_in_query(request.query)
    expected = secret().keys.write_key
    try:
        body = read_json(unpacked(request.body, LARGEST_BODY))
        if not write_key.fits(key or write_key.given_in_body(body), expected):
            return _refused(401, "unauthorized", "the write key is missing or not this stack's")
        messages = take(kind, body, _arrival())
    except ValueError as wrong:
        return _refused(400, "bad_request", str(wrong))
    if seconds := BRAKE.seconds_to_wait((each.sender for each in messages), time.monotonic()):
        wait = {"retry-after": str(seconds)}
        return _refused(429, "too_many", "one sender sends too many events; wait and retry", wait)
    send(messages)
    return json_answer(200, {"success": True})


def _arrival() -> Arrival:
    clock, machine = settings().clock, machine_now()
    return Arrival(clock.campaign(machine), machine, clock.speed)


def _refused(status: int, code: str, why: str, headers: dict[str, str] | None = None) -> Answer:
    return json_answer(status, {"success": False, "code": code, "message": why}, headers)
