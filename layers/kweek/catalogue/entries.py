"""`enter`: the ways into a journey."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from kweek.catalogue.event_conditions import read_event
from kweek.catalogue.moments import read_moment
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import did_you_mean
from kweek.catalogue.references import source_of
from kweek.catalogue.schedules import read_schedule
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import Shape, read
from kweek.catalogue.small_words import duration

Way: TypeAlias = dict[str, Any]

NO_ENTRY = ("has no meaning yet: this is what begins a run", "write a value, or one of `values`")


class _Event(Shape):
    event: Any
    where: dict[str, Any] | None = None


class _Segment(Shape):
    segment: Any
    members: Literal["all", "newcomers"] = "newcomers"
    every: str | None = None


class _Stage(Shape):
    stage: Any


class _Date(Shape):
    date: Any


class _Journey(Shape):
    journey: Any
    was: Literal["finished", "exited", "goal"] = "finished"


def read_enter(piece: Piece, scope: Scope) -> tuple[Way, ...]:
    """The ways in; a list means any of them."""
    begins = scope.refusing(*NO_ENTRY)
    if piece.data == []:
        scope.problems.add(piece.problem("must say one way in", _remedy("")))
    return tuple(way for each in piece.list() for way in _enter(each, begins))


def _enter(piece: Piece, scope: Scope) -> list[Way]:
    if piece.data == "manual":
        return [{"manual": True}]
    if isinstance(piece.data, dict) and "broadcast" in piece.data:
        scope.problems.add(piece["broadcast"].not_yet("entering by `broadcast`"))
        return []
    # `schedule` goes with a segment, so it is looked for first.
    kinds = [key for key in WAYS if key in piece.data] if isinstance(piece.data, dict) else []
    if not kinds or (len(kinds) > 1 and kinds != ["schedule", "segment"]):
        first = str(next(iter(piece.data), "") if isinstance(piece.data, dict) else piece.data)
        scope.problems.add(piece.problem("must say one way in", _remedy("" if kinds else first)))
        return []
    return WAYS[kinds[0]](piece, scope)


def _remedy(first: str) -> str:
    known = (*WAYS, "manual")
    return did_you_mean(first, known) or f"write one of: {', '.join(known)}"


def _event(piece: Piece, scope: Scope) -> list[Way]:
    if read(_Event, piece, scope.problems) is None:
        return []
    return [{"event": read_event(piece, scope)}]


def _segment(piece: Piece, scope: Scope) -> list[Way]:
    said = read(_Segment, piece, scope.problems)
    names = scope.names.all_known("segment", piece["segment"], scope.problems)
    if said is None:
        return []
    every = piece.get("every")
    length = duration(every, scope.problems) if every else None
    return [{"segment": name, "members": said.members, "every": length} for name in names]


def _stage(piece: Piece, scope: Scope) -> list[Way]:
    if read(_Stage, piece, scope.problems) is None:
        return []
    return [{"stage": list(scope.names.all_known("stage", piece["stage"], scope.problems))}]


def _date(piece: Piece, scope: Scope) -> list[Way]:
    if read(_Date, piece, scope.problems) is None:
        return []
    date = piece["date"]
    base, *_ = [*str(date.data).split(), ""]
    if source_of(base) != "entry":
        # A trait is known before a run begins; a property of its first event is not.
        moment = read_moment(date, scope.allowing_references())
        if "text" in moment:
            told = f"{date.shown} is the same day for all"
            remedy = "write $contact.renewal_date - 30d, or { schedule: … }"
            scope.problems.add(date.problem(told, remedy))
        return [{"date": moment}]
    read_moment(date, scope)
    return []


def _journey(piece: Piece, scope: Scope) -> list[Way]:
    said = read(_Journey, piece, scope.problems)
    names = scope.names.all_known("journey", piece["journey"], scope.problems)
    return [{"journey": list(names), "was": said.was}] if said else []


WAYS: Mapping[str, Callable[[Piece, Scope], list[Way]]] = MappingProxyType(
    {
        "event": _event,
        "schedule": read_schedule,
        "segment": _segment,
        "stage": _stage,
        "date": _date,
        "journey": _journey,
    }
)
