"""`scoring.yaml`: points for what people do, and what they show interest in."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from kweek.catalogue.event_conditions import event_names, read_event
from kweek.catalogue.mail_file import Accepted
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import Shape, read
from kweek.catalogue.small_words import duration


class _File(Shape):
    scores: dict[str, Any] = Field(default_factory=dict)
    interests: dict[str, Any] = Field(default_factory=dict)
    grade: Any = None


class _Score(Shape):
    half_life: str | None = None
    expires: str | None = None
    points: list[Any]
    accept: Accepted = Field(default_factory=dict)


class _Points(Shape):
    event: Any
    where: dict[str, Any] | None = None
    points: float
    label: str | None = None
    per_day: Annotated[float, Field(gt=0)] | None = None


class _Interest(Shape):
    event: Any
    where: dict[str, Any] | None = None
    accept: Accepted = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scoring:
    """Scores and interests, compiled."""

    scores: dict[str, dict[str, Any]] = field(default_factory=dict)
    interests: dict[str, str] = field(default_factory=dict)


def read_scoring(piece: Piece, scope: Scope) -> Scoring:
    """The scores with their points, and the predicate of each interest."""
    if read(_File, piece, scope.problems) is None:
        return Scoring()
    if grade := piece.get("grade"):
        scope.problems.add(grade.not_yet("`grade`"))
    scores, interests = piece.get("scores"), piece.get("interests")
    return Scoring(
        {name: _score(one, scope) for name, one in scores.items()} if scores else {},
        {label: _interest(one, scope) for label, one in interests.items()} if interests else {},
    )


def _score(piece: Piece, scope: Scope) -> dict[str, Any]:
    if read(_Score, piece, scope.problems) is None:
        return {}
    half_life, expires = piece.get("half_life"), piece.get("expires")
    if half_life and expires:
        text = "points that fade need not expire as well"
        scope.problems.add(expires.problem(text, "keep `half_life` or `expires`"))
    return {
        "half_life": duration(half_life, scope.problems) if half_life else None,
        "expires": duration(expires, scope.problems) if expires else None,
        "points": [_points(each, scope) for each in piece["points"].list()],
    }


def _points(piece: Piece, scope: Scope) -> dict[str, Any]:
    said = read(_Points, piece, scope.problems)
    if said is None:
        return {}
    label = said.label or " or ".join(event_names(piece["event"], scope))
    return {
        "pid": read_event(piece, scope),
        "points": piece.data["points"],
        "label": label,
        "per_day": piece.data.get("per_day"),
    }


def _interest(piece: Piece, scope: Scope) -> str:
    return read_event(piece, scope) if read(_Interest, piece, scope.problems) else ""
