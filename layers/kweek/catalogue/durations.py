"""How long: `6d`, `1d12h`; and what becomes of it on a stack that runs faster than life."""

import re
from math import ceil

from kweek.core.times import DAY, HOUR, MINUTE, SECOND, Duration, MachineDuration, scaled

_UNITS = {"w": 7 * DAY, "d": DAY, "h": HOUR, "m": MINUTE, "s": SECOND}
_NAMES = {DAY: "day", HOUR: "hour", MINUTE: "minute", SECOND: "second"}
DURATION = re.compile(r"(\d+[wdhms])+")
_PART = re.compile(r"(\d+)([wdhms])")

#: The emulator and Step Functions cannot wait precisely for less.
SHORTEST = MachineDuration(2 * SECOND)


def parse_duration(text: str) -> Duration:
    """Milliseconds of `2w`, `6d`, `4h`, `30m`, `1d12h`.

    Raises ValueError when the text is no duration.
    """
    if not DURATION.fullmatch(text):
        raise ValueError(text)
    return Duration(sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(text)))


def stretched(duration: Duration, speed: int) -> Duration:
    """The duration, made long enough to last two seconds of machine time."""
    return max(duration, scaled(SHORTEST, speed))


def machine_seconds(duration: Duration, speed: int) -> int:
    """The whole seconds that the state machine waits for it."""
    return max(ceil(duration / speed / SECOND), SHORTEST // SECOND)


def in_words(duration: Duration) -> str:
    """`3 days`, `1 day 12 hours`: for comments and drawings."""
    parts = []
    rest: int = duration
    for size, name in _NAMES.items():
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {name}{'s' if count > 1 else ''}")
    return " ".join(parts) or "no time"
