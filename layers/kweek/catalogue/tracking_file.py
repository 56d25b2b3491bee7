"""`tracking.yaml`: what other systems tell us, as far as it follows from nothing else here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Field

from kweek.catalogue.mail_file import Text
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import Shape, read

ANY: Literal["any"] = "any"


class TrackingShape(Shape):
    """The file: events with the properties they bring, traits with who tells them."""

    events: dict[str, Any] = Field(default_factory=dict)
    traits: dict[str, Text] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tracking:
    """What the site, the shop, the CRM and imports tell; an event of None may bring anything."""

    events: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    traits: Mapping[str, str] = field(default_factory=dict)


def read_tracking(piece: Piece, scope: Scope) -> Tracking:
    """The events by name, and the traits with where they come from."""
    said = read(TrackingShape, piece, scope.problems)
    if said is None:
        return Tracking()
    events = piece.get("events")
    return Tracking(
        {name: _properties(one, scope) for name, one in events.items()} if events else {},
        dict(said.traits),
    )


def _properties(piece: Piece, scope: Scope) -> frozenset[str] | None:
    if piece.data == ANY:
        return None
    names = piece.data if isinstance(piece.data, list) else None
    if names is None or not all(isinstance(name, str) and name for name in names):
        remedy = "write [order_id, total], [] for none, or any"
        scope.problems.add(piece.problem("must be a list of the properties it brings", remedy))
        return None
    return frozenset(names)
