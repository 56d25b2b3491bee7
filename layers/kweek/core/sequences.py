"""Sequences: "A, then B within two days", found in whichever order A and B arrive.

A match is a B that an A came before, by no more than `within`; it has happened when B did,
and a B is one match however many As came before it. What is looked through are the rings of
the last As and Bs, and the ring of matches says which Bs have been counted.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kweek.core.tallies import Tally, tallied, times
from kweek.core.times import Instant


def is_sequence(asked: Mapping[str, Any]) -> bool:
    """Whether a question about events is about two of them, one after the other."""
    return "first" in asked


def complete(known: dict[str, Tally], sid: str, sequence: Mapping[str, Any]) -> list[Instant]:
    """Count in `known` the matches that are not counted yet; when those happened."""
    first, then = known.get(sequence["first"]), known.get(sequence["then"])
    if first is None or then is None:
        return []
    counted = Counter(times(known[sid])) if sid in known else Counter[Instant]()
    rest = sorted((Counter(times(then)) - counted).elements())
    found = matches_of(times(first), rest, sequence["within"])
    for at in found:
        known[sid] = tallied(known.get(sid), at, sequence["keep"])
    return found


def matches_of(firsts: Sequence[Instant], thens: Sequence[Instant], within: int) -> list[Instant]:
    """Those of `thens` that one of `firsts` came before, and not too long before; both sorted."""
    found = []
    for at in thens:
        before = bisect_left(firsts, at)
        if before and at - firsts[before - 1] <= within:
            found.append(at)
    return found
