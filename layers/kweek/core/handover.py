"""A mail ready to go, and what came of handing it over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, ready to go."""

    sender: tuple[str, str]  # name, address
    reply_to: str | None
    to: str
    subject: str
    html: str
    text: str
    headers: Sequence[Mapping[str, str]]
    tags: Mapping[str, str]
    configuration_set: str  # empty: SES reports nothing of it


@dataclass(frozen=True, slots=True)
class Answer:
    """`accepted` with SES's message id, `refused` for now, `rejected`, or `silent`."""

    kind: Literal["accepted", "refused", "rejected", "silent"]
    detail: str
    passing: bool = False  # waiting alone will help: SES, or the way to it, was only busy
