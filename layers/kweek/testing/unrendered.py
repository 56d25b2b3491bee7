"""What a mail is where nobody reads it: its name, with links that nobody has to sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kweek.core.letter import Signer


@dataclass(frozen=True, slots=True)
class Unrendered:
    """The three texts of a mail that is not rendered: only its subject says something."""

    subject: str
    html: str = ""
    text: str = ""


def unrendered(name: str, fields: Mapping[str, Any]) -> Unrendered:
    """A mail that takes no time."""
    del fields
    return Unrendered(name)


class PlainLinks(Signer):
    """Makes links that show what they are for."""

    __slots__ = ()

    def link(self, purpose: Any, *parts: str | int) -> str:
        """`{base}/{purpose}/{what it is about}`."""
        return f"{self.base}/{purpose}/{'/'.join(map(str, parts))}"


LINKS = PlainLinks(b"", "", "https://links.example")
