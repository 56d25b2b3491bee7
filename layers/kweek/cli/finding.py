"""What `kweek doctor` says of one thing: how it is, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "wrong", "left out"]
MOST_DETAILS = 10  # told a line each; --json has them all


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    state: State
    says: str
    do: str = ""
    details: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """`wrong     dead letters of mails: 3 messages`, and below it what to do."""
        found = [f"{self.state:<9} {self.about}: {self.says}"]
        found += [f"{'':<9} - {one}" for one in self.details[:MOST_DETAILS]]
        if len(self.details) > MOST_DETAILS:
            found.append(f"{'':<9} - and {len(self.details) - MOST_DETAILS} more; --json has all")
        if self.do:
            found.append(f"{'':<9} -> {self.do}")
        return found


def is_wrong(findings: Iterable[Finding]) -> bool:
    """Whether something must be mended."""
    return any(one.state == "wrong" for one in findings)


def counted(n: int, noun: str) -> str:
    """`1 mail`, `2 mails`."""
    return f"{n} {noun}{'' if n == 1 else 's'}"
