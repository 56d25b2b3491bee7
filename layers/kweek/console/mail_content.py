"""What is in a mail: the subject, HTML and text for one person."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from kweek.console.templates import environment

_LONGEST_SUBJECT = 200
_LONGEST_NAME = 40
#: Letters of any script; hyphens, apostrophes and initials: "Jan-Willem", "d'Arcy", "J.P.".
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|(?:[^\W\d_]\.)+")
_MOST_WORDS = 3
_JOINERS = "\u200c\u200d"  # spell words in Persian and Hindi


@dataclass(frozen=True, slots=True)
class Content:
    """The three texts that SES wants."""

    subject: str
    html: str
    text: str


def render_mail(
    name: str, variables: Mapping[str, Any], templates: Environment | None = None
) -> Content:
    """Render a mail; contact data is only ever a value in it, never part of the template.

    `templates` are those of a mail that is not deployed yet.
    """
    templates = templates or environment()
    given = {**variables, "first_name": first_name(variables.get("contact", {}))}
    return Content(
        subject=one_line(templates.get_template(f"mail_{name}_subject").render(given)),
        html=_sendable(templates.get_template(f"mail_{name}_html").render(given)),
        text=_sendable(templates.get_template(f"mail_{name}_text").render(given)),
    )


def first_name(contact: Mapping[str, Any]) -> str:
    """What to call somebody, or nothing when it does not look like a name.

    A mail that greets nobody is better than "Hello asdf@example.com", and a form must not be
    a way to make us send "Hello win a prize at evil.example".
    """
    said = contact.get("first_name") or contact.get("firstName")
    if not isinstance(said, str):
        return ""
    words = said.split()
    name = " ".join(words)
    fits = len(name) <= _LONGEST_NAME and len(words) <= _MOST_WORDS
    return name if fits and all(_WORD.fullmatch(word) for word in words) else ""


def one_line(text: str) -> str:
    """The text as a header may hold it: no line breaks, no control or direction characters."""
    shown = "".join(each if _shows(each) else " " for each in text)
    line = " ".join(shown.split())
    return line if len(line) <= _LONGEST_SUBJECT else line[: _LONGEST_SUBJECT - 1] + "…"


def _shows(each: str) -> bool:
    return unicodedata.category(each)[0] != "C" or each in _JOINERS


def _sendable(text: str) -> str:
    """Half a character, which JSON can hold and UTF-8 cannot, must not stop a mail."""
    return text.encode("utf-8", "replace").decode("utf-8")
