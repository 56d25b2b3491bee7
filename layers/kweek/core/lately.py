"""Remembers what was made of a piece of compiled JSON: the same one is asked about again and again.

A run carries its rules along, and each decision about the contact asks for all of them.
"""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 256


def lately(make: Callable[[Any], T]) -> Callable[[Any], T]:
    """`make`, which looks at its one argument once while it is asked about often.

    By identity, since reading JSON through would cost as much as making it; what is compiled
    is never changed in place.
    """
    known: dict[int, tuple[Any, T]] = {}

    def made(part: Any) -> T:
        before = known.get(id(part))
        if before is not None and before[0] is part:  # held, so that its id is nobody else's
            return before[1]
        if len(known) >= MOST:
            known.clear()
        after = make(part)
        known[id(part)] = (part, after)
        return after

    return made
