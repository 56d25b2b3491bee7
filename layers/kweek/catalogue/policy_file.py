"""`policy.yaml`: who sends, what needs a yes, when we keep quiet, and who takes a hand-off."""

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field

from kweek.catalogue.conditions import read_condition
from kweek.catalogue.mail_file import Accepted, Sender, Text
from kweek.catalogue.only_to import read_only_to
from kweek.catalogue.pace import read_pace
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import Shape, read
from kweek.catalogue.small_words import time_of_day

#: What SES lets a new account send in a second.
MAIL_RATE = 14.0


class _Topic(Shape):
    title: Text
    consent: Literal["required", "none"] = "required"


class _Hours(Shape):
    from_: str = Field(alias="from")
    to: str


class _Owner(Shape):
    name: Text
    address: Text


class _Case(Shape):
    if_: Any = Field(None, alias="if")
    to: _Owner | None = None
    otherwise: _Owner | None = None


class _Policy(Shape):
    sender: Sender
    postal_address: Text
    website: Text
    time_zone: Text
    topics: Annotated[dict[str, _Topic], Field(min_length=1)]
    quiet_hours: _Hours | None = None
    caps: Any = None
    gap: Any = None
    owners: dict[str, list[Any]] = Field(default_factory=dict)
    mail_rate: Annotated[float, Field(gt=0)] = MAIL_RATE
    pace: str | None = None
    accept: Accepted = Field(default_factory=dict)
    only_to: Any = None


def read_policy(piece: Piece, scope: Scope) -> dict[str, Any]:
    """The policy, with the owners' rules compiled."""
    said = read(_Policy, piece, scope.problems)
    if said is None:
        return {}
    _check_zone(piece["time_zone"], scope)
    for key in ("caps", "gap"):
        if found := piece.get(key):
            scope.problems.add(found.not_yet(f"`{key}`"))
    if hours := piece.get("quiet_hours"):
        time_of_day(hours["from"], scope.problems)
        time_of_day(hours["to"], scope.problems)
    _check_address(piece["sender"]["address"], scope)
    read_pace(piece.get("pace"), scope.problems)
    owners = piece.get("owners")
    return {
        "sender": said.sender.model_dump(),
        "postal_address": said.postal_address,
        "website": said.website,
        "time_zone": said.time_zone,
        "topics": {name: topic.model_dump() for name, topic in said.topics.items()},
        "quiet_hours": said.quiet_hours.model_dump(by_alias=True) if said.quiet_hours else None,
        "owners": {name: _owner(one, scope) for name, one in owners.items()} if owners else {},
        "mail_rate": said.mail_rate,
        "only_to": read_only_to(piece.get("only_to"), scope.problems),
    }


def _owner(piece: Piece, scope: Scope) -> list[dict[str, Any]]:
    """Rules tried in order; the last says who takes the rest."""
    cases: list[dict[str, Any]] = []
    for case in piece.list():
        said = read(_Case, case, scope.problems)
        if said is None:
            continue
        if said.otherwise:
            _check_address(case["otherwise"]["address"], scope)
            cases.append({"otherwise": said.otherwise.model_dump()})
        elif said.to and case.get("if"):
            _check_address(case["to"]["address"], scope)
            condition = read_condition(case["if"], scope)
            cases.append({"if": condition, "to": said.to.model_dump()})
        else:
            scope.problems.add(case.problem("is no rule", "write { if: …, to: … }"))
    if not cases or [case for case in cases if "otherwise" in case] != cases[-1:]:
        text = "does not say who takes the rest"
        scope.problems.add(piece.problem(text, "end with { otherwise: { name:, address: } }"))
    return cases


def _check_zone(piece: Piece, scope: Scope) -> None:
    try:
        ZoneInfo(piece.data)
    except (ZoneInfoNotFoundError, ValueError):
        scope.problems.add(piece.problem(f"{piece.shown} is no time zone", "write Europe/Paris"))


def _check_address(piece: Piece, scope: Scope) -> None:
    name, at, domain = str(piece.data).partition("@")
    if not (name and at and "." in domain) or " " in piece.data:
        scope.problems.add(piece.problem(f"{piece.shown} is no address"))
