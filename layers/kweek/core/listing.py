"""Lists of the admin API: journeys, segments and who is in them, leads that were handed over."""

from collections.abc import Iterable, Mapping
from typing import Any

from kweek.core.contact import Contact, Send
from kweek.core.enrolment import Enrolment
from kweek.core.holds import EVERY, FENCE
from kweek.core.known import ACCEPTED
from kweek.core.rule_words import in_words
from kweek.core.times import Instant, iso

ALL = (EVERY, FENCE)
Raw = Mapping[str, Any]  # rules.json as it was written: it also has what deciding does not need


def predicates(raw: Raw) -> dict[str, Any]:
    """What conditions may speak of: predicates and sequences, by id."""
    return {**raw["predicates"], **raw.get("sequences", {})}


def journeys(raw: Raw, paused: Mapping[str, Instant]) -> list[dict[str, Any]]:
    """Every journey's name and state, and since when its mail is held."""
    return [
        {
            "journey": name,
            "title": one["title"],
            "status": one["status"],
            "paused": _since(name, paused),
        }
        for name, one in raw["journeys"].items()
    ]


def _since(journey: str, paused: Mapping[str, Instant]) -> str | None:
    since = min((paused[key] for key in (journey, *ALL) if key in paused), default=None)
    return iso(since) if since is not None else None


def switch(paused: Mapping[str, Instant]) -> dict[str, Any]:
    """The pause switch; `all` for all journeys, behind the fence too."""
    return {
        "all": _since(EVERY, paused),
        "journeys": {name: iso(at) for name, at in sorted(paused.items()) if name not in ALL},
    }


def segments(raw: Raw) -> list[dict[str, str]]:
    """Every segment, and its rule in words."""
    known = predicates(raw)
    return [
        {"segment": name, "rule": in_words(rule, known)} for name, rule in raw["segments"].items()
    ]


def members(segment: str, contacts: Iterable[Contact]) -> list[dict[str, Any]]:
    """Those of the contacts that are in a segment."""
    return [
        {"id": one.id, "email": one.address, "since": iso(one.segments[segment])}
        for one in contacts
        if segment in one.segments
    ]


def handoffs(contacts: Iterable[Contact]) -> list[dict[str, Any]]:
    """The leads whose run still stands at, or beyond, a hand-off of theirs."""
    return [
        _handoff(contact, send, contact.enrolments[send.run])
        for contact in contacts
        for send_id, send in contact.sends.items()
        if send.to_owner and _handed_over(contact.enrolments.get(send.run), send_id, send)
    ]


def _handed_over(run: Enrolment | None, send_id: str, send: Send) -> bool:
    """A notice that nobody is asked to accept is none."""
    if run is None or run.status != "active":
        return False
    return ACCEPTED in send.clicked or (run.wait is not None and run.wait.send == send_id)


def _handoff(contact: Contact, send: Send, run: Enrolment) -> dict[str, Any]:
    accepted = send.clicked.get(ACCEPTED)
    open_until = run.wait.deadline if run.wait is not None and accepted is None else None
    return {
        "contact": contact.id,
        "email": contact.address,
        "journey": send.journey,
        "run": send.run,
        "step": send.step,
        "since": iso(send.at),
        "until": iso(open_until) if open_until is not None else None,
        "accepted": iso(accepted) if accepted is not None else None,
    }
