"""What the interpreter says of a journey and a person, in the shape of what is seen of them."""

from ruamel.yaml import YAML

from tests.grammar import folder
from tests.grammar.interpreter import Interpreter
from tests.grammar.playing import Came

READ = YAML(typ="safe").load
RULES = (READ(folder.SEGMENTS), READ(folder.STAGES))
OTHER = READ(folder.OTHER)


def predicted(journeys, person, start, parts=(), **more):
    """The interpreter after a whole life; `parts` are those that chance gave at each split."""
    given = iter(parts)
    every = {**journeys, "other": OTHER}

    def choose(run, shares):
        del run
        return next((part for part in given), shares[0])

    told = Interpreter(every, person, start=start, choose=choose, rules=RULES, **more)
    return told.tell()


def told(interpreter):
    """Its runs, as they should come."""
    return [_came(run) for run in interpreter.runs]


def _came(run):
    answered = tuple((step, outcome) for step, outcome in run.path if outcome)
    return Came(run.journey, answered, run.status, run.exit)
