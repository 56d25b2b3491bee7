"""`webhook`: another system is called, and may answer with what becomes a trait."""

import re
from typing import Any

from kweek.catalogue.journey import Step
from kweek.catalogue.piece import Piece
from kweek.catalogue.references import read_operands
from kweek.catalogue.scope import Scope
from kweek.catalogue.small_words import duration
from kweek.catalogue.waiting import read_then
from kweek.core.public_hosts import HostRefused, place_of
from kweek.core.times import SECOND
from kweek.core.webhook_call import LONGEST_TIMEOUT

TIMEOUT = 10  # seconds
OUTCOMES = ("done", "failed")
_FIELD = re.compile(r"[^.]+(\.[^.]+)*")
_NOT_IN_URL = re.compile(r"\$(entry|contact)\b")


def read_webhook(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    """One call over HTTPS: what it sends, what it keeps, and how long it may take."""
    del topic
    said = piece["webhook"]
    _check_url(said["url"], scope)
    send, timeout = said.get("send"), said.get("timeout")
    return Step(
        name=name,
        do="webhook",
        piece=piece,
        settings={
            "url": said.data["url"],
            "send": read_operands(send, scope) if send else None,
            "keep": _keep(said.get("keep"), scope),
            "timeout": _timeout(timeout, scope) if timeout else TIMEOUT,
        },
        then=read_then(piece, None, scope, OUTCOMES),
        next=piece.get("next"),
    )


def _check_url(piece: Piece, scope: Scope) -> None:
    """The address is the same for all: what differs by contact would leak into logs."""
    if _NOT_IN_URL.search(piece.data):
        text = "the address of a webhook is the same for all"
        scope.problems.settle(piece.problem(text, "put what differs under `send:`"))
        return
    try:
        place_of(piece.data)
    except HostRefused as refused:
        remedy = "write https:// and a public name, as in https://hooks.example.com/new-lead"
        text = f"{piece.shown} cannot be called: {refused}"
        scope.problems.add(piece.problem(text, remedy))


def _keep(piece: Piece | None, scope: Scope) -> dict[str, Any]:
    for trait, path in piece.items() if piece else ():
        if trait.endswith(".$"):  # Step Functions would read the value as a path
            scope.problems.add(path.problem("a trait's name must not end with '.$'"))
        elif not _FIELD.fullmatch(path.data):
            text = f"{path.shown} names no field of the answer"
            scope.problems.add(path.problem(text, "write customer.id"))
    return dict(piece.data) if piece else {}


def _timeout(piece: Piece, scope: Scope) -> int:
    """Whole seconds."""
    length = duration(piece, scope.problems)
    if length and length > LONGEST_TIMEOUT * SECOND:
        text = f"{piece.shown} is longer than a call may take"
        scope.problems.add(piece.problem(text, f"write 1s to {LONGEST_TIMEOUT}s"))
    return (length or 0) // SECOND
