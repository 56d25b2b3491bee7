"""Compares what a story expects with what is seen, and says what is otherwise."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kweek.stories.seen import Seen

Names = str | Sequence[str]
OVER = ("finished", "exited", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """All that a story may expect at one moment; what is left as it stands is not asked."""

    sent: Names = ()
    not_sent: Names = ()
    mails: Sequence[str] | None = None
    told: Names = ()
    held: Names | Mapping[str, str] = ()
    at: str | None = None
    entered: int | None = None
    ended: bool | str | None = None
    exit: str | None = None
    goal: bool | None = None
    stage: str | None = None
    segment: Names = ()
    not_segment: Names = ()
    in_list: Names = ()
    trait: Mapping[str, Any] = field(default_factory=dict)


def surprises(asked: Expected, seen: Seen) -> list[str]:
    """What is not as it was expected, a sentence each."""
    found = (_of_mails, _of_notices, _of_run, _of_person)
    return [one for look in found for one in look(asked, seen)]


def _of_mails(asked: Expected, seen: Seen) -> Iterator[str]:
    went = f"sent were: {_listed(seen.mails)}"
    for name in _names(asked.sent):
        if name not in seen.mails:
            yield f"{name} was not sent; {went}"
    for name in _names(asked.not_sent):
        if name in seen.mails:
            yield f"{name} was sent"
    if asked.mails is not None and tuple(asked.mails) != seen.mails:
        yield f"not exactly {_listed(asked.mails)} came; {went}"


def _of_notices(asked: Expected, seen: Seen) -> Iterator[str]:
    for name in _names(asked.told):
        if name not in seen.notices:
            yield f"nobody of ours was told by {name}; notices were: {_listed(seen.notices)}"
    for name in _names(asked.held):
        if name not in seen.held:
            yield f"{name} was not held back; held were: {_listed(seen.held)}"
    for name, reason in asked.held.items() if isinstance(asked.held, Mapping) else ():
        if seen.held.get(name, reason) != reason:
            yield f"{name} was held back for another reason: {seen.held[name]}, not {reason}"


def _of_run(asked: Expected, seen: Seen) -> Iterator[str]:
    reason = seen.run.exit if seen.run else None
    stands = f"they are {seen.status}{f': {reason}' if reason else ''}"
    if not seen.status:
        stands = "they never entered"
    elif seen.status == "active":
        stands = f"they are at step {seen.step}"
    if asked.at is not None and (seen.status, seen.step) != ("active", asked.at):
        yield f"they are not at step {asked.at}; {stands}"
    if asked.entered is not None and asked.entered != seen.entered:
        yield f"they entered {seen.entered} times, not {asked.entered}"
    if asked.ended is not None and not _ended(asked.ended, seen.status):
        yield f"they should {_over(asked.ended)}; {stands}"
    if asked.exit is not None and asked.exit != reason:
        yield f"they did not leave for the reason '{asked.exit}'; {stands}"
    reached = seen.run is not None and seen.run.goal_at is not None
    if asked.goal is not None and asked.goal != reached:
        yield "the goal was reached" if reached else "the goal was not reached"


def _ended(asked: bool | str, status: str) -> bool:
    return status == asked if isinstance(asked, str) else (status in OVER) == asked


def _over(asked: bool | str) -> str:
    if isinstance(asked, str):
        return f"have {asked}"
    return "be through or out" if asked else "be under way"


def _of_person(asked: Expected, seen: Seen) -> Iterator[str]:
    contact = seen.contact
    if asked.stage is not None and asked.stage != contact.stage:
        yield f"their stage is {contact.stage}, not {asked.stage}"
    for name in _names(asked.segment):
        if name not in contact.segments:
            yield f"they are not in segment {name}; they are in: {_listed(contact.segments)}"
    for name in _names(asked.not_segment):
        if name in contact.segments:
            yield f"they are in segment {name}"
    for name in _names(asked.in_list):
        if name not in contact.lists:
            yield f"they are not on list {name}; they are on: {_listed(contact.lists)}"
    for name, value in asked.trait.items():
        if seen.trait(name) != value:
            yield f"their trait {name} is {seen.trait(name)!r}, not {value!r}"


def _names(said: Names | Mapping[str, str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _listed(names: Collection[str]) -> str:
    return ", ".join(names) or "none"
