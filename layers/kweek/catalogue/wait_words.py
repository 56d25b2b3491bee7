"""`opened`, `clicked`, `goal`, `answered`: the words that only a wait (or an exit) can ask."""

from kweek.catalogue.mail_file import link_id
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import did_you_mean
from kweek.catalogue.scope import Condition, Scope

ABOUT_THE_MAIL = ("opened", "clicked")
WORDS = (*ABOUT_THE_MAIL, "goal", "answered")


def read_word(piece: Piece, scope: Scope) -> Condition | None:
    """The compiled condition of one word; None, and told, where it has no meaning."""
    word = piece.data
    if word not in WORDS:
        remedy = did_you_mean(word, WORDS) or "write a map, as { segment: name }"
        scope.problems.add(piece.problem(f"'{word}' is no condition", remedy))
        return None
    if word == "goal":
        return _goal(piece, scope)
    if scope.asked_in != "wait":
        remedy = "write { mail: NAME, was: opened }" if word in ABOUT_THE_MAIL else ""
        scope.problems.add(piece.problem(f"'{word}' can only be waited for", remedy))
        return None
    if word == "answered":
        scope.problems.add(piece.not_yet("surveys, and so 'answered'"))
        return None
    if not _mail_of_step(piece, word, scope):
        return None
    return "opened" if word == "opened" else {"clicked": None}


def read_clicked_link(link: Piece, scope: Scope) -> Condition:
    """`{ clicked: LINK }`: a link that the step's mail names."""
    if scope.asked_in != "wait":
        scope.problems.add(link.problem("'clicked' can only be waited for"))
    elif _mail_of_step(link, "clicked", scope) and scope.mail and scope.mail_file:
        return _clicked_link(link, scope)
    return {"clicked": None}


def _clicked_link(piece: Piece, scope: Scope) -> Condition:
    links = scope.mail_file.links if scope.mail_file else {}
    if scope.mail and isinstance(piece.data, str) and piece.data in links:
        return {"clicked": link_id(scope.mail, piece.data, links[piece.data].url)}
    text = f"mail '{scope.mail}' has no link called '{piece.data}'"
    remedy = did_you_mean(str(piece.data), links) or "name it under `links` in its mail.yaml"
    scope.problems.add(piece.problem(text, remedy))
    return {"clicked": None}


def _goal(piece: Piece, scope: Scope) -> Condition | None:
    if scope.asked_in == "rule":
        scope.problems.add(piece.problem("'goal' can be asked in waits and in exit_when only"))
        return None
    if scope.goal is None:
        scope.problems.add(piece.problem("this journey has no goal", "say `goal:` at its top"))
        return None
    # An exit carries the goal itself, so that the core knows one kind of exit.
    return scope.goal if scope.asked_in == "exit" else "goal"


def _mail_of_step(piece: Piece, word: str, scope: Scope) -> bool:
    if scope.mail is None:
        text = f"'{word}' is about the mail of its own step, and this step sends none"
        scope.problems.add(piece.problem(text, "move the wait_for to the step that sends"))
    return scope.mail is not None
