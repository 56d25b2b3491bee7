"""Random lives that the embedded stack can show: short ones, in which no two things come close."""

from dataclasses import dataclass, replace
from random import Random

from kweek.core.times import HOUR, iso
from tests.grammar.lives import Pace
from tests.grammar.people import Act, People
from tests.grammar.predicting import predicted
from tests.grammar.steps import KINDS
from tests.grammar.writing import Writing

FACTOR = 3_600  # an hour of the campaign in a second
MARGIN = 20 * HOUR  # seconds of the machine's time, that is
LONGEST = 82 * HOUR
APART = 15 * HOUR
FEW = 3  # steps
PARTS = 3  # the most ways of a split


class Short(Writing):
    """A journey through which one comes within minutes.

    Nobody can be called from here, no mail is rejected, and nobody has said yes to anything.
    """

    mails = ("letter", "answer", "bill")
    kinds = tuple(kind for kind in KINDS if kind != "webhook")
    alone = True
    pauses = ("3h", "5h")

    def _lengths(self):
        return ["2d", "50h"]


class Quick(People):
    """People who do things in the middle of what is waited for, and tire soon."""

    def person(self):
        acts = [Act(0, "identify", traits=self._traits()), self._begun(0)]
        acts += [self._act() for _ in range(self.chance.randint(0, 2))]
        if self._one_in(3):
            acts.append(self._begun(self._delay(20, 55)))
        # A yes takes a form.
        return replace(self.known(acts, tired=self._delay(60, 70)), consents=False)

    def _delay(self, least, most):
        return super()._delay(max(least, 20), max(20, min(most, 80)))

    def _moment(self):
        at = self.start + self.chance.choice([-30, 30, 54, 78]) * HOUR
        return self.chance.choice([self._day(), iso(at)])


@dataclass
class Life:
    """One person's life in one journey: by its seeds it can be drawn anew for another day."""

    number: int
    seed: int
    journey: dict

    @property
    def name(self):
        return f"j{self.number}"

    @property
    def email(self):
        return f"life-{self.number}-{self.seed}@example.org"

    def person(self, start):
        """Who it is, when they begin at an instant."""
        return Quick(Random(self.seed), start, f"Begun {self.number}").person()  # noqa: S311

    def told(self, start, part=0, parts=()):
        """What the interpreter says of it; `part` is the one that chance always gives."""
        person, journeys = self.person(start), {self.name: self.journey}
        return predicted(
            journeys, person, start, parts, always=part, pace=Pace(FACTOR), quiet=False
        )

    def is_safe(self, start):
        """Whether, whatever chance gives, it is short and nothing in it comes close."""
        return all(_is_safe(self.told(start, part), start) for part in range(PARTS))


def _is_safe(told, start):
    ends = max((*told.fixed, *told.moving), default=start) - start
    over = told.runs and all(run.status != "active" for run in told.runs)
    calm = told.margin >= MARGIN and all(_ends_apart(run, told) for run in told.runs)
    return over and calm and ends <= LONGEST and any(map(_is_told_of, told.runs))


def _ends_apart(run, told):
    """Whether nothing that somebody does comes close to when the run must be over."""
    ends = run.ends_at
    return all(ends is None or at == ends or abs(at - ends) >= APART for at in told.fixed)


def _is_told_of(run):
    """Whether a run is worth while: it waits for something, or takes some steps."""
    return run.waited is not None or len(run.path) > FEW
