"""Which steps of which journeys send a mail, and so what it may say of them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import did_you_mean

#: The mails of steps that need not name one.
_DEFAULTS = {"handoff": "lead-handoff", "task": "task"}


@dataclass(frozen=True, slots=True)
class Uses:
    """The journeys that send a mail, with the names of their values; and who is no task."""

    values: Mapping[str, Collection[str]] = field(default_factory=dict)
    tasks: Collection[str] = ()
    others: Collection[str] = ()

    def wrong_value(self, name: str) -> tuple[str, str] | None:
        """Why a mail cannot say this value, and the remedy; each journey must have it."""
        if not self.values:
            return f"there is no 'values.{name}'", "no journey sends this mail"
        for journey, values in self.values.items():
            if name not in values:
                text = f"journey '{journey}' sends this mail and has no value called '{name}'"
                near = did_you_mean(name, values)
                return text, near or "add it to the journey's `values`"
        return None

    def wrong_task(self) -> tuple[str, str] | None:
        """Why a mail cannot speak of a task, and the remedy."""
        if not self.tasks:
            return "only the mail of a task can say this", "no `task` step sends this mail"
        for step in self.others:
            text = f"only the mail of a task can say this, and '{step}' sends it without one"
            return text, "give the task a mail of its own"
        return None


def uses_of(journeys: Mapping[str, Piece]) -> dict[str, Uses]:
    """The uses by mail, read from the files themselves: other mistakes in them do not matter."""
    values: dict[str, dict[str, Collection[str]]] = {}
    tasks: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for journey, piece in journeys.items():
        said = piece.get("values")
        mine = dict(said.items()) if said else {}
        for step, action, named in _mails_of(piece):
            by_value = mine.get(named.removeprefix("$")) if named.startswith("$") else None
            mail = str(by_value.data) if by_value else named
            values.setdefault(mail, {})[journey] = tuple(mine)
            kind = tasks if action == "task" else others
            kind.setdefault(mail, []).append(f"{journey}.{step}")
    return {mail: Uses(values[mail], tasks.get(mail, ()), others.get(mail, ())) for mail in values}


def _mails_of(journey: Piece) -> Iterator[tuple[str, str, str]]:
    """Step, action and mail of each step that writes to someone."""
    steps = journey.get("steps")
    for step in steps.list() if steps else ():
        for action, said in step.items():
            mail = said.data if action == "send" else None
            if action in ("notify", "handoff", "task") and isinstance(said.data, dict):
                mail = said.data.get("mail") or _DEFAULTS.get(action)
            if isinstance(mail, str):
                yield str(step.data.get("step")), action, mail
