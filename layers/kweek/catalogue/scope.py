"""What a condition may name at the place where it stands."""

from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeAlias

from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.names import Names
from kweek.catalogue.piece import Path
from kweek.catalogue.predicates import Predicates
from kweek.catalogue.problems import Problems

#: A compiled condition: plain JSON, as the core evaluates it.
Condition: TypeAlias = dict[str, Any] | str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why `$entry.x` or `$contact.x` cannot stand at a place, and what to write there."""

    text: str
    remedy: str


OUTSIDE = Refusal("means something in journeys only", "")


@dataclass(frozen=True, slots=True)
class Scope:
    """The names, the tallies, and what `goal`, `opened`, `clicked` and `$entry.x` mean here."""

    names: Names
    predicates: Predicates
    problems: Problems
    #: The predicates that each run keeps for itself, since they compare with its entry; None
    #: outside journeys.
    own: Predicates | None = None
    #: Why no reference can stand here; None where one can.
    refused: Refusal | None = OUTSIDE
    #: The same, for what is asked of events.
    refused_of_events: Refusal | None = None
    #: Where references were found that do stand for something.
    read: set[Path] = field(default_factory=set)
    #: The journey's compiled goal.
    goal: Condition | None = None
    #: `wait`: within a wait_for; `exit`: exit_when, which may name the goal.
    asked_in: str = "rule"
    #: The mail of the step that waits, by name, and what it says if it could be read.
    mail: str | None = None
    mail_file: MailFile | None = None

    def refusing(self, text: str, remedy: str) -> Self:
        """The same scope where no reference can stand, and why."""
        return replace(self, refused=Refusal(text, remedy))

    def of_events(self) -> Self:
        """The scope of what is asked of an event's properties."""
        return replace(self, refused=self.refused or self.refused_of_events)

    def allowing_references(self) -> Self:
        """The scope of a place that may name a trait although those around it may not."""
        return replace(self, refused=None)
