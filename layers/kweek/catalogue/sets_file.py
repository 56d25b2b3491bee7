"""`segments.yaml`, `stages.yaml` and `lists.yaml`: who belongs where, and in which order to ask."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from kweek.catalogue.conditions import read_condition
from kweek.catalogue.names import RISING
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problems, did_you_mean
from kweek.catalogue.scope import Condition, Scope

#: The stages are asked together, so they are one node among the segments.
_STAGES = "the stages"


def read_segments(piece: Piece, scope: Scope) -> dict[str, Condition]:
    """The condition of each segment, in the order of the file."""
    return {name: read_condition(one, scope) for name, one in _named(piece, scope.problems)}


def read_stages(piece: Piece, scope: Scope) -> dict[str, Condition]:
    """The condition of each stage that has one, from low to high, `disqualified` last."""
    found: dict[str, Condition] = {}
    for name, one in _named(piece, scope.problems):
        if name in RISING:
            found[name] = read_condition(one, scope)
        else:
            remedy = did_you_mean(name, RISING) or f"write one of: {', '.join(RISING)}"
            scope.problems.add(one.problem(f"'{name}' is no stage that has a rule", remedy))
    return {name: found[name] for name in RISING if name in found}


def read_lists(piece: Piece, problems: Problems) -> dict[str, str]:
    """The title of each list."""
    for _, title in _named(piece, problems):
        if not isinstance(title.data, str):
            problems.add(title.problem("must be text: the title of the list"))
    return {name: str(title.data) for name, title in piece.items()}


def ordered(
    segments: Mapping[str, Condition], stages: Mapping[str, Condition], piece: Piece, all_: Problems
) -> dict[str, Condition]:
    """The segments, each after those that it asks; asking in a circle is told."""
    # Sorted, so that the same content always gives the same order, and the same version.
    needs = {name: sorted(set(_asked(condition))) for name, condition in segments.items()}
    asked = {name for condition in stages.values() for name in _asked(condition)}
    needs[_STAGES] = sorted(asked - {_STAGES})
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = [str(name) for name in reversed(error.args[1])][:-1]
        first = next(name for name in segments if name in circle)
        start = circle.index(first)
        circle = [*circle[start:], *circle[:start], first]
        place = piece.around(first)
        all_.add(place.problem(f"asks in a circle: {' → '.join(circle)}", "break it somewhere"))
        return dict(segments)
    return {name: segments[name] for name in order if name in segments}


def _asked(condition: Condition) -> Iterator[str]:
    """The segments, and `the stages`, that a compiled condition asks."""
    if isinstance(condition, dict):
        yield from condition.get("segment", ())
        if "stage" in condition:
            yield _STAGES
        for many in ("all", "any", "none"):
            for each in condition.get(many, ()):
                yield from _asked(each)


def _named(piece: Piece, problems: Problems) -> list[tuple[str, Piece]]:
    if piece.data is not None and not isinstance(piece.data, dict):
        problems.add(piece.problem("must be a map of names and values"))
    # What is accepted of a set says nothing about who is in it.
    return [(name, _without(one, "accept")) for name, one in piece.items()]


def _without(piece: Piece, key: str) -> Piece:
    if not isinstance(piece.data, dict):
        return piece
    return piece.holding({name: said for name, said in piece.data.items() if name != key})
