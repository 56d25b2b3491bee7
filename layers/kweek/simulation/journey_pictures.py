"""The drawing of a journey with people on it: how many came to each step, and went which way."""

from collections.abc import Mapping
from dataclasses import replace
from math import sqrt
from typing import Any

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.drawing import INSIDE, SMALL, START, Line, drawing
from kweek.catalogue.drawing_svg import svg_of
from kweek.catalogue.drawing_text import width_of

Figures = Mapping[str, Any]
_THIN, _THICK = 1.2, 9.0  # pixels, of nobody and of everybody


def picture(campaigns: Campaigns, journey: Figures) -> str:
    """An SVG; the thicker an arrow, the more went that way."""
    name = journey["name"]
    read, asked = campaigns.journeys[name], campaigns.predicates
    named = {**asked.found, **asked.sequences, **read.predicates}
    beside = {step["name"]: _beside(step) for step in journey["steps"]}
    drawn = drawing(read, named, campaigns.mails, beside)
    lines = tuple(_with_people(line, journey) for line in drawn.lines)
    return svg_of(replace(drawn, lines=lines))


def _beside(step: Figures) -> str:
    """As much of it as the card has room for."""
    said = f"{step['entered']:,} {'person' if step['entered'] == 1 else 'people'}"
    for count, what in ((step["left_here"], "left"), (step["still_here"], "still here")):
        more = f"{said} · {count:,} {what}"
        if count and width_of(more, SMALL, bold=True) <= INSIDE:
            said = more
    return said


def _with_people(line: Line, journey: Figures) -> Line:
    count = _count(line, journey)
    whole = max(1, journey["started"])
    thick = _THIN + (_THICK - _THIN) * sqrt(min(1, count / whole)) if count else _THIN
    return replace(line, said=(*line.said, f"{count:,}"), thick=round(thick, 1))


def _count(line: Line, journey: Figures) -> int:
    """Who skipped a step took a way of their own, also where it leads to the same place."""
    source = "" if line.source == START else line.source
    skipped = next((one["skipped"] for one in journey["steps"] if one["name"] == source), 0)
    if line.arrow.kind == "skipped":
        return int(skipped)
    went = {(one["from"], one["to"]): one["people"] for one in journey["moves"]}
    target = line.arrow.target
    return int(went.get((source, target), 0)) - (skipped if _shared(line, journey) else 0)


def _shared(line: Line, journey: Figures) -> bool:
    return line.arrow.target == next(
        (one["skipped_to"] for one in journey["steps"] if one["name"] == line.source), None
    )
