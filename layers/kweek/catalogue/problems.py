"""What is wrong in the content: each problem with its place, and what to write instead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from difflib import get_close_matches
from typing import Any, Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend; `file` is relative to the campaigns folder, lines count from 1.

    `code` is the name under which a warning can be accepted, `accepted` the reason why it was;
    `path` are the keys that lead to the place in its file, `column` counts from 1, 0 is unknown.
    """

    file: str
    line: int
    field: str
    text: str
    remedy: str = ""
    level: Level = "error"
    code: str = ""
    accepted: str = ""
    column: int = dataclass_field(default=0, compare=False)
    path: tuple[str | int, ...] = dataclass_field(default=(), compare=False)

    def __str__(self) -> str:
        """`journeys/webinar.yaml:19: invite.then.goal: no step is called 'thank'; did you …?`."""
        warning = "warning: " if self.level == "warning" else ""
        field = f"{self.field}: " if self.field else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        code = f" [{self.code}]" if self.code else ""
        return f"{self.file}:{self.line}: {field}{warning}{self.text}{remedy}{code}"

    def as_json(self) -> dict[str, Any]:
        """As programs are told of it; what is not known or not so is null."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column or None,
            "path": list(self.path),
            "field": self.field,
            "level": self.level,
            "code": self.code or None,
            "text": self.text,
            "remedy": self.remedy,
            "accepted": self.accepted or None,
        }


class ContentError(Exception):
    """The campaigns cannot be compiled; it holds every problem that was found, not the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Problems:
    """Collects what is wrong in all files, so that it is told in one go."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._settled: set[tuple[str, str]] = set()

    def add(self, *problems: Problem) -> None:
        """Remember these."""
        self._found.extend(
            each for each in problems if (each.file, each.field) not in self._settled
        )

    def settle(self, problem: Problem) -> None:
        """Remember this one, and nothing more about its place: the rest would follow from it."""
        self.add(problem)
        self._settled.add((problem.file, problem.field))

    def errors_in(self, file: str) -> int:
        """How many errors a file is known to have."""
        return len({each for each in self._found if each.file == file and each.level == "error"})

    def sorted(self) -> list[Problem]:
        """Each once, by file and line."""
        return sorted(set(self._found))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that keep the content from being compiled."""
    return [problem for problem in problems if problem.level == "error"]


def warnings(problems: Iterable[Problem]) -> list[Problem]:
    """What is only risky, and nobody has accepted."""
    return [one for one in problems if one.level == "warning" and not one.accepted]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'thanks'?`, or nothing when no known word is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""
