"""Moments: `2027-02-11 15:00`, `$entry.delivery_date`, `$contact.renewal_date - 30d`."""

import re
from datetime import datetime
from typing import Any, TypeAlias

from kweek.catalogue.durations import parse_duration
from kweek.catalogue.piece import Piece
from kweek.catalogue.references import read_operand
from kweek.catalogue.scope import Scope
from kweek.catalogue.small_words import time_of_day
from kweek.core.references import is_reference

Moment: TypeAlias = dict[str, Any]

_RECKONED = re.compile(r"(?P<base>.+?)\s+(?P<sign>[+-])\s+(?P<by>(?:\d+[wdhms])+)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?")


def read_moment(piece: Piece, scope: Scope, at: Piece | None = None) -> Moment:
    """The compiled moment (core/moments.py); empty when it is none, and then that is told.

    `at` is the time of the day to which it is moved.
    """
    found = _RECKONED.fullmatch(piece.data) if isinstance(piece.data, str) else None
    base = piece.holding(found["base"]) if found else piece
    moment = _base(base, scope)
    if not moment:
        remedy = 'write "2027-02-11 15:00" or $contact.renewal_date - 4d'
        scope.problems.add(piece.problem(f"{piece.shown} is no date", remedy))
    if moment and found:
        by = parse_duration(found["by"])
        moment["plus"] = by if found["sign"] == "+" else -by
    local = time_of_day(at, scope.problems) if at else None
    return {**moment, "at": local} if local else moment


def _base(piece: Piece, scope: Scope) -> Moment:
    if not isinstance(piece.data, str):
        return {}
    operand = read_operand(piece, scope)
    if is_reference(operand):
        return dict(operand)
    return {"text": operand} if _is_date(operand) else {}


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return _DATE.fullmatch(text) is not None
