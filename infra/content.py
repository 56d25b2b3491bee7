"""What the stack needs to know of the campaigns it carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Content:
    """The built campaigns: where their layer lies, and what they ask of AWS."""

    directory: Path
    machines: Mapping[str, Mapping[str, Any]]
    senders: tuple[str, ...]
    mail_rate: float

    @property
    def domains(self) -> list[str]:
        """The domains that mails are sent from, which SES must know to be ours."""
        return sorted({sender.rpartition("@")[2] for sender in self.senders})
