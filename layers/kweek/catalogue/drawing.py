"""A journey as cards and arrows, before anybody knows where on the paper they come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kweek.catalogue.arrows import Arrow, arrows
from kweek.catalogue.asl_words import does, waits
from kweek.catalogue.drawing_text import width_of, wrapped
from kweek.catalogue.journey import END, Journey, Step
from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.subjects import subject_of
from kweek.core.rule_words import in_words

START = "start"
SIZE, SMALL = 14.0, 12.0  # of the name, and of all else
LEAD = 16.0  # from one small line to the next
INSIDE = 216.0  # room for text in a card

Look = Literal["start", "end", "mail", "wait", "choice", "person", "system"]

_LOOKS: Mapping[str, Look] = {
    "send": "mail",
    "wait": "wait",
    "wait_for": "wait",
    "branch": "choice",
    "split": "choice",
    "notify": "person",
    "handoff": "person",
    "task": "person",
}
_PADS: Mapping[str, tuple[float, float]] = {"wait": (24, 10), "choice": (32, 12)}
_PAD = (16.0, 12.0)
_LINES = 3
_LABEL = 190.0  # a longer label gets a second line


@dataclass(frozen=True, slots=True)
class Card:
    """A step: its name, what it does, what it waits for, and the rules it hangs on."""

    name: str
    look: Look
    title: str
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()

    @property
    def pad(self) -> tuple[float, float]:
        """The room left free beside and above the text, by shape."""
        return _PADS.get(self.look, _PAD)

    @property
    def body(self) -> float:
        """The height of all but the foot."""
        rows = len(self.lines) + len(self.notes)
        return SIZE + 6 + rows * LEAD + 2 * self.pad[1] - (0 if rows else 4)

    @property
    def height(self) -> float:
        """The height of the whole card."""
        return self.body + (len(self.foot) * LEAD + 12 if self.foot else 0)

    @property
    def width(self) -> float:
        """The width of the whole card."""
        if self.look in ("start", "end"):
            return max(64.0, width_of(self.title, SIZE) + 36)
        return INSIDE + 2 * self.pad[0]


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow between two cards, with what is written on it; `thick` where that says something."""

    source: str
    arrow: Arrow
    said: tuple[str, ...]
    thick: float = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of what is written; nothing for an arrow that says nothing."""
        if not self.said:
            return (0, 0)
        wide = max(width_of(line, SMALL, bold=True) for line in self.said)
        return (wide + 16, len(self.said) * LEAD + 4)


@dataclass(frozen=True, slots=True)
class Drawing:
    """All cards and arrows of a journey; `start` is a card of its own."""

    title: str
    cards: tuple[Card, ...]
    lines: tuple[Line, ...]


def drawing(
    journey: Journey,
    predicates: Mapping[str, Any],
    mails: Mapping[str, MailFile],
    beside: Mapping[str, str] | None = None,
) -> Drawing:
    """The cards and arrows; `beside` adds a line of its own to steps: how many came by."""
    steps = [step for step in journey.steps if step.do != END]
    first = journey.resolved(journey.steps[0].name)
    cards = [Card(START, "start", START)]
    lines = [Line(START, Arrow(first, (), "rest"), ())]
    for step in steps:
        cards.append(_card(journey, step, predicates, mails, (beside or {}).get(step.name, "")))
        ways = _resolved(journey, arrows(journey, step, predicates))
        named = sum(way.kind != "skipped" for way in ways) > 1
        lines += [
            Line(step.name, way, _said(way) if named or way.kind == "skipped" else ())
            for way in ways
        ]
    return Drawing(journey.title, (*cards, Card(END, "end", END)), tuple(lines))


def _card(
    journey: Journey,
    step: Step,
    predicates: Mapping[str, Any],
    mails: Mapping[str, MailFile],
    beside: str,
) -> Card:
    look = _LOOKS.get(step.do, "system")
    told, waited = does(step), waits(step)
    if step.do == "send" and step.settings["mail"] in mails:
        told = f"“{subject_of(mails[step.settings['mail']], journey.values)}”"
    if not told:
        told, waited = waited, ""
    notes = [beside] if beside else []
    for rule, word in ((step.only_if, "only if"), (step.judged_by, "judged by")):
        if rule is not None:
            notes += _lines(f"{word} {in_words(rule, predicates)}")
    foot = _lines(waited[:1].upper() + waited[1:]) if waited else []
    shown = _lines(told[:1].upper() + told[1:])
    return Card(step.name, look, step.name, tuple(shown), tuple(notes), tuple(foot))


def _lines(text: str) -> list[str]:
    return wrapped(text, SMALL, INSIDE, _LINES)


def _resolved(journey: Journey, ways: list[Arrow]) -> list[Arrow]:
    """Ways that lead to a step which only ends are ways to the end; each target once more."""
    found: dict[tuple[str, bool], Arrow] = {}
    for way in ways:
        target = journey.resolved(way.target)
        key = (target, way.kind == "skipped")
        before = found.get(key)
        labels = (*before.labels, *way.labels) if before else way.labels
        found[key] = Arrow(target, labels, before.kind if before else way.kind)
    return list(found.values())


def _said(way: Arrow) -> tuple[str, ...]:
    return tuple(wrapped(" or ".join(way.labels), SMALL, _LABEL, 2, bold=True))
