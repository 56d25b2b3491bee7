"""One step of a journey, read and checked by itself; where it leads is checked in `paths`."""

from dataclasses import replace

from kweek.catalogue.conditions import read_condition
from kweek.catalogue.journey import Step
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import did_you_mean
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import read
from kweek.catalogue.step_actions import READERS
from kweek.catalogue.step_shapes import SHAPES


def read_step(piece: Piece, topic: str, scope: Scope) -> Step | None:
    """The step; None when its map is wrong, and then that is told."""
    if not isinstance(piece.data, dict) or not isinstance(piece.data.get("step"), str):
        scope.problems.add(piece.problem("a step is a map that begins with `step: NAME`"))
        return None
    name = piece.data["step"]
    piece = piece.named(name)
    action = _action(piece, scope)
    if action is None or read(SHAPES[action], piece, scope.problems) is None:
        return None
    step = READERS[action](name, piece, topic, scope)
    only_if = piece.get("only_if")
    return replace(step, only_if=read_condition(only_if, scope)) if only_if else step


def _action(piece: Piece, scope: Scope) -> str | None:
    """What the step does: the one key that says so. A send may wait as well."""
    actions = [key for key in SHAPES if key in piece.data]
    if actions[:1] == ["send"]:
        actions = [key for key in actions if key != "wait_for"]
    if len(actions) == 1:
        return actions[0]
    if actions:
        text = f"does {len(actions)} things: {', '.join(actions)}"
        scope.problems.add(piece.problem(text, "give each a step of its own"))
        return None
    near = [word for key in piece.data if key != "step" and (word := did_you_mean(key, SHAPES))]
    remedy = near[0] if near else f"write one of: {', '.join(SHAPES)}"
    scope.problems.add(piece.problem("does not say what it does", remedy))
    return None
