"""`$entry.x` and `$contact.x`: what stands for a value until a run asks for it."""

import re
from typing import Any

from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Scope
from kweek.core.references import is_reference

_PART = r"[A-Za-z0-9_-]+"
_MEANT = re.compile(r"\$[A-Za-z_]")
_BEGINS = re.compile(r"\$(entry|contact)(?![A-Za-z0-9_-])")
_FROM_RUN = re.compile(rf"\$(entry|contact)((?:\.{_PART})+)")


def looks_like_one(value: Any) -> bool:
    """Whether a text begins as a reference does."""
    return isinstance(value, str) and _BEGINS.match(value) is not None


def source_of(value: Any) -> str:
    """`entry` or `contact`; empty for what is no reference."""
    found = _FROM_RUN.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else ""


def read_operand(piece: Piece, scope: Scope) -> Any:
    """The value that stands here, or the compiled reference to one."""
    text = piece.data
    if not isinstance(text, str) or not _MEANT.match(text):
        return text
    if scope.refused is not None:
        told = f"'{text}' {scope.refused.text}"
        scope.problems.settle(piece.problem(told, scope.refused.remedy))
        return text
    found = _FROM_RUN.fullmatch(text)
    if found is None:
        if looks_like_one(text):
            told = f"'{text}' names no property or trait"
            scope.problems.settle(piece.problem(told, "write $entry.cart_id or $contact.country"))
        return text
    scope.read.add(piece.path)
    path = found[2].removeprefix(".").split(".")
    scope.names.mentions.add_reference(found[1], path[0], piece)
    return {"ref": [found[1], *path]}


def read_operands(piece: Piece, scope: Scope) -> Any:
    """The same for a list or a map of values, at any depth."""
    if isinstance(piece.data, list):
        return [read_operands(each, scope) for each in piece.list()]
    if not isinstance(piece.data, dict):
        return read_operand(piece, scope)
    for name, each in piece.items():
        if name.endswith(".$"):  # Step Functions would read the value as a path
            scope.problems.add(each.problem("a name must not end with '.$'"))
    found = {name: read_operands(each, scope) for name, each in piece.items()}
    if is_reference(found):
        told = "looks like a reference to whoever carries this out"
        scope.problems.add(piece["ref"].problem(told, "give it another name than 'ref'"))
    return found
