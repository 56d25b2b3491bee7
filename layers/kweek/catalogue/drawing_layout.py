"""Where each card and arrow of a drawing goes; the library graphlay reckons it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import graphlay

from kweek.catalogue.drawing import Drawing

#: What differs from the library's own way with process maps; room is kept for every label.
_OPTIONS: Mapping[str, Any] = MappingProxyType(
    {
        "spacing": {"layer_gap": 44, "node_gap": 40},
        "labels": {"reservation": "always"},
        "cycles": {"strategy": "follow_flow"},
    }
)
MARGIN = 20.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Laid:
    """The middle of each card by its name; each arrow's corners and the middle of its label."""

    middles: Mapping[str, Point]
    ways: tuple[tuple[Point, ...], ...]
    labels: tuple[Point | None, ...]
    width: float
    height: float


def laid(drawing: Drawing) -> Laid:
    """The places of everything, from the top left; the same drawing gives the same places."""
    graph = graphlay.Graph()
    for card in drawing.cards:
        graph.node(card.name, width=card.width, height=card.height)
    for line in drawing.lines:
        wide, high = line.size
        room = {"width": wide, "height": high} if line.said else None
        graph.edge(line.source, line.arrow.target, label_size=room)
    found = graphlay.layout(graph, preset="process_map", options=_OPTIONS)
    anchors = [edge["label_anchor"] for edge in found.edges]
    left, right = _sides(drawing, found.bounds, anchors)
    dx, dy = MARGIN - left, MARGIN - found.bounds["min"]["y"]

    def moved(point: Mapping[str, float]) -> Point:
        return round(point["x"] + dx, 1), round(point["y"] + dy, 1)

    middles = zip(drawing.cards, found.nodes, strict=True)
    return Laid(
        middles={card.name: moved(node["center"]) for card, node in middles},
        ways=tuple(tuple(moved(point) for point in edge["points"]) for edge in found.edges),
        labels=tuple(moved(anchor) if anchor else None for anchor in anchors),
        width=round(right + dx + MARGIN, 1),
        height=round(found.bounds["max"]["y"] + dy + MARGIN, 1),
    )


def _sides(
    drawing: Drawing, bounds: Mapping[str, Any], anchors: Sequence[Mapping[str, float] | None]
) -> tuple[float, float]:
    """The furthest left and right: a label may stand out beyond its arrow."""
    lines = zip(drawing.lines, anchors, strict=True)
    said = [(anchor["x"], line.size[0] / 2) for line, anchor in lines if anchor]
    return (
        min(bounds["min"]["x"], *(x - half for x, half in said), bounds["min"]["x"]),
        max(bounds["max"]["x"], *(x + half for x, half in said), bounds["max"]["x"]),
    )
