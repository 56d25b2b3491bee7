"""What each action of a step says, and what it becomes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from kweek.catalogue.journey import Step
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Scope
from kweek.catalogue.step_branches import read_branch, read_split
from kweek.catalogue.step_mails import read_handoff, read_notify, read_send, read_task
from kweek.catalogue.step_pauses import read_pause
from kweek.catalogue.step_updates import read_update
from kweek.catalogue.step_webhooks import read_webhook
from kweek.catalogue.waiting import read_then, read_wait

#: name, the step's map, the journey's topic, what may be named.
Reader: TypeAlias = Callable[[str, Piece, str, Scope], Step]


def _wait_for(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    del topic
    wait = read_wait(piece, scope)
    then = read_then(piece, wait, scope)
    return Step(name=name, do="wait_for", piece=piece, wait=wait, then=then, next=piece.get("next"))


def _start(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    del topic
    journey = scope.names.known("journey", piece["start"], scope.problems)
    settings = {"start": journey}
    return Step(name=name, do="start", piece=piece, settings=settings, next=piece.get("next"))


def _end(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    del topic
    if piece.get("next"):
        scope.problems.add(piece["next"].problem("nothing follows the end"))
    if only_if := piece.get("only_if"):
        remedy = "ask it of the steps before, or branch"
        scope.problems.add(only_if.problem("an end cannot be skipped", remedy))
    return Step(name=name, do="end", piece=piece)


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "send": read_send,
        "wait": read_pause,
        "wait_for": _wait_for,
        "branch": read_branch,
        "split": read_split,
        "update": read_update,
        "handoff": read_handoff,
        "task": read_task,
        "notify": read_notify,
        "webhook": read_webhook,
        "start": _start,
        "end": _end,
    }
)
