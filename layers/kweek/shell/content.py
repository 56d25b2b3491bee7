"""The compiled campaigns, as their layer brings them."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from kweek.core.rules import Rules


def read(name: str) -> Any:
    """One JSON document of the content package."""
    return json.loads(files("kweek_content").joinpath(name).read_text())


@cache
def rules() -> Rules:
    """The catalogue's rules, their conditions compiled."""
    return Rules.from_json(read("rules.json"))


@cache
def mails() -> dict[str, Any]:
    """What the mailer knows of each mail."""
    return dict(read("mails.json"))
