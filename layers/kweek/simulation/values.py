"""The values that made-up people give: as written, by weight, new each time, or a day ahead."""

import re
from collections.abc import Mapping
from typing import Any

from kweek.catalogue.durations import parse_duration
from kweek.core.times import DAY, Instant, as_datetime
from kweek.simulation.chance import Chance

NEW = "new"
_AHEAD = re.compile(r"in (\w+)\.\.(\w+)")


def wrong_value(said: Any) -> str:
    """What is wrong with a value of the file, or nothing."""
    if isinstance(said, dict):
        weights = said.values()
        right = said and all(type(one) in (int, float) and one >= 0 for one in weights)
        return "" if right and sum(weights) else "each value needs a weight, and one above nought"
    if isinstance(said, list):
        return "is a list"
    ahead = _AHEAD.fullmatch(said) if isinstance(said, str) else None
    if ahead is None:
        return ""
    try:
        first, last = parse_duration(ahead[1]), parse_duration(ahead[2])
    except ValueError as wrong:
        return f"'{wrong}' is no duration"
    return "" if first <= last else f"{ahead[1]} is later than {ahead[2]}"


def drawn(said: Any, at: Instant, chance: Chance, *about: object) -> Any:
    """One value; `new` is another for everything it is drawn about."""
    if isinstance(said, Mapping):
        return chance.one_of(said, *about)
    if said == NEW:
        return chance.name(*about)
    ahead = _AHEAD.fullmatch(said) if isinstance(said, str) else None
    if ahead is None:
        return said
    first, last = parse_duration(ahead[1]), parse_duration(ahead[2])
    span = first + (last - first) * chance.unit(*about)
    return as_datetime(Instant(at + round(span / DAY) * DAY)).date().isoformat()
