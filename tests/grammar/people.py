"""Random people: who they are, what they do of themselves, and what they do with each mail."""

from dataclasses import dataclass, field
from typing import Any

from kweek.core.times import DAY, HOUR, MINUTE, SECOND, as_datetime, iso
from tests.grammar.asking import COUNTRIES, EVENTS, ITEMS, PRICES

ZONES = (None, "America/New_York", "Asia/Tokyo", "Europe/Amsterdam")
OVER = 12 * DAY + 5 * HOUR + 3 * MINUTE  # after which everybody is tired


@dataclass(frozen=True)
class Act:
    """Something that a person does: an event, or an answer to a mail."""

    after: int  # ms: since the beginning, or since the mail went
    kind: str  # track, open, click, accept or unsubscribe
    event: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    traits: dict[str, Any] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True)
class Person:
    """What they are, what they do when, and what they do with their first mail, the second, …"""

    traits: dict[str, Any]
    consents: bool
    acts: tuple[Act, ...]
    reactions: tuple[tuple[Act, ...], ...]
    accepts: tuple[int | None, ...]  # how long the owner takes for each hand-off

    def answers(self, number):
        """What they do with their mail of this number."""
        return self.reactions[number % len(self.reactions)]

    def acceptance(self, number):
        """How long until the owner takes the lead of this number over, if ever."""
        return self.accepts[number % len(self.accepts)]


class People:
    """Draws people; every delay has seconds of its own, so that no two things coincide."""

    def __init__(self, chance, start, begins="Begun"):
        self.chance, self.start, self.begins, self.drawn = chance, start, begins, 0

    def person(self):
        """One of them."""
        begins = self._delay(1, 60)
        acts = [Act(0, "identify", traits=self._traits()), self._begun(begins)]
        acts += [self._act() for _ in range(self.chance.randint(0, 7))]
        if self._one_in(2):
            acts.append(self._begun(begins + self._delay(1, 120)))
        return self.known(acts, tired=begins + OVER)

    def known(self, acts, tired):
        """The person who does this, and no more once they are tired."""
        acts.append(Act(tired, "track", "Tired"))
        return Person(
            traits=acts[0].traits,
            consents=self._one_in(2),
            acts=tuple(sorted(acts, key=lambda act: act.after)),
            reactions=tuple(self._reaction() for _ in range(5)),
            accepts=tuple(self.chance.choice([None, self._delay(1, 40)]) for _ in range(2)),
        )

    def _one_in(self, n):
        return self.chance.randrange(n) == 0

    def _delay(self, least, most):
        self.drawn += 1
        return self.chance.randint(least, most) * HOUR + 7 * MINUTE + self.drawn * SECOND

    def _traits(self):
        maybe = {
            "country": self.chance.choice(COUNTRIES),
            "timezone": self.chance.choice(ZONES),
            "item": self.chance.choice(ITEMS),
            "price": self.chance.choice(PRICES),
            "liked": self.chance.choice(ITEMS),
            "renewal": self._day(),
        }
        return {name: value for name, value in maybe.items() if value and not self._one_in(4)}

    def _day(self):
        return iso(self.start + self.chance.randint(-1, 9) * DAY)[:10]

    def _moment(self):
        at = self.start + self._delay(0, 200)
        text = as_datetime(at).strftime("%Y-%m-%d %H:%M")
        return self.chance.choice([self._day(), text, iso(at)])

    def _begun(self, after):
        said = {
            **self._about(),
            "key": self.chance.choice(["k1", "k1", "k2", 17, None]),
            "due": self._moment(),
            "over": iso(self.start + self._delay(30, 300)),
        }
        return Act(after, "track", self.begins, {name: one for name, one in said.items() if one})

    def _about(self):
        about = {"item": self.chance.choice(ITEMS), "price": self.chance.choice(PRICES)}
        return {name: value for name, value in about.items() if not self._one_in(5)}

    def _act(self):
        after = self._delay(0, 200)
        if self._one_in(8):
            return Act(after, "identify", traits=self._traits())
        return Act(after, "track", self.chance.choice(EVENTS), self._about())

    def _reaction(self):
        if self._one_in(12):
            return (Act(self._delay(0, 30), "unsubscribe"),)
        kinds = self.chance.choice([(), (), ("open",), ("click",), ("open", "click")])
        after = self._delay(0, 40)
        answers = [
            Act(after + number * (HOUR + SECOND), kind, link=self.chance.choice(["read", "more"]))
            for number, kind in enumerate(kinds)
        ]
        if self._one_in(4):
            event = self.chance.choice(EVENTS)
            answers.append(Act(self._delay(0, 40), "track", event, self._about()))
        return tuple(answers)
