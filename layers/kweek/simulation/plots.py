"""Bars as inline SVG: they stretch with the page, so what is written beside them stays readable."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, log10

_HIGH = 100.0
_GAP = 0.22  # between two bars, of the width of one


@dataclass(frozen=True, slots=True)
class Bars:
    """Upright bars; `ticks` are the heights at which lines are drawn, with their share of all."""

    svg: str
    ticks: tuple[tuple[int, float], ...]


def bars(values: Sequence[int], titles: Sequence[str], colour: str) -> Bars:
    """One bar a value; a title shows when the mouse is on its bar."""
    ticks = _ticks(max(values, default=0))
    top = ticks[-1]
    lines = "".join(
        f'<line x1="0" x2="{len(values)}" y1="{_at(tick, top)}" y2="{_at(tick, top)}"/>'
        for tick in ticks[1:]
    )
    drawn = "".join(
        f'<rect x="{number + _GAP / 2:g}" y="{_at(value, top)}" width="{1 - _GAP:g}"'
        f' height="{_HIGH - _at(value, top):g}"><title>{escape(title)}</title></rect>'
        for number, (value, title) in enumerate(zip(values, titles, strict=True))
    )
    svg = (
        f'<svg class="bars {colour}" viewBox="0 0 {max(1, len(values))} {_HIGH:g}"'
        f' preserveAspectRatio="none" aria-hidden="true">{lines}{drawn}</svg>'
    )
    return Bars(svg, tuple((tick, round(tick / top, 4)) for tick in ticks))


def _at(value: float, top: int) -> float:
    return round(_HIGH * (1 - value / top), 2)


def _ticks(most: int) -> tuple[int, ...]:
    """Round numbers from nought to at least the most, three or four of them."""
    if most <= 2:  # noqa: PLR2004 - too few to be rounded
        return tuple(range(max(2, most + 1)))
    step = 10 ** int(log10(most))
    while most / step < 2:  # noqa: PLR2004
        step = max(1, step // 2)
        if step == 1:
            break
    while most / step > 4:  # noqa: PLR2004
        step *= 2
    return tuple(step * number for number in range(ceil(most / step) + 1))
