"""`$name`, `$entry.x`, `$contact.x`, and dates reckoned from them."""

import re
from datetime import datetime

from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import did_you_mean
from kweek.catalogue.scope import Scope

_FROM_RUN = re.compile(r"\$(entry|contact)\.[A-Za-z0-9_.]+")
_RECKONED = re.compile(r"(?P<base>.+?)(?:\s+[+-]\s+(?P<by>(?:\d+[wdhms])+))?")


def check_dollar(piece: Piece, scope: Scope) -> None:
    """A text that begins with `$` must name something; nothing is put in its place yet."""
    text = piece.data
    if not isinstance(text, str) or not text.startswith("$") or text.startswith("${"):
        return
    if scope.values is None:
        scope.problems.add(piece.problem(f"'{text}' means something in journeys only"))
    elif _FROM_RUN.fullmatch(text) or text[1:] in scope.values:
        scope.problems.add(piece.not_yet(f"'{text}'"))
    else:
        known = [f"${name}" for name in scope.values] + ["$entry.x", "$contact.x"]
        remedy = did_you_mean(text, known) or "write $entry.x, $contact.x or one of `values`"
        scope.problems.add(piece.problem(f"no value is called '{text}'", remedy))


def check_moment(piece: Piece, scope: Scope) -> None:
    """A date, a date and time, or `$…`, perhaps with ` - 4d` behind it."""
    found = _RECKONED.fullmatch(piece.data) if isinstance(piece.data, str) else None
    base = found["base"] if found else ""
    if base.startswith("$"):
        check_dollar(piece.holding(base), scope)
    elif not _is_date(base):
        scope.problems.add(
            piece.problem(
                f"{piece.shown} is no date", 'write "2027-02-11 15:00" or $contact.renewal - 4d'
            )
        )


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
