"""Whom a stack may mail at all: `only_to` keeps one that is only tried from mailing strangers."""

from collections.abc import Iterable

ANYTHING = "*"


def allowed(address: str, patterns: Iterable[str] | None) -> bool:
    """Whether a pattern fits the address, or nobody said whom it may be.

    `*` stands for anything but an @; case says nothing.
    """
    if patterns is None:
        return True
    name, _, domain = address.lower().rpartition("@")
    return any(_fits(name, domain, one.lower()) for one in patterns)


def _fits(name: str, domain: str, pattern: str) -> bool:
    names, _, domains = pattern.rpartition("@")
    return _globbed(name, names) and _globbed(domain, domains)


def _globbed(text: str, pattern: str) -> bool:
    """Each part in its turn, as early as can be: no pattern takes long, whoever wrote it."""
    first, *parts = pattern.split(ANYTHING)
    if not parts:
        return text == first
    last = parts.pop()
    if not text.startswith(first) or len(text) < len(first) + len(last) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in parts:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
