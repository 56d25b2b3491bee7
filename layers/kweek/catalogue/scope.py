"""What a condition may name at the place where it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.names import Names
from kweek.catalogue.predicates import Predicates
from kweek.catalogue.problems import Problems

#: A compiled condition: plain JSON, as the core evaluates it.
Condition: TypeAlias = dict[str, Any] | str


@dataclass(frozen=True, slots=True)
class Scope:
    """The names, the tallies, and what `goal`, `opened`, `clicked` and `$name` mean here."""

    names: Names
    predicates: Predicates
    problems: Problems
    #: The journey's `values`; None outside journeys, where no `$` has a meaning.
    values: Collection[str] | None = None
    #: The journey's compiled goal.
    goal: Condition | None = None
    #: `wait`: within a wait_for; `exit`: exit_when, which may name the goal.
    asked_in: str = "rule"
    #: The mail of the step that waits, by name, and what it says if it could be read.
    mail: str | None = None
    mail_file: MailFile | None = None
