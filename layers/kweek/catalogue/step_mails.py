"""The steps that write to someone: `send`, `notify`, `handoff` and `task`."""

from dataclasses import replace

from kweek.catalogue.journey import NOT_SENT, Step
from kweek.catalogue.piece import Piece
from kweek.catalogue.references import read_operand
from kweek.catalogue.scope import Scope
from kweek.catalogue.small_words import LONGEST, duration
from kweek.catalogue.waiting import DEADLINES, read_accepting, read_then, read_wait
from kweek.core.times import DAY

HOLD_UP_TO = 7 * DAY


def read_send(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    """One mail to the contact, and perhaps a wait for what they do with it."""
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
        then=read_then(piece, wait, about, NOT_SENT),
        next=piece.get("next"),
    )


def read_handoff(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    """The lead is given to an owner, who may have to accept it."""
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
        settings={"to": _owner(said, scope), "mail": _mail(mail, "owner", scope)},
        wait=wait,
        then=read_then(piece, wait, scope, NOT_SENT),
        next=piece.get("next"),
    )


def read_notify(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    """An owner is told; nothing is asked of them."""
    del topic
    said = piece["notify"]
    return Step(
        name=name,
        do="notify",
        piece=piece,
        settings={"to": _owner(said, scope), "mail": _mail(said["mail"], "owner", scope)},
        then=read_then(piece, None, scope, NOT_SENT),
        next=piece.get("next"),
    )


def read_task(name: str, piece: Piece, topic: str, scope: Scope) -> Step:
    """A person has something to do, by some day."""
    del topic
    said = piece["task"]
    mail, due = said.get("mail") or said.holding("task"), said.get("due")
    return Step(
        name=name,
        do="task",
        piece=piece,
        settings={
            "to": _owner(said, scope),
            "mail": _mail(mail, "owner", scope),
            "title": read_operand(said["title"], scope),
            "due": duration(due, scope.problems) if due else None,
        },
        then=read_then(piece, None, scope, NOT_SENT),
        next=piece.get("next"),
    )


def _owner(said: Piece, scope: Scope) -> str | None:
    return scope.names.known("owner", said["to"], scope.problems)


def _mail(piece: Piece, to: str, scope: Scope) -> str:
    """The mail that the piece names, if it goes to whom this step writes."""
    name = scope.names.known("mail", piece, scope.problems) or ""
    mail = scope.names.mails.get(name)
    if mail is not None and mail.to != to:
        text = f"mail '{name}' goes to the {mail.to}, not to the {to}"
        remedy = "send it with `notify`" if to == "contact" else "say `to: owner` in its mail.yaml"
        scope.problems.add(piece.problem(text, remedy))
    return name
