"""`pace: 6d..30d`: how far apart nurture mails are meant to be; `kweek check` holds them to it."""

from dataclasses import dataclass

from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problems
from kweek.catalogue.small_words import duration
from kweek.core.times import DAY, Duration


@dataclass(frozen=True, slots=True)
class MailPace:
    """No closer than `least`, no silence longer than `most`; both in ms."""

    least: Duration
    most: Duration


#: What is kept to when nobody says otherwise.
USUAL = MailPace(Duration(6 * DAY), Duration(30 * DAY))


def read_pace(piece: Piece | None, problems: Problems) -> MailPace | None:
    """The pace that is said here; None without one, and when it is none, which is told."""
    if piece is None:
        return None
    least, dots, most = str(piece.data).partition("..")
    if not dots:
        remedy = "write from..to, as in 6d..30d"
        problems.add(piece.problem(f"{piece.shown} is no pace", remedy))
        return None
    first = duration(piece.holding(least), problems)
    last = duration(piece.holding(most), problems)
    if not first or not last:
        return None
    if first > last:
        text = f"{piece.shown} is longer at its beginning than at its end"
        problems.add(piece.problem(text, f"write {most}..{least}"))
        return None
    return MailPace(first, last)
