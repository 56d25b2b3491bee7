"""What a language must bring to tell a journey, and the days and moments it tells with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kweek.core.references import is_reference
from kweek.core.rule_words import Phrasing, either, span
from kweek.core.tongues import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language: its rules, its sentences, and its words for days."""

    code: str
    tongue: Tongue
    sentences: Mapping[str, str]
    months: Sequence[str]
    days: Sequence[str]
    day_groups: Mapping[tuple[int, ...], str]

    def say(self, key: str, /, **filled: object) -> str:
        """The sentence of that name, with these words in it."""
        return self.sentences[key].format(**filled)

    def span(self, ms: int) -> str:
        """`36 hours`, `2 days`."""
        return span(ms, self.tongue)

    def weekdays(self, days: Sequence[int]) -> str:
        """`a weekday`, `Monday or Friday`."""
        named = either((self.days[day] for day in days), self.tongue)
        return self.day_groups.get(tuple(days), named)

    def day_of_year(self, day: Sequence[int]) -> str:
        """`20 December`."""
        return self.say("day_of_year", day=day[1], month=self.months[day[0] - 1])

    def percent(self, share: float) -> str:
        """`40 %`."""
        return f"{round(share * 100, 2):g} %"

    def moment(self, moment: Mapping[str, Any], phrasing: Phrasing) -> str:
        """`4 days before 11 February 2027 at 15:00`."""
        at, plus = moment.get("at"), moment.get("plus")
        if is_reference(moment) or "ref" in moment:
            said = phrasing.operand({"ref": moment["ref"]})
        else:
            said = self._instant(moment["text"], with_time=not at)
        if plus:
            key = "before" if plus < 0 else "after"
            said = self.say(key, span=self.span(abs(plus)), moment=said)
        return self.say("moment_at", moment=said, at=at) if at else said

    def _instant(self, text: str, *, with_time: bool) -> str:
        read = datetime.fromisoformat(text)
        month = self.months[read.month - 1]
        date = self.say("date", day=read.day, month=month, year=read.year)
        if not with_time or ":" not in text:
            return date
        return self.say("date_at", date=date, at=f"{read:%H:%M}")
