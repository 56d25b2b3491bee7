"""`branch`, by rule, and `split`, by chance."""

from kweek.catalogue.conditions import negated, read_condition
from kweek.catalogue.journey import Step
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Condition, Scope
from kweek.catalogue.shape import read
from kweek.catalogue.small_words import LONGEST, duration
from kweek.catalogue.step_shapes import CaseShape

WHOLE = 100
JUDGED_LATER = (
    "may be forgotten when this is judged, since the run may be over then",
    "compare with a value",
)


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
    """Parts of a hundred by target, and perhaps what tells which of them did better."""
    del topic
    split, judge, within = piece["split"], piece.get("judged_by"), piece.get("within")
    _check_parts(split, scope)
    if judge and not within:
        text = "does not say when it is judged"
        scope.problems.add(judge.problem(text, "say `within: 14d`"))
    if within and not judge:
        text = "does not say what is judged then"
        scope.problems.add(within.problem(text, "say `judged_by: { event: … }`"))
    length = duration(within, scope.problems, LONGEST) if within else None
    return Step(
        name=name,
        do="split",
        piece=piece,
        settings={"within": length},
        shares=tuple((share.data, share.holding(target)) for target, share in split.items()),
        judged_by=_judge(judge, scope) if judge else None,
        next=piece.get("next"),
    )


def _check_parts(split: Piece, scope: Scope) -> None:
    for target, share in split.items():
        if share.data < 1:
            scope.problems.add(share.problem("is nobody's part", f"leave '{target}' out"))
    total = sum(split.data.values())
    if total != WHOLE:
        remedy = "write parts of a hundred, as in { a: 50, b: 50 }"
        scope.problems.add(split.problem(f"adds up to {total}, not to {WHOLE}", remedy))


def _judge(piece: Piece, scope: Scope) -> Condition:
    condition = read_condition(piece, scope.refusing(*JUDGED_LATER))
    if negated(condition):
        text = "only what happens can be judged, not what does not"
        scope.problems.add(piece.problem(text, "ask for the event itself"))
    return condition
