"""The compiled campaigns that queue handlers work by."""

from functools import cache
from typing import Any

from kweek.core.rules import Rules
from kweek.shell.documents import document


@cache
def rules() -> Rules:
    """The catalogue's rules, their conditions compiled."""
    return Rules.from_json(document("rules.json"))


def mails() -> dict[str, Any]:
    """What the mailer knows of each mail."""
    return dict(document("mails.json"))
