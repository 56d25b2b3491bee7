"""What a request below /v1 asks for: messages to take, or the answer that it gets."""

from typing import NamedTuple

from kweek.core import write_key
from kweek.core.bodies import read_json, unpacked
from kweek.core.calls import KINDS, SHORT
from kweek.core.incoming import Incoming
from kweek.core.sdk_settings import key_of, settings_document
from kweek.core.tracking import LARGEST_BODY, Arrival, take
from kweek.core.web import Answer, Request, json_answer, not_allowed, preflight

TAKEN = (*KINDS, "batch")
FRESH = 300  # seconds for which a browser need not ask for the settings again
SUCCESS = json_answer(200, {"success": True})


class Place(NamedTuple):
    """The stack that is asked: its write key, and its address for the world."""

    write_key: str
    url: str


def asked(request: Request, place: Place, arrival: Arrival) -> Answer | list[Incoming]:
    """The messages of a request, all of them or none; or the answer to any other request."""
    path = request.path.get("proxy", "")
    if key := key_of(path):
        return _settings(request, key, place)
    kind = SHORT.get(path, path)
    if request.method == "OPTIONS":
        return preflight("POST")
    if kind not in TAKEN:
        taken = " and ".join(TAKEN)
        return _refused(404, "not_found", f"/v1/{kind[:40]} is not taken; {taken} are")
    if request.method != "POST":
        return not_allowed("POST")
    return _messages(request, kind, place, arrival)


def too_many(seconds: int) -> Answer:
    """One sender floods: come back in so many seconds."""
    why = "one sender sends too many events; wait and retry"
    return _refused(429, "too_many", why, {"retry-after": str(seconds)})


def _settings(request: Request, key: str, place: Place) -> Answer:
    if request.method == "OPTIONS":
        return preflight("GET")
    if not request.shows:
        return not_allowed("GET")
    if not write_key.fits(key, place.write_key):
        return _refused(404, "not_found", "this is not the write key of this stack")
    document = settings_document(key, place.url)
    return json_answer(200, document, {"cache-control": f"public, max-age={FRESH}"})


def _messages(
    request: Request, kind: str, place: Place, arrival: Arrival
) -> Answer | list[Incoming]:
    key = write_key.given_in_header(request.headers.get("authorization", ""))
    key = key or write_key.given_in_query(request.query)
    try:
        body = read_json(unpacked(request.body, LARGEST_BODY))
        if not write_key.fits(key or write_key.given_in_body(body), place.write_key):
            return _refused(401, "unauthorized", "the write key is missing or not this stack's")
        return take(kind, body, arrival)
    except ValueError as wrong:
        return _refused(400, "bad_request", str(wrong))


def _refused(status: int, code: str, why: str, headers: dict[str, str] | None = None) -> Answer:
    return json_answer(status, {"success": False, "code": code, "message": why}, headers)
