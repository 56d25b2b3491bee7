"""`branch`, by rule, and `split`, by chance."""

from kweek.catalogue.conditions import read_condition
from kweek.catalogue.journey import Step
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Condition, Scope
from kweek.catalogue.shape import read
from kweek.catalogue.small_words import LONGEST, duration
from kweek.catalogue.step_shapes import CaseShape


def read_branch(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    """Rules tried in order; `otherwise` stands last."""
    del topic
    cases: list[tuple[Condition, Piece]] = []
    then: dict[str, Piece] = {}
    for case in piece["branch"].list():
        if then:
            scope.problems.add(case.problem("is never reached", "`otherwise` stands last"))
        elif list(case.data) == ["otherwise"]:
            then["otherwise"] = case["otherwise"]
        elif read(CaseShape, case, scope.problems):
            cases.append((read_condition(case["if"], scope), case["to"]))
    return Step(
        name=name,
        do="branch",
        piece=piece,
        branches=tuple(cases),
        then=then,
        next=piece.get("next"),
    )


def read_split(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    """Parts of a hundred by target."""
    del topic
    split = piece["split"]
    if isinstance(split.data, dict) and sum(split.data.values()) != 100:  # noqa: PLR2004
        scope.problems.add(split.problem(f"adds up to {sum(split.data.values())}, not to 100"))
    if judge := piece.get("judged_by"):
        read_condition(judge, scope)
    if within := piece.get("within"):
        duration(within, scope.problems, LONGEST)
    scope.problems.add(split.not_yet("`split`"))
    targets = {target: share.holding(target) for target, share in split.items()}
    targets["otherwise"] = next(iter(targets.values()), piece)
    return Step(name=name, do="not yet", piece=piece, then=targets)
