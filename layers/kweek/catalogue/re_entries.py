"""`re_entry`: whether, when and under which key a contact may enter again."""

from typing import Any, Literal

from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import did_you_mean
from kweek.catalogue.references import read_operand, source_of
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import Shape, read
from kweek.catalogue.small_words import duration

AGAIN: dict[str, Any] = {"kind": "again"}


class _ReEntry(Shape):
    after: str | None = None
    key: Any = None
    again: Literal["ignore", "restart", "refresh"] = "ignore"


def read_re_entry(piece: Piece | None, enter: Piece, scope: Scope) -> dict[str, Any]:
    """One run at a time, and again when that is over, unless something else is said."""
    if piece is None or piece.data in ("again", "never"):
        return {"kind": piece.data} if piece else AGAIN
    if isinstance(piece.data, dict):
        said = read(_ReEntry, piece, scope.problems)
        return _keyed_or_after(piece, said.again, enter, scope) if said else AGAIN
    remedy = did_you_mean(str(piece.data), ("never", "again"))
    text = f"{piece.shown} is no kind of re-entry"
    scope.problems.add(piece.problem(text, remedy or "write never, again or { after: 90d }"))
    return AGAIN


def _keyed_or_after(piece: Piece, on_repeat: str, enter: Piece, scope: Scope) -> dict[str, Any]:
    key, after, again = piece.get("key"), piece.get("after"), piece.get("again")
    if key:
        if after:
            text = "cannot stand beside `key`: each key has one run"
            scope.problems.add(after.problem(text, "keep one of them"))
        _check_brought(key, enter, scope)
        return {"kind": "key", "key": _key(key, scope), "again": on_repeat}
    if again:
        text = "does not say which runs are the same"
        scope.problems.add(again.problem(text, "say `key: $entry.order_id` as well"))
    elif after:
        return {"kind": "after", "after": duration(after, scope.problems)}
    else:
        scope.problems.add(piece.problem("says nothing", "write { after: 90d }"))
    return AGAIN


def _key(piece: Piece, scope: Scope) -> Any:
    if isinstance(piece.data, str | int | float) and piece.data != "":
        return read_operand(piece, scope)
    remedy = "write $entry.order_id, or one of `values`"
    scope.problems.add(piece.problem(f"{piece.shown} is no key", remedy))
    return None


def _check_brought(key: Piece, enter: Piece, scope: Scope) -> None:
    """A key that is a property of the entry needs an event to bring it, whatever the way in."""
    if source_of(key.data) != "entry":
        return
    several = isinstance(enter.data, list)
    for number, way in enumerate(enter.list(), 1):
        if not isinstance(way.data, dict) or "event" not in way.data:
            place = f"way in {number}, {_kind(way)}," if several else _kind(way)
            text = f"a missing entry key: {place} brings no event that has {key.shown}"
            remedy = "enter by an event, or use a key that $contact or `values` gives"
            scope.problems.add(key.problem(text, remedy))


def _kind(way: Piece) -> str:
    return f"`{next(iter(way.data), '') if isinstance(way.data, dict) else way.data}`"
