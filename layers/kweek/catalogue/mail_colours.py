"""Colours as mails write them, and how well one can be read on another (WCAG 2)."""

import re

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
_NAMED = {
    "white": WHITE,
    "black": BLACK,
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "yellow": (255, 255, 0),
    "orange": (255, 165, 0),
    "navy": (0, 0, 128),
}
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+))?", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)


def colour_in(text: str) -> Colour | None:
    """The colour that a declaration such as `#fff url(x)` names; None for none or a see-through."""
    if found := _HEX.search(text):
        digits = found[1] if len(found[1]) > 3 else "".join(one * 2 for one in found[1])  # noqa: PLR2004
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if found := _RGB.search(text):
        solid = found[4] is None or float(found[4]) == 1
        return (int(found[1]), int(found[2]), int(found[3])) if solid else None
    words = (word.lower() for word in _WORD.findall(text))
    return next((_NAMED[word] for word in words if word in _NAMED), None)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 for the same to 21 for black on white."""
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def _light(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for part in (each / 255 for each in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
