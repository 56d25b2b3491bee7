"""`update`: what a step changes on the contact."""

from kweek.catalogue.journey import Step
from kweek.catalogue.piece import Piece
from kweek.catalogue.references import read_operands
from kweek.catalogue.scope import Scope


def read_update(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    """Traits set (null removes one), lists joined and left."""
    del topic
    update = piece["update"]
    traits = update.get("traits")
    if frequency := update.get("mail_frequency"):
        scope.problems.add(frequency.not_yet("`mail_frequency`"))
    elif not any(update.get(key) for key in ("traits", "add_to", "remove_from")):
        scope.problems.add(update.problem("changes nothing"))
    return Step(
        name=name,
        do="update",
        piece=piece,
        settings={
            "traits": read_operands(traits, scope) if traits else {},
            "add_to": _lists(update.get("add_to"), scope),
            "remove_from": _lists(update.get("remove_from"), scope),
        },
        next=piece.get("next"),
    )


def _lists(piece: Piece | None, scope: Scope) -> list[str]:
    return list(scope.names.all_known("list", piece, scope.problems)) if piece else []
