"""How wide a text is when drawn, and where its lines break: an SVG does neither by itself."""

#: Widths in thousandths of the type size, as in Helvetica and its likes; the rest is `_OTHER`.
_WIDTHS = {
    width: frozenset(letters)
    for width, letters in (
        (240, "ijl'|"),
        (290, " fIt.,:;!/\\()[]"),
        (350, 'r-"°'),
        (500, "cksvxyzJ"),
        (667, "ABEKPSVXY&"),
        (722, "CDHNRUw"),
        (780, "GOQ"),
        (850, "mM%"),
        (944, "W@…"),
    )
}
_OTHER, _WIDE = 560, 1000
_CJK = 0x2E80
_BOLD = 1.07
#: The reader's type may be a little wider than the one that was reckoned with.
_ROOM = 1.08


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that the text takes at most in a common sans-serif type."""
    total = sum(_width(letter) for letter in text)
    return total / 1000 * size * _ROOM * (_BOLD if bold else 1)


def wrapped(text: str, size: float, most: float, lines: int, *, bold: bool = False) -> list[str]:
    """The text in at most so many lines; what does not fit ends in an ellipsis."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and width_of(longer, size, bold=bold) <= most:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], f"{found[lines - 1]} …"]
    return [_cut(line, size, most, bold=bold) for line in found]


def _cut(line: str, size: float, most: float, *, bold: bool) -> str:
    if width_of(line, size, bold=bold) <= most:
        return line
    line = line.removesuffix("…").rstrip()
    while width_of(f"{line} …", size, bold=bold) > most and " " in line:
        line = line.rpartition(" ")[0]
    if width_of(f"{line} …", size, bold=bold) <= most:
        return f"{line} …"
    while line and width_of(f"{line}…", size, bold=bold) > most:  # one word that is too long
        line = line[:-1]
    return f"{line}…"


def _width(letter: str) -> int:
    if ord(letter) >= _CJK:
        return _WIDE
    return next((width for width, letters in _WIDTHS.items() if letter in letters), _OTHER)
