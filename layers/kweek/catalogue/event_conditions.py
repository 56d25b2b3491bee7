"""What is asked of events: one that came, so many of them, or one after another."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from kweek.catalogue.comparisons import Comparison, read_where
from kweek.catalogue.piece import Piece
from kweek.catalogue.predicates import KEEP_FOR_SEQUENCE
from kweek.catalogue.scope import Condition, Scope
from kweek.catalogue.shape import Shape, read
from kweek.catalogue.small_words import duration
from kweek.core.references import names_run

IN_SEQUENCE = (
    "cannot be asked of one event after another",
    "ask for one event, or compare with a value",
)


class _Then(Shape):
    event: Any
    where: dict[str, Any] = Field(default_factory=dict)


class _Event(_Then):
    then: Any = None
    within: str | None = None
    count: Annotated[int, Field(ge=1)] = 1
    in_last: str | None = None


def read_event(piece: Piece, scope: Scope) -> str:
    """The predicate of a bare `{ event:, where: }`: what starts a run, or gives points."""
    return scope.predicates.add(*_asked(piece, scope))


def event_names(piece: Piece, scope: Scope) -> list[str]:
    """One event name or several; several mean any of them."""
    names = [each.data for each in piece.list() if isinstance(each.data, str) and each.data]
    if not names or len(names) < len(list(piece.list())):
        scope.problems.add(piece.problem("must be the name of an event, or a list of names"))
    else:
        for each in piece.list():
            scope.names.mentions.add("event", each.data, each)
    return names


def read_event_condition(piece: Piece, scope: Scope) -> Condition | None:
    """The compiled condition; None when its map is wrong, and then that is told."""
    said = read(_Event, piece, scope.problems)
    if said is None:
        return None
    window, then, within = piece.get("in_last"), piece.get("then"), piece.get("within")
    found: dict[str, Any] = {
        "count": said.count,
        "in_last": duration(window, scope.problems) if window else None,
    }
    if then and within:
        return {"event": _sequence(piece, said.count, scope), **found}
    if then:
        text = "does not say how soon after the first"
        scope.problems.add(then.problem(text, "say `within: 2d`"))
    elif within:
        text = "looks ahead, and a condition asks what has been"
        scope.problems.add(within.problem(text, "say `in_last: 14d`, or `then:` as well"))
    names, where = _asked(piece, scope.of_events())
    if scope.own is not None and any(names_run(ops) for ops in where.values()):
        return {"event": scope.own.add(names, where, said.count), **found, "own": True}
    return {"event": scope.predicates.add(names, where, said.count), **found}


def _sequence(piece: Piece, count: int, scope: Scope) -> str:
    """The id of `A then B within`."""
    scope = scope.of_events()
    scope = scope if scope.refused else scope.refusing(*IN_SEQUENCE)
    then = piece["then"]
    within = duration(piece["within"], scope.problems) or 0
    if read(_Then, then, scope.problems) is None:
        return ""
    first, second = (
        scope.predicates.add(*_asked(each, scope), KEEP_FOR_SEQUENCE) for each in (piece, then)
    )
    return scope.predicates.add_sequence(first, second, within, count)


def _asked(piece: Piece, scope: Scope) -> tuple[list[str], Mapping[str, list[Comparison]]]:
    where, names = piece.get("where"), event_names(piece["event"], scope)
    for name, asked in where.items() if where else ():
        scope.names.mentions.add("property", name, asked, tuple(names))
    return names, read_where(where, scope) if where else {}
