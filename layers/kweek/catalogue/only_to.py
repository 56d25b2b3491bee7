"""`only_to` of policy.yaml: the only addresses that mail may go to, everywhere or by stage."""

import re
from collections.abc import Mapping
from typing import Any

from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problems

EVERYWHERE = "*"
#: As `-c stage=` of the CDK app takes it.
STAGE = re.compile(r"[a-z][a-z0-9-]{0,19}")
_LABEL = r"[A-Za-z0-9*]([A-Za-z0-9*-]*[A-Za-z0-9*])?"
PATTERN = re.compile(rf"[^@\s]+@{_LABEL}(\.{_LABEL})+")
_REMEDY = 'write { staging: ["*@ourfirm.nl"] }'

OnlyTo = Mapping[str, list[str]]


def read_only_to(piece: Piece | None, problems: Problems) -> OnlyTo | None:
    """The patterns by stage; None when nothing is said."""
    if piece is None:
        return None
    if not isinstance(piece.data, dict):
        text = "holds for every stage: in production too nobody else gets mail"
        problems.add(piece.warning("only-these", text, _REMEDY))
        return {EVERYWHERE: _patterns(piece, problems)}
    if not piece.data:
        problems.add(piece.problem("names no stage", _REMEDY))
    for name, one in piece.items():
        if not STAGE.fullmatch(name):
            problems.add(one.problem(f"'{name}' cannot name a stage", "use a-z, 0-9 and -"))
    return {name: _patterns(one, problems) for name, one in piece.items()}


def at_stage(policy: Mapping[str, Any], stage: str | None) -> dict[str, Any]:
    """The policy as one stage has it: there `only_to` is a list, or None.

    No stage is a world of made-up people: they may all be mailed.
    """
    said = (policy.get("only_to") or {}) if stage else {}
    return {**policy, "only_to": said.get(stage, said.get(EVERYWHERE))}


def _patterns(piece: Piece, problems: Problems) -> list[str]:
    if piece.data in (None, []):
        problems.add(piece.problem("lets no mail go at all", _REMEDY))
    found = [] if piece.data is None else list(piece.list())
    for each in found:
        if not isinstance(each.data, str) or not PATTERN.fullmatch(each.data):
            text = f"{each.shown} is no pattern of an address"
            problems.add(each.problem(text, "write *@ourfirm.nl or ada@ourfirm.nl"))
    return [str(each.data) for each in found]
