"""What the interpreter says of a journey and a person, in the shape of what is seen of them."""

from ruamel.yaml import YAML

from tests.grammar import folder
from tests.grammar.interpreter import Interpreter
from tests.grammar.playing import Came

READ = YAML(typ="safe").load
RULES = (READ(folder.SEGMENTS), READ(folder.STAGES))
OTHER = READ(folder.OTHER)


def predicted(journeys, person, start, parts=(), always=0, **more):
    """The interpreter after a whole life; `parts` are those that chance gave at each split.

    Where there are none left it is the one with the number `always`.
    """
    given = iter(parts)
    every = {**journeys, "other": OTHER}

    def choose(run, shares):
        del run
        return next(given, shares[always % len(shares)])

    told = Interpreter(every, person, start=start, choose=choose, rules=RULES, **more)
    return told.tell()


def told(interpreter):
    """Its runs, as they should come."""
    return [_came(run) for run in interpreter.runs]


def _came(run):
    answered = tuple((step, outcome) for step, outcome in run.path if outcome)
    return Came(run.journey, answered, run.status, run.exit)
