"""Writes a journey as one SVG that needs nothing else: cards, arrows, and its own style."""

from collections.abc import Iterator, Mapping
from html import escape
from itertools import pairwise
from math import hypot
from typing import Any

from kweek.catalogue.drawing import LEAD, SIZE, Card, Drawing, Line, drawing
from kweek.catalogue.drawing_layout import Laid, Point, laid
from kweek.catalogue.drawing_style import MARKS, STYLE
from kweek.catalogue.journey import Journey
from kweek.catalogue.mail_file import MailFile

_ROUND = 10.0  # the radius of a corner
_TIP = 8.0  # how long the head of an arrow is
_MARK = 22.0  # what a mark and the space after it take


def svg(
    journey: Journey,
    predicates: Mapping[str, Any],
    mails: Mapping[str, MailFile],
    beside: Mapping[str, str] | None = None,
) -> str:
    """The drawing; `beside` adds a line of its own to the steps that it names."""
    return svg_of(drawing(journey, predicates, mails, beside))


def svg_of(drawn: Drawing) -> str:
    """The drawing, laid out from top to bottom."""
    places = laid(drawn)
    size = f'width="{places.width:g}" height="{places.height:g}"'
    box = f'viewBox="0 0 {places.width:g} {places.height:g}"'
    top = f'<svg xmlns="http://www.w3.org/2000/svg" class="kweek-journey" role="img" {size} {box}>'
    return "\n".join(
        [
            top,
            f"<title>{escape(drawn.title)}</title>",
            f"<style>{STYLE}</style>",
            f'<rect class="paper" {size}/>',
            *_arrows(drawn, places),
            *(_card(card, places.middles[card.name]) for card in drawn.cards),
            *_labels(drawn, places),
            "</svg>\n",
        ]
    )


def _arrows(drawn: Drawing, places: Laid) -> Iterator[str]:
    for line, way in zip(drawn.lines, places.ways, strict=True):
        thick = f' style="stroke-width:{line.thick:g}px"' if line.thick else ""
        yield (
            f'<g class="arrow {line.arrow.kind}"><path class="way"{thick} d="{_path(way)}"/>'
            f'<path class="tip" d="{_tip(way[-2], way[-1])}"/></g>'
        )


def _labels(drawn: Drawing, places: Laid) -> Iterator[str]:
    """Above everything: an arrow that crosses must not strike through a word."""
    for line, place in zip(drawn.lines, places.labels, strict=True):
        if place and line.said:
            yield _label(line, place)


def _label(line: Line, place: Point) -> str:
    (x, y), (wide, high) = place, line.size
    box = f'<rect x="{x - wide / 2:.1f}" y="{y - high / 2:.1f}" width="{wide:.1f}"'
    top = y - (len(line.said) - 1) * LEAD / 2 + 4
    rows = _rows(line.said, x, top, 'text-anchor="middle"')
    return (
        f'<g class="arrow {line.arrow.kind}"><g class="label">'
        f'{box} height="{high:.1f}" rx="10"/>{rows}</g></g>'
    )


def _card(card: Card, middle: Point) -> str:
    x, y = middle[0] - card.width / 2, middle[1] - card.height / 2
    inside = _pill(card) if card.look in ("start", "end") else _full(card)
    return (
        f'<g class="card {card.look}" data-step="{escape(card.name)}"'
        f' transform="translate({x:.1f} {y:.1f})">{inside}</g>'
    )


def _pill(card: Card) -> str:
    return (
        f'<rect class="box" width="{card.width:.1f}" height="{card.height:.1f}" rx="18"/>'
        f'<text class="name" x="{card.width / 2:.1f}" y="{card.height / 2 + 5:.1f}"'
        f' text-anchor="middle">{escape(card.title)}</text>'
    )


def _full(card: Card) -> str:
    left, top = card.pad
    base = top + SIZE - 1
    below = base + LEAD + 5
    notes = _rows(card.notes, left, below + len(card.lines) * LEAD, 'class="note"')
    return (
        f"{_shape(card)}{_foot(card)}"
        f'<path class="mark" transform="translate({left:g} {top:g})" d="{MARKS[card.look]}"/>'
        f'<text class="name" x="{left + _MARK:g}" y="{base:g}">{escape(card.title)}</text>'
        f"{_rows(card.lines, left, below)}{notes}"
    )


def _shape(card: Card) -> str:
    """A wait is a pill, a choice a hexagon; a mail has a bar along its side."""
    wide, high = card.width, card.height
    if card.look == "choice":
        cut = 18.0
        corners = (
            (cut, 0),
            (wide - cut, 0),
            (wide, high / 2),
            (wide - cut, high),
            (cut, high),
            (0, high / 2),
        )
        points = " ".join(f"{x:g},{y:g}" for x, y in corners)
        return f'<polygon class="box" points="{points}" stroke-linejoin="round"/>'
    bend = min(high / 2, 26) if card.look == "wait" else 3 if card.look == "system" else 8
    box = f'<rect class="box" width="{wide:g}" height="{high:g}" rx="{bend:g}"/>'
    if card.look not in ("mail", "person"):
        return box
    return f'{box}<path class="bar" d="M8 0h-1a7 8 0 0 0 -7 8v{high - 16:g}a7 8 0 0 0 7 8h1z"/>'


def _foot(card: Card) -> str:
    """What the step waits for after its act, in the colour of waits."""
    if not card.foot:
        return ""
    top, high, left = card.body, card.height - card.body, 8 if card.look != "wait" else 20
    rows = _rows(card.foot, card.pad[0] + _MARK, top + 17)
    mark = MARKS["wait"]
    return (
        f'<g class="foot"><rect x="{left}" y="{top:g}" width="{card.width - left - 1:g}"'
        f' height="{high - 1:g}" rx="6"/><path transform="translate({card.pad[0]:g} {top + 5:g})'
        f' scale(.9)" stroke-width="1.5" d="{mark}"/>{rows}</g>'
    )


def _rows(rows: tuple[str, ...], x: float, top: float, how: str = "") -> str:
    return "".join(
        f'<text x="{x:.1f}" y="{top + number * LEAD:.1f}" {how}>{escape(row)}</text>'
        for number, row in enumerate(rows)
    )


def _path(way: tuple[Point, ...]) -> str:
    """The arrow's line with its corners rounded; it stops where its head begins."""
    *most, last = way
    end = _towards(last, most[-1], _TIP - 1)
    parts = [f"M{way[0][0]:g} {way[0][1]:g}"]
    for (before, corner), (_, after) in pairwise(pairwise((*most, end))):
        near = min(_ROUND, _far(before, corner) / 2, _far(corner, after) / 2)
        begin, leave = _towards(corner, before, near), _towards(corner, after, near)
        parts.append(f"L{begin[0]:.1f} {begin[1]:.1f}")
        parts.append(f"Q{corner[0]:g} {corner[1]:g} {leave[0]:.1f} {leave[1]:.1f}")
    return " ".join([*parts, f"L{end[0]:.1f} {end[1]:.1f}"])


def _tip(before: Point, point: Point) -> str:
    (x, y), (backx, backy) = point, _towards(point, before, _TIP)
    sidex, sidey = (backy - y) * 0.55, (x - backx) * 0.55
    return (
        f"M{x:g} {y:g}L{backx + sidex:.1f} {backy + sidey:.1f}"
        f"L{backx - sidex:.1f} {backy - sidey:.1f}z"
    )


def _far(one: Point, other: Point) -> float:
    return hypot(other[0] - one[0], other[1] - one[1])


def _towards(point: Point, other: Point, far: float) -> Point:
    """A point so far from the first, on the way to the other."""
    length = _far(point, other) or 1
    return (
        point[0] + (other[0] - point[0]) * far / length,
        point[1] + (other[1] - point[1]) * far / length,
    )
