"""Random sound journeys in the whole grammar, for properties of what they compile to."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import note
from hypothesis import strategies as st

from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.journey_file import read_journey
from kweek.catalogue.names import Names
from kweek.catalogue.piece import Piece
from kweek.catalogue.predicates import Predicates
from kweek.catalogue.problems import Problems, errors
from kweek.catalogue.scope import Scope
from tests.grammar import folder
from tests.grammar.writing import Writing


@st.composite
def journeys(draw):
    """A journey, and the predicates that it asks: all that its machine is compiled from."""
    data = Writing(draw(st.randoms(use_true_random=False))).journey()
    note(folder.as_yaml(data))
    scope = Scope(_names(), Predicates(), Problems())
    journey = read_journey("j", Piece(data, "journeys/j.yaml", {}), scope)
    assert errors(scope.problems.sorted()) == []
    return journey, scope.predicates


@cache
def _names():
    """What the folder around each journey gives to be named."""
    with TemporaryDirectory() as made:
        read = read_campaigns(folder.write(Path(made), {}))
    return Names(
        segment=tuple(read.segments),
        list=tuple(read.lists),
        score=("engagement",),
        topic=tuple(read.policy["topics"]),
        owner=tuple(read.policy["owners"]),
        journey=tuple(read.journeys),
        mail=tuple(read.mails),
        mails=read.mails,
    )
