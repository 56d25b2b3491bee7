"""`enter`, `re_entry` and `season`: how runs of a journey begin."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from kweek.catalogue.conditions import read_event
from kweek.catalogue.dollars import check_dollar, check_moment
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import did_you_mean
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import Shape, read
from kweek.catalogue.small_words import duration

AGAIN: dict[str, Any] = {"kind": "again"}

Way: TypeAlias = dict[str, Any]


class _Event(Shape):
    event: Any
    where: dict[str, Any] | None = None


class _Segment(Shape):
    segment: Any
    members: Literal["all", "newcomers"] = "newcomers"
    every: str | None = None


class _Stage(Shape):
    stage: Any


class _ReEntry(Shape):
    after: str | None = None
    key: str | None = None
    again: Literal["ignore", "restart", "refresh"] = "ignore"


def read_enter(piece: Piece, scope: Scope) -> tuple[Way, ...]:
    """The ways in; a list means any of them."""
    return tuple(way for each in piece.list() for way in _enter(each, scope))


def _enter(piece: Piece, scope: Scope) -> list[Way]:
    if piece.data == "manual":
        scope.problems.add(piece.not_yet("`manual` entry"))
        return []
    kinds = [key for key in piece.data if key in _WAYS] if isinstance(piece.data, dict) else []
    if len(kinds) != 1:
        first = str(next(iter(piece.data), "") if isinstance(piece.data, dict) else piece.data)
        remedy = did_you_mean(first, _WAYS) or f"write one of: {', '.join(_WAYS)}"
        scope.problems.add(piece.problem("must say one way in", remedy))
        return []
    return _WAYS[kinds[0]](piece, scope)


def _event(piece: Piece, scope: Scope) -> list[Way]:
    if read(_Event, piece, scope.problems) is None:
        return []
    return [{"event": read_event(piece, scope)}]


def _segment(piece: Piece, scope: Scope) -> list[Way]:
    said = read(_Segment, piece, scope.problems)
    if said and said.members == "all":
        scope.problems.add(piece["members"].not_yet("`members: all`"))
    if every := piece.get("every"):
        duration(every, scope.problems)
        scope.problems.add(every.not_yet("`every`"))
    names = scope.names.all_known("segment", piece["segment"], scope.problems)
    return [{"segment": name} for name in names]


def _stage(piece: Piece, scope: Scope) -> list[Way]:
    if read(_Stage, piece, scope.problems) is None:
        return []
    return [{"stage": list(scope.names.all_known("stage", piece["stage"], scope.problems))}]


def _later(kind: str) -> Callable[[Piece, Scope], list[Way]]:
    def read_later(piece: Piece, scope: Scope) -> list[Way]:
        said = piece[kind]
        if kind == "date":
            check_moment(said, scope)
        if kind == "journey":
            scope.names.all_known("journey", said, scope.problems)
        scope.problems.add(said.not_yet(f"entering by `{kind}`"))
        return []

    return read_later


_WAYS: Mapping[str, Callable[[Piece, Scope], list[Way]]] = MappingProxyType(
    {
        "event": _event,
        "segment": _segment,
        "stage": _stage,
        **{kind: _later(kind) for kind in ("date", "schedule", "journey", "broadcast", "manual")},
    }
)


def read_re_entry(piece: Piece | None, scope: Scope) -> dict[str, Any]:
    """One run at a time, and again when that is over, unless something else is said."""
    if piece is None or piece.data == "again":
        return AGAIN
    if piece.data == "never":
        return {"kind": "never"}
    if not isinstance(piece.data, dict):
        remedy = did_you_mean(str(piece.data), ("never", "again"))
        text = f"{piece.shown} is no kind of re-entry"
        scope.problems.add(piece.problem(text, remedy or "write never, again or { after: 90d }"))
        return AGAIN
    said = read(_ReEntry, piece, scope.problems)
    if said and said.key:
        check_dollar(piece["key"], scope)
        scope.problems.add(piece["key"].not_yet("re-entry by `key`"))
    elif said and said.after:
        return {"kind": "after", "after": duration(piece["after"], scope.problems)}
    elif said:
        scope.problems.add(piece.problem("says nothing", "write { after: 90d }"))
    return AGAIN
