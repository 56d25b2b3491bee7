"""Rules in plain words, for those who ask why: a compiled condition as a phrase."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kweek.core.times import DAY, HOUR, MINUTE, SECOND
from kweek.core.tongues import BRIEF, Tongue

Predicates = Mapping[str, Mapping[str, Any]]
#: By kind (`segment`, `link`, …) and name: how people call it.
Titles = Mapping[str, Mapping[str, str]]

_ASKED = ("score", "trait", "segment", "list", "stage", "grade", "consent")
_SPANS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second"))


def in_words(condition: Any, predicates: Predicates) -> str:
    """A condition as a terse English phrase; `predicates` are those it names."""
    return Phrasing(predicates).said(condition)


def span(ms: int, tongue: Tongue = BRIEF) -> str:
    """A duration in its largest fitting unit: `36 hours`, `2 days`."""
    unit, name = next((one for one in _SPANS if ms % one[0] == 0), (1, "millisecond"))
    return _many(ms // unit, tongue.spans[name])


def counted(count: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return _many(count, (noun, f"{noun}s"))


def either(words: Iterable[Any], tongue: Tongue = BRIEF) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = [str(word) for word in words] or [tongue.nothing]
    return f"{', '.join(most)} {tongue.either} {last}" if most else last


def _many(count: int, noun: tuple[str, str]) -> str:
    return f"{count} {noun[0] if count == 1 else noun[1]}"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Says conditions in one tongue; `predicates` are those they name, sequences among them."""

    predicates: Predicates
    tongue: Tongue = BRIEF
    titles: Titles = field(default_factory=dict)

    def said(self, condition: Any) -> str:
        """The condition as a phrase."""
        match condition:
            case str():
                return self.tongue.phrases[condition]
            case {"all": parts}:
                return self._parts(parts, self.tongue.both)
            case {"any": parts}:
                return self._parts(parts, self.tongue.either)
            case {"none": parts}:
                said = f" {self.tongue.either} ".join(map(self.said, parts))
                no = self.tongue.neither if len(parts) > 1 else self.tongue.not_one
                return no.format(said=said)
            case {"event": pid}:
                return self._event(pid, condition.get("count", 1), condition.get("in_last"))
        return self._of_person(condition)

    def _of_person(self, condition: Any) -> str:
        """What is asked of the contact, a mail or a run, and not of events."""
        phrases = self.tongue.phrases
        match condition:
            case {"journey": name, "was": was}:
                return self.tongue.by_journey[was].format(name=self.called("journey", name))
            case {"mail": name, "was": was}:
                return self.tongue.by_mail[was].format(name=self.called("mail", name))
            case {"clicked": None}:
                return phrases["clicked"]
            case {"clicked": link}:
                return phrases["clicked_link"].format(name=self.called("link", link))
            case {"accepted": _}:
                return phrases["accepted"]
        kind = next(one for one in _ASKED if one in condition)
        compared = self._compared(condition.get("ops", ()), self.tongue.of_person)
        name = self.called(kind, condition[kind])
        return phrases[kind].format(name=name, compared=compared)

    def happened(self, pid: str) -> str:
        """What one predicate or sequence speaks of."""
        one = self.predicates.get(pid)
        if one is None:
            return self.tongue.gone
        if "first" in one:
            first, then = self.happened(one["first"]), self.happened(one["then"])
            within = span(one["within"], self.tongue)
            return self.tongue.sequence.format(first=first, then=then, span=within)
        other = self.tongue.other_event
        names = [self.tongue.events.get(name) or other.format(name=name) for name in one["events"]]
        asked = [
            self.tongue.property.format(
                name=name, compared=self._compared(ops, self.tongue.of_event)
            )
            for name, ops in one["where"].items()
        ]
        where = self.tongue.where.format(said=", ".join(asked)) if asked else ""
        return either(names, self.tongue) + where

    def operand(self, operand: Any) -> str:
        """A value, or where it comes from: `the entry's cart_id`."""
        if isinstance(operand, dict) and "ref" in operand:
            source, *path = operand["ref"]
            return self.tongue.by_entry[source].format(name=".".join(path))
        return str(operand)

    def called(self, kind: str, names: Any) -> str:
        """One name or several, as people call them."""
        titles = self.titles.get(kind, {})
        named = [names] if isinstance(names, str) else names
        return either((titles.get(name, name) for name in named), self.tongue)

    def _compared(self, ops: Iterable[tuple[str, Any]], ways: Mapping[str, str]) -> str:
        return f" {self.tongue.both} ".join(self._op(ways, *one) for one in ops)

    def _op(self, ways: Mapping[str, str], op: str, operand: Any) -> str:
        if op == "exists":
            return ways["exists" if operand else "exists_not"]
        values = [operand]
        if isinstance(operand, list):
            values = [self.tongue.missing if one == "missing" else one for one in operand]
        return ways[op].format(value=either(map(self.operand, values), self.tongue))

    def _parts(self, parts: list[Any], link: str) -> str:
        said = [self.said(part) for part in parts]
        nested = [isinstance(part, dict) and bool({"all", "any"} & part.keys()) for part in parts]
        bound = [f"({one})" if inner else one for one, inner in zip(said, nested, strict=True)]
        return f" {link} ".join(bound) or self.tongue.always

    def _event(self, pid: str, count: int, window: int | None) -> str:
        tongue, often, past = self.tongue, "", ""
        if count > 1:
            often = tongue.often.format(times=_many(count, tongue.times))
        if window:
            past = tongue.past.format(span=span(window, tongue))
        return tongue.event.format(what=self.happened(pid), often=often, past=past)
