"""`is: NL`, `at_least: 50`: what a trait, a property or a score is compared with."""

from typing import Any, TypeAlias

from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import did_you_mean
from kweek.catalogue.references import read_operand
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import true_or_false
from kweek.core.references import is_reference

#: The operators, and what each may be compared with.
_ONE_OF = ("is", "is_not")
_ORDER = ("at_least", "at_most", "above", "below")
_TEXT = ("contains", "starts_with")
OPERATORS = (*_ONE_OF, *_ORDER, *_TEXT, "exists")
#: A score is a number and is always there.
SCORE_OPERATORS = _ORDER

Comparison: TypeAlias = list[Any]


def read_comparisons(
    piece: Piece, scope: Scope, operators: tuple[str, ...] = OPERATORS
) -> list[Comparison]:
    """`[[operator, value], …]` of a map of operators; all of them must hold."""
    found: list[Comparison] = []
    for operator, value in piece.items():
        if operator not in operators:
            remedy = did_you_mean(operator, operators) or f"write one of: {', '.join(operators)}"
            scope.problems.add(value.problem(f"'{operator}' is not known here", remedy))
        else:
            found.append([operator, _value(operator, value, scope)])
    return found


def read_where(piece: Piece, scope: Scope) -> dict[str, list[Comparison]]:
    """The properties asked of an event: a value, a list of values, or a map of operators."""
    where: dict[str, list[Comparison]] = {}
    for name, value in piece.items():
        if name.endswith(".$"):  # Step Functions would read the value as a path
            scope.problems.add(value.problem("a property's name must not end with '.$'"))
        elif value.data == {}:
            scope.problems.add(value.problem("is not compared", "write at_least: 50"))
        elif isinstance(value.data, dict):
            where[name] = read_comparisons(value, scope)
        else:
            where[name] = [["is", _values(value, scope)]]
    return where


def _value(operator: str, piece: Piece, scope: Scope) -> Any:
    if operator in _ONE_OF:
        return _values(piece, scope)
    if operator == "exists":
        if not isinstance(piece.data, bool):
            told = piece.problem("must be true or false", true_or_false(piece.data))
            scope.problems.add(told)
        return piece.data
    value = read_operand(piece, scope)
    if is_reference(value):
        return value
    if operator in _TEXT and not isinstance(value, str):
        scope.problems.add(piece.problem("must be text", "put it in quotes"))
    elif operator in _ORDER and (isinstance(value, bool) or not isinstance(value, int | float)):
        scope.problems.add(piece.problem("must be a number"))
    return value


def _values(piece: Piece, scope: Scope) -> list[Any]:
    values = []
    if piece.data == []:
        scope.problems.add(piece.problem("must not be empty"))
    for each in piece.list():
        if isinstance(each.data, dict | list) or each.data is None:
            scope.problems.add(each.problem("must be text, a number, true or false"))
        else:
            values.append(read_operand(each, scope))
    return values
