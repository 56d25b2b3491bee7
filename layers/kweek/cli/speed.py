"""How fast campaign time runs: `1d/s` is a day of the campaign in one second."""

import re

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
FASTEST = UNITS["w"]
_RATE = re.compile(r"(\d+(?:\.\d+)?)([smhdw])(?:/([smh]))?")


def parse_speed(text: str) -> int:
    """The whole factor that a text names: `1d/s`, `6h/s`, `1d/m`, `60`, `60x`.

    Raises ValueError with a sentence when the text names none.
    """
    factor = _factor(text.strip().lower())
    if factor is None:
        msg = f"{text!r} is no speed; write 1d/s, 6h/s, 10m/s, or a factor such as 60"
        raise ValueError(msg)
    if factor != int(factor) or not 1 <= factor <= FASTEST:
        msg = f"{text!r} is {factor:g} times; a speed is a whole factor from 1 to {FASTEST}"
        raise ValueError(msg)
    return int(factor)


def _factor(text: str) -> float | None:
    plain = text.removesuffix("x")
    if plain.isdecimal():
        return float(plain)
    rate = _RATE.fullmatch(text)
    if rate is None:
        return None
    number, unit, per = rate.groups()
    return float(number) * UNITS[unit] / UNITS[per or "s"]


def describe(factor: int) -> str:
    """`1 day a second`, for people."""
    if factor == 1:
        return "real time"
    for name, unit in (("week", "w"), ("day", "d"), ("hour", "h"), ("minute", "m")):
        if factor % UNITS[unit] == 0:
            count = factor // UNITS[unit]
            return f"{count} {name}{'s' if count > 1 else ''} a second"
    return f"{factor} times real time"
