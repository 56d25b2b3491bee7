"""From Segment's HTTP tracking API to the messages Kweek takes in: all of a request, or none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from kweek.core.calls import KINDS, Alias, AnyCall, Group, Identify, Page, Screen, Seen, Track
from kweek.core.ids import digest
from kweek.core.incoming import Incoming, Kind
from kweek.core.times import Instant

LARGEST_EVENT = 32 * 1024
LARGEST_BODY = 500 * 1024
LONGEST_CONTEXT = 1_000  # characters of a URL, a title or a campaign's name that are kept
MOST_EVENTS = 2_500  # of a batch: all are in the queue before it is answered
MOST_PROBLEMS = 10  # named in one answer
EARLIEST = Instant(1)
#: What is kept of a call's context; an address of the network is not.
PAGE_FIELDS = ("path", "url", "title", "referrer")
CAMPAIGN_FIELDS = ("name", "source", "medium", "term", "content")


class Refused(ValueError):
    """Nothing of a request was taken; says which places of it are wrong, and why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems[:MOST_PROBLEMS]))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a request arrived, by both clocks, and how fast the campaign runs."""

    received_at: Instant
    machine: int  # the same moment in machine milliseconds
    speed: float

    def event_time(self, happened: int | None, sent: int | None) -> Instant:
        """The campaign's instant of what the client's clock calls `happened`.

        A client's clock may be wrong by any amount; how long ago it was when it was sent is
        right all the same.
        """
        if happened is None:
            return self.received_at
        ago = (self.machine if sent is None else sent) - happened
        return max(EARLIEST, Instant(self.received_at - round(max(0, ago) * self.speed)))


def take(kind: str, body: Any, arrival: Arrival) -> list[Incoming]:
    """The messages in the body of `/v1/<kind>`; Refused when any part of it is wrong."""
    if not isinstance(body, Mapping):
        raise Refused(["the body: a JSON object is required"])
    if kind != "batch":
        places = {"": {**body, "type": kind}}
        return _taken(places, None, arrival)
    batch = body.get("batch")
    if not isinstance(batch, list) or not batch:
        raise Refused(["batch: a list with at least one event is required"])
    if len(batch) > MOST_EVENTS:
        raise Refused([f"batch: {len(batch)} events are too many; send {MOST_EVENTS} at a time"])
    places = {f"batch[{place}]": call for place, call in enumerate(batch)}
    return _taken(places, body.get("sentAt"), arrival)


def _taken(places: Mapping[str, Any], sent_at: Any, arrival: Arrival) -> list[Incoming]:
    problems: list[str] = []
    messages = []
    # A client makes many calls in one millisecond, and a timeline must tell which came first:
    # each is received one later than the one before it.
    for number, (place, given) in enumerate(places.items()):
        try:
            call = _call(place, given, sent_at)
            messages.append(_message(call, given, arrival, Instant(arrival.received_at + number)))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return messages


def _call(place: str, given: Any, sent_at: Any) -> AnyCall:
    if not isinstance(given, Mapping):
        raise Refused([f"{place}: a JSON object is required"])
    model = KINDS.get(str(given.get("type")))
    if model is None:
        known = ", ".join(KINDS)
        raise Refused([f"{_at(place, 'type')}: {given.get('type')!r:.40} is none of {known}"])
    _check_size(place, given)
    try:
        return model.model_validate({"sentAt": sent_at, **given})
    except ValidationError as wrong:
        raise Refused([_problem(place, error) for error in wrong.errors()]) from None


def _check_size(place: str, given: Mapping[str, Any]) -> None:
    try:
        size = len(json.dumps(given, ensure_ascii=False, allow_nan=False).encode())
    except ValueError:
        raise Refused([f"{place or 'the body'}: a number in it is too large"]) from None
    if size > LARGEST_EVENT:
        raise Refused([f"{place or 'the body'}: an event may have 32 KB, this has {size} bytes"])


def _problem(place: str, error: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in error["loc"])
    reason = str(error["msg"]).removeprefix("Value error, ")
    return f"{_at(place, where) or 'the body'}: {reason[:1].lower()}{reason[1:]}"


def _at(place: str, field: str) -> str:
    return ".".join(part for part in (place, field) if part)


def _message(
    call: AnyCall, given: Mapping[str, Any], arrival: Arrival, received_at: Instant
) -> Incoming:
    event, properties, traits = _content(call)
    happened = call.original_timestamp if call.original_timestamp is not None else call.timestamp
    return Incoming(
        id=call.message_id or _hash(given),
        type=_kind(call),
        event=event,
        at=arrival.event_time(happened, call.sent_at),
        received_at=received_at,
        anonymous_id=call.anonymous_id,
        user_id=call.user_id,
        address=call.traits.email if isinstance(call, Identify) else None,
        previous_id=call.previous_id if isinstance(call, Alias) else None,
        properties=properties,
        traits=traits,
    )


def _hash(given: Mapping[str, Any]) -> str:
    # Not what says when it was sent or by whom: a second try differs there.
    told = {name: value for name, value in given.items() if name not in ("sentAt", "writeKey")}
    return digest("body", json.dumps(told, sort_keys=True))


def _kind(call: AnyCall) -> Kind:
    return "track" if isinstance(call, Screen) else call.type


def _content(call: AnyCall) -> tuple[str, dict[str, Any], dict[str, Any]]:
    match call:
        case Track():
            return call.event, {**_context(call, page=True), **call.properties}, {}
        case Page():
            return "Page Viewed", _page_properties(call), {}
        case Screen():
            return "Screen Viewed", {**_context(call, page=False), **_named(call)}, {}
        case Identify():
            return "Identified", {}, call.traits.given()
        case Group():
            about = {"traits": call.traits} if call.traits else {}
            return "Group Joined", {"groupId": call.group_id, **about}, {"account": call.group_id}
        case Alias():
            return "Aliased", {}, {}


def _page_properties(call: Page) -> dict[str, Any]:
    told = {**_kept(call.context.get("page"), PAGE_FIELDS), **_named(call)}
    if "path" not in told and isinstance(told.get("url"), str):
        told["path"] = _path(told["url"])
    return {**_context(call, page=False), **told}


def _named(call: Seen) -> dict[str, Any]:
    named = {"name": call.name, "category": call.category}
    return {**{name: value for name, value in named.items() if value}, **call.properties}


def _path(url: str) -> str:
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return "/"


def _context(call: AnyCall, *, page: bool) -> dict[str, Any]:
    kept = {
        "page": _kept(call.context.get("page"), PAGE_FIELDS) if page else {},
        "campaign": _kept(call.context.get("campaign"), CAMPAIGN_FIELDS),
    }
    told = {name: fields for name, fields in kept.items() if fields}
    return {"context": told} if told else {}


def _kept(fields: Any, names: tuple[str, ...]) -> dict[str, str]:
    if not isinstance(fields, Mapping):
        return {}
    given = {name: fields.get(name) for name in names}
    return {
        name: value[:LONGEST_CONTEXT]
        for name, value in given.items()
        if isinstance(value, str) and value
    }
