"""Random journeys, random people: what Kweek makes of them is what the grammar says."""

from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st
from statelint.linter import Linter

from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.problems import errors
from kweek.catalogue.step_shapes import SHAPES
from tests.grammar import folder
from tests.grammar.people import Act, People, Person
from tests.grammar.playing import ADDRESS, Playing, fresh_stack, parts, runs
from tests.grammar.predicting import READ, predicted, told
from tests.grammar.writing import Writing
from tests.stack.kweek_stack import START

pytestmark = pytest.mark.usefixtures("the_secret")

SAFELY = 2_000  # ms between two things whose order decides something
MOST_KEPT = 12  # ended runs that a contact keeps
LIVE = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}


@pytest.fixture
def lives(aws, tmp_path_factory):  # noqa: ARG001 - moto answers
    """What becomes of a person in a journey, on Kweek and by the interpreter."""

    def live(journey, person):
        root = folder.write(tmp_path_factory.mktemp("campaigns"), {"j": journey})
        with fresh_stack(root, tmp_path_factory.mktemp("content")) as stack:
            assert Linter.validate(stack.built.machines["j"]) == []
            Playing(stack, person).play()
            assert not any(stack.queues.dead.values())
            said = predicted({"j": journey}, person, START, parts(stack))
            return said, (runs(stack), stack.mails(ADDRESS))

    return live


def as_told(interpreter):
    return told(interpreter), [mail.name for mail in interpreter.mails]


def ordered(came):
    """Runs in an order that does not ask when each ended."""
    found, mails = came
    return sorted(found, key=repr), mails


def lived(lives, chance):
    """One random life in one random journey."""
    journey, person = Writing(chance).journey(), People(chance, START).person()
    note(folder.as_yaml(journey))
    note("\n".join(map(str, [person.traits, *person.acts, *person.reactions])))
    said, came = lives(journey, person)
    assume(said.closest is None or said.closest >= SAFELY)
    assume(len(said.runs) <= MOST_KEPT)
    assert ordered(came) == ordered(as_told(said))


@settings(max_examples=1, **LIVE)
@given(chance=st.randoms(use_true_random=False))
def test_a_random_life_in_a_random_journey_goes_as_the_grammar_says(lives, chance):
    lived(lives, chance)


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=60, **LIVE)
@given(chance=st.randoms(use_true_random=False))
def test_many_random_lives_go_as_the_grammar_says(lives, chance):
    lived(lives, chance)


def test_what_comes_before_a_plain_mail_is_seen_by_the_wait_after_it(lives):
    journey = READ(
        """
        title: Pause, mail, wait
        status: live
        topic: news
        enter: { event: Begun }
        steps:
          - { step: rest, wait: 30h }
          - { step: mail, send: bill }
          - step: watch
            wait_for: { bought: { event: Bought } }
            within: 1d
            then: { bought: mark, otherwise: end }
          - { step: mark, update: { add_to: vip } }
        """
    )
    acts = (Act(3_600_000, "track", "Begun"), Act(36_000_000, "track", "Bought"))

    said, came = lives(journey, Person({}, False, acts, ((),), (None,)))

    assert came == as_told(said)
    assert came[0][0].path[-2:] == (("watch", "bought"), ("mark", "done"))


@cache
def written(count=300):
    """Many journeys, the same at each telling."""
    return {f"j{seed}": Writing(Random(seed)).journey() for seed in range(count)}  # noqa: S311


def words(data):
    """Every key that stands anywhere in a file."""
    if isinstance(data, dict):
        return set(data).union(*map(words, data.values()))
    return set().union(*map(words, data)) if isinstance(data, list) else set()


def test_random_journeys_are_sound_files(tmp_path):
    read = read_campaigns(folder.write(tmp_path, written(60)))

    assert errors(read.problems) == []
    assert len(read.journeys) == 61


@pytest.mark.parametrize("action", SHAPES)
def test_random_journeys_say_all_that_a_step_may_say(action):
    steps = [step for journey in written().values() for step in journey["steps"]]
    mine = [
        step for step in steps if action in step and (action != "wait_for" or "send" not in step)
    ]
    fields = {field.alias or name for name, field in SHAPES[action].model_fields.items()}
    never = {"accept"} | {"end": {"next", "only_if"}}.get(action, set())  # no run hears of it

    assert fields - set().union(*mine) == never


def test_random_journeys_use_every_word_of_the_rest_of_the_grammar():
    said = set().union(*map(words, written().values()))

    assert said >= {
        *("values", "only_if", "enter_until", "ends", "re_entry", "key", "again", "after"),
        *("goal", "target", "exit_when", "segment", "stage", "until", "late", "at", "days", "for"),
        *("all", "any", "none", "trait", "event", "where", "count", "in_last", "then", "list"),
        *("score", "consent", "journey", "mail", "was", "is", "is_not", "at_least", "at_most"),
        *("above", "below", "contains", "starts_with", "exists", "held", "failed", "otherwise"),
        *("traits", "add_to", "remove_from", "accept_within", "accepted", "due", "keep", "send"),
        *("timeout", "judged_by", "hold_up_to", "opened", "clicked"),
    }
