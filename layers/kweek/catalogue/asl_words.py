"""What a step does, in a few words: comments in the machine and boxes in the drawing."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from kweek.catalogue.durations import in_words
from kweek.catalogue.journey import Step, Wait
from kweek.core.references import is_reference

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_GROUPS = {
    (0, 1, 2, 3, 4, 5, 6): "",
    (0, 1, 2, 3, 4): " on weekdays",
    (5, 6): " at weekends",
}
_WHOSE = {"entry": "the entry's", "contact": "their"}

#: By action; the names are settings of the step.
_DOES = {
    "send": "Sends {mail}",
    "branch": "Chooses by rule",
    "split": "Chooses by chance",
    "notify": "Tells {to} by {mail}",
    "handoff": "Hands over to {to}",
    "start": "Starts {start}",
    "end": "Ends the run",
}


def comment(step: Step) -> str:
    """`Sends ebook-video, waits 6 days at most for: clicked`."""
    said = ", ".join(filter(None, (does(step), waits(step))))
    return said[:1].upper() + said[1:]


def does(step: Step) -> str:
    """The act itself: `Sends ebook-video`; empty for a step that only waits for something."""
    if step.do in _TOLD:
        return _TOLD[step.do](step.settings)
    return _DOES[step.do].format(**step.settings) if step.do in _DOES else ""


def waits(step: Step) -> str:
    """`waits 6 days at most for: clicked`; empty when nothing is waited for."""
    return _waits(step.wait) if step.wait else ""


def _pauses(said: Mapping[str, Any]) -> str:
    if said.get("until"):
        return f"waits until {moment_in_words(said['until'])}"
    long = f"waits {in_words(said['for'])}" if said.get("for") else "waits"
    if not said.get("at"):
        return long
    days = said.get("days") or range(7)
    named = f" on {', '.join(_DAYS[day] for day in days)}"
    return f"{long}, then until {said['at']}{_GROUPS.get(tuple(days), named)}"


def _changes(said: Mapping[str, Any]) -> str:
    changes = {
        "sets": list(said.get("traits") or ()),
        "adds to": list(said.get("add_to") or ()),
        "removes from": list(said.get("remove_from") or ()),
    }
    told = [f"{verb} {' and '.join(names)}" for verb, names in changes.items() if names]
    return ", ".join(told) or "changes nothing"


def _calls(said: Mapping[str, Any]) -> str:
    return f"calls {urlsplit(said['url']).hostname}"


def _asks(said: Mapping[str, Any]) -> str:
    return f"asks {said['to']}: {_named(said['title'])}"


def _named(operand: Any) -> str:
    """A text, or `the entry's question`."""
    if not is_reference(operand):
        return str(operand)
    source, *path = operand["ref"]
    return f"{_WHOSE[source]} {'.'.join(path)}"


_TOLD = {"wait": _pauses, "update": _changes, "task": _asks, "webhook": _calls}


def _waits(wait: Wait) -> str:
    names = " or ".join(name for name, _ in wait.immediate)
    if wait.until:
        return f"waits until {moment_in_words(wait.until)}" + (f" for: {names}" if names else "")
    return f"waits {in_words(wait.within)}" + (f" at most for: {names}" if names else "")


def moment_in_words(moment: Mapping[str, Any]) -> str:
    """`4 days before their renewal_date, at 08:00`."""
    said = _named(moment.get("text", moment))
    if plus := moment.get("plus"):
        said = f"{in_words(abs(plus))} {'before' if plus < 0 else 'after'} {said}"
    return f"{said}, at {moment['at']}" if moment.get("at") else said
