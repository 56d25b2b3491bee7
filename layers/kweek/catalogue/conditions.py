"""Conditions, from what the marketer wrote to what the core evaluates."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from kweek.catalogue.comparisons import SCORE_OPERATORS, read_comparisons
from kweek.catalogue.event_conditions import read_event_condition
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import did_you_mean
from kweek.catalogue.scope import Condition, Scope
from kweek.catalogue.shape import Shape, read
from kweek.catalogue.wait_words import read_clicked_link, read_word

#: Stands for a condition that was wrong, so that one mistake is told once.
BROKEN: Condition = {"all": []}


class _Journey(Shape):
    journey: str
    was: Literal["active", "finished", "exited"]


class _Mail(Shape):
    mail: str
    was: Literal["sent", "opened", "clicked"]


def read_condition(piece: Piece, scope: Scope) -> Condition:
    """The compiled condition; what is wrong in it is told."""
    if isinstance(piece.data, str):
        return read_word(piece, scope) or BROKEN
    if not isinstance(piece.data, dict):
        remedy = "write { all: [ … ] } or { any: [ … ] }" if isinstance(piece.data, list) else ""
        scope.problems.add(piece.problem("is no condition", remedy))
        return BROKEN
    kinds = [key for key in piece.data if key in _READERS]
    if len(kinds) == 1:
        return _READERS[kinds[0]](piece, scope)
    if kinds:
        text = f"asks {len(kinds)} things at once: {', '.join(kinds)}"
        scope.problems.add(piece.problem(text, "put them in { all: [ … ] }"))
        return BROKEN
    first = next(iter(piece.data), "")
    remedy = did_you_mean(first, _READERS) or f"write one of: {', '.join(_READERS)}"
    place = piece[first] if first else piece
    scope.problems.add(place.problem(f"no condition is called '{first}'", remedy))
    return BROKEN


def negated(condition: Condition) -> bool:
    """Whether time without events may make it true: then nobody can wait for it to happen."""
    if not isinstance(condition, dict):
        return False
    if "none" in condition:
        return True
    if condition.get("any"):
        return any(negated(each) for each in condition["any"])
    return bool(condition.get("all")) and all(negated(each) for each in condition["all"])


def _event(piece: Piece, scope: Scope) -> Condition:
    return read_event_condition(piece, scope) or BROKEN


def _trait(piece: Piece, scope: Scope) -> Condition:
    rest = {key: value for key, value in piece.data.items() if key != "trait"}
    ops = read_comparisons(piece.holding(rest), scope) or [["exists", True]]
    name = piece.data["trait"]
    if not isinstance(name, str):
        scope.problems.add(piece["trait"].problem("must be the name of a trait"))
    else:
        scope.names.mentions.add("trait", name, piece["trait"])
    return {"trait": name, "ops": ops}


def _score(piece: Piece, scope: Scope) -> Condition:
    rest = {key: value for key, value in piece.data.items() if key != "score"}
    name = scope.names.known("score", piece["score"], scope.problems)
    plain = scope.refusing("is no number", "a score is compared with a number")
    ops = read_comparisons(piece.holding(rest), plain, SCORE_OPERATORS)
    if not rest:
        scope.problems.add(piece["score"].problem("is not compared", "write at_least: 50"))
    return {"score": name, "ops": ops}


def _membership(noun: str) -> Callable[[Piece, Scope], Condition]:
    """`{ segment: x }`, `{ stage: [a, b] }`: a list means any of them."""

    def read_membership(piece: Piece, scope: Scope) -> Condition:
        _only(piece, scope, noun)
        return {noun: list(scope.names.all_known(noun, piece[noun], scope.problems))}

    return read_membership


def _consent(piece: Piece, scope: Scope) -> Condition:
    _only(piece, scope, "consent")
    return {"consent": scope.names.known("topic", piece["consent"], scope.problems)}


def _was(noun: str, shape: type[_Journey] | type[_Mail]) -> Callable[[Piece, Scope], Condition]:
    def read_was(piece: Piece, scope: Scope) -> Condition:
        said = read(shape, piece, scope.problems)
        name = scope.names.known(noun, piece[noun], scope.problems)
        return {noun: name, "was": said.was} if said else BROKEN

    return read_was


def _many(key: str) -> Callable[[Piece, Scope], Condition]:
    def read_many(piece: Piece, scope: Scope) -> Condition:
        _only(piece, scope, key)
        inside = piece[key]
        if not isinstance(inside.data, list) or not inside.data:
            scope.problems.add(inside.problem("must be a list of conditions"))
            return BROKEN
        return {key: [read_condition(each, scope) for each in inside.list()]}

    return read_many


def _grade(piece: Piece, scope: Scope) -> Condition:
    scope.problems.add(piece["grade"].not_yet("grades"))
    return BROKEN


def _only(piece: Piece, scope: Scope, key: str) -> None:
    """Such a condition is one key with its value."""
    for other in piece.data:
        if other != key:
            text = f"'{other}' is not known here"
            scope.problems.add(piece[other].problem(text, f"'{key}' stands alone"))


_READERS: Mapping[str, Callable[[Piece, Scope], Condition]] = MappingProxyType(
    {
        "all": _many("all"),
        "any": _many("any"),
        "none": _many("none"),
        "event": _event,
        "trait": _trait,
        "segment": _membership("segment"),
        "list": _membership("list"),
        "stage": _membership("stage"),
        "score": _score,
        "grade": _grade,
        "consent": _consent,
        "journey": _was("journey", _Journey),
        "mail": _was("mail", _Mail),
        "clicked": lambda piece, scope: read_clicked_link(piece["clicked"], scope),
    }
)

CONDITIONS = tuple(_READERS)
