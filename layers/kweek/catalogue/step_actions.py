"""What each action of a step says, and what it becomes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from kweek.catalogue.journey import Step
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Scope
from kweek.catalogue.small_words import LONGEST, duration
from kweek.catalogue.step_branches import read_branch, read_split
from kweek.catalogue.step_pauses import read_pause
from kweek.catalogue.step_updates import read_update
from kweek.catalogue.waiting import read_accepting, read_then, read_wait
from kweek.core.times import DAY

HOLD_UP_TO = 7 * DAY
DEADLINES = ("wait_for", "within", "until")

#: name, the step's map, the journey's topic, what may be named.
Reader: TypeAlias = Callable[[str, Piece, str, Scope], Step]


def _send(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    mail = _mail(piece["send"], "contact", scope)
    about = replace(scope, mail=mail, mail_file=scope.names.mails.get(mail))
    waits = any(piece.get(key) for key in DEADLINES)
    wait = read_wait(piece, about) if waits else None
    hold = piece.get("hold_up_to")
    held = duration(hold, scope.problems, LONGEST) if hold else HOLD_UP_TO
    own_topic = about.mail_file.topic if about.mail_file else None
    return Step(
        name=name,
        do="send",
        piece=piece,
        settings={"mail": mail, "topic": own_topic or topic, "hold_up_to": held},
        wait=wait,
        then=read_then(piece, wait, about, mails=True),
        next=piece.get("next"),
    )


def _wait_for(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    del topic
    wait = read_wait(piece, scope)
    then = read_then(piece, wait, scope, mails=False)
    if late := piece.get("late"):
        then["late"] = late
    return Step(name=name, do="wait_for", piece=piece, wait=wait, then=then, next=piece.get("next"))


def _handoff(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    del topic
    said = piece["handoff"]
    accept = said.get("accept_within")
    within = duration(accept, scope.problems, LONGEST) if accept else None
    wait = read_accepting(piece, within, scope) if within else None
    mail = said.get("mail") or said.holding("lead-handoff")
    return Step(
        name=name,
        do="handoff",
        piece=piece,
        settings={
            "to": scope.names.known("owner", said["to"], scope.problems),
            "mail": _mail(mail, "owner", scope),
        },
        wait=wait,
        then=read_then(piece, wait, scope, mails=True),
        next=piece.get("next"),
    )


def _notify(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    del topic
    said = piece["notify"]
    return Step(
        name=name,
        do="notify",
        piece=piece,
        settings={
            "to": scope.names.known("owner", said["to"], scope.problems),
            "mail": _mail(said["mail"], "owner", scope),
        },
        then=read_then(piece, None, scope, mails=True),
        next=piece.get("next"),
    )


def _start(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    del topic
    journey = scope.names.known("journey", piece["start"], scope.problems)
    settings = {"start": journey}
    return Step(name=name, do="start", piece=piece, settings=settings, next=piece.get("next"))


def _end(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    del topic
    if piece.get("next"):
        scope.problems.add(piece["next"].problem("nothing follows the end"))
    return Step(name=name, do="end", piece=piece)


def _later(what: str) -> Reader:
    """An action of the grammar that is read, but not run by this version."""

    def read_later(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
        del topic
        scope.problems.add(piece[what].not_yet(f"`{what}`"))
        if what == "task":
            scope.names.known("owner", piece["task"]["to"], scope.problems)
        return Step(name=name, do="not yet", piece=piece, next=piece.get("next"))

    return read_later


def _mail(piece: Piece, to: str, scope: Scope) -> str:
    """The mail that the piece names, if it goes to whom this step writes."""
    name = scope.names.known("mail", piece, scope.problems) or ""
    mail = scope.names.mails.get(name)
    if mail is not None and mail.to != to:
        text = f"mail '{name}' goes to the {mail.to}, not to the {to}"
        remedy = "send it with `notify`" if to == "contact" else "say `to: owner` in its mail.yaml"
        scope.problems.add(piece.problem(text, remedy))
    return name


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "send": _send,
        "wait": read_pause,
        "wait_for": _wait_for,
        "branch": read_branch,
        "split": read_split,
        "update": read_update,
        "handoff": _handoff,
        "task": _later("task"),
        "notify": _notify,
        "webhook": _later("webhook"),
        "start": _start,
        "end": _end,
    }
)
