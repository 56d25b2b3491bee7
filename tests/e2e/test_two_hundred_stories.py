"""Two hundred stories on the embedded stack: they end as in the virtual world, and as files say.

`tests/worlds` tells the same stories over moto. What differs between the worlds, and why it does
not differ here: the emulator and AWS wait whole seconds (an hour of this campaign), and know of a
silence only ten of them later. So only such stories are told in which nothing that decides
something comes within twenty seconds of anything else. The emulator calls no other systems from
here, and its mailbox refuses nobody: webhooks and rejected mails are in moto's stories alone.
"""

import os
from dataclasses import dataclass, replace

import pytest

from kweek.catalogue.build import build
from kweek.cli.keeping import Kept
from kweek.cli.project import Project
from kweek.core.times import DAY, HOUR
from kweek.shell.clock import Clock, machine_now
from tests.e2e.living import PATIENCE, Crowd, Living, Post, does, endings
from tests.e2e.local import Own
from tests.e2e.people import Person
from tests.grammar import folder
from tests.grammar.people import Act
from tests.grammar.playing import Came, reason
from tests.grammar.predicting import told
from tests.stack.kweek_stack import PAGES
from tests.worlds import virtually
from tests.worlds.random_lives import FACTOR
from tests.worlds.stories import BEGINS, WEEK, journeys, stories

pytestmark = pytest.mark.e2e

PORT = int(os.environ.get("KWEEK_E2E_PORT", "4680")) + 240
EARLY = 40 * HOUR  # before the first of them the stack is started, which takes its time
SOON = 3 * HOUR  # until the first of them


@dataclass(frozen=True)
class First:
    """Whose life wakes every function: nobody's first mail is to wait for that."""

    email: str = "first@example.org"


FIRST = {
    "title": "Wakes every function",
    "status": "live",
    "topic": "news",
    "enter": {"event": "Begun first"},
    "steps": [
        {"step": "note", "update": {"add_to": "vip"}},
        {"step": "mail", "send": "bill", "wait_for": "opened", "within": "9d"},
    ],
}


@dataclass(frozen=True)
class Waking:
    """A story of nobody's: it has a life, and no plan."""

    life: First = First()


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The campaigns folder with the journeys of all stories."""
    made = tmp_path_factory.mktemp("stories") / "campaigns"
    return folder.write(made, {**journeys(stories()), "first": FIRST}, quiet=False)


@dataclass(frozen=True)
class Told:
    """The stories as they were told, and how each ended, by address."""

    stories: list
    embedded: dict
    virtual: dict
    late: int

    @property
    def different(self):
        """The stories that do not end alike, as they end here and there."""
        pairs = {email: (one, self.virtual[email]) for email, one in self.embedded.items()}
        return {email: pair for email, pair in pairs.items() if pair[0] != pair[1]}


@pytest.fixture(scope="module")
def ends(clone, root, tmp_path_factory):
    """How each story ends on the embedded stack, and in the virtual world."""
    own = Own(clone, PORT, "--speed", "1h/s", "--campaigns", str(root))
    try:
        stack = _began(own, clone)
        _wake(stack)
        told_here = _on_a_day_to_come(stack)
        living = {story.life.email: Living.of(stack, story) for story in told_here}
        post = Post(Kept.of(Project(clone, PORT), "stack").home / "mails.jsonl")
        crowd = Crowd(stack, living, post)
        crowd.lead()
        built = build(root, PAGES, tmp_path_factory.mktemp("built"))
        virtual = {story.life.email: virtually.told(built, story) for story in told_here}
        return Told(told_here, endings(living, post, virtual), virtual, crowd.late)
    finally:
        own.end()


def _on_a_day_to_come(stack):
    """The stories, on the first day that has not begun when the stack is ready."""
    days = max(0, (stack.now() + SOON - BEGINS) // DAY + 1)
    assert days < WEEK, "the stack took too long to start: it is another week"
    return [story.later(days) for story in stories()]


def _began(own, home):
    """The stack, on a day of ours: as if it had been stopped on that day."""
    kept = Kept.of(Project(home, PORT), "stack")
    kept.home.mkdir(parents=True)
    kept.end(Clock(FACTOR, machine_now(), BEGINS - EARLY))
    return replace(own.start(), patience=PATIENCE)


def _wake(stack):
    first = Person(stack, First.email, cookie=First.email)
    one = Living(Waking(), first, None)
    for number, act in enumerate((Act(0, "identify"), Act(0, "track", "Begun first"))):
        does(one, act, number)
    first.follow(first.mail("bill"), "o")
    first.ended("first", "finished")


@pytest.mark.timeout(600)
def test_two_hundred_stories_end_on_the_embedded_stack_as_in_the_virtual_world(ends):
    assert len(ends.embedded) == 200
    assert ends.different == {}, f"what was done the latest came {ends.late / HOUR:.1f} s late"


def test_they_go_through_their_journeys_as_the_grammar_says(ends):
    expected = {}
    for story in ends.stories:
        parts = _parts(story.life, ends.embedded[story.life.email])
        said = story.life.told(story.start, parts=parts)
        expected[story.life.email] = shown(told(said), [mail.name for mail in said.mails])

    found = {email: shown(_runs(one), one.mails) for email, one in ends.embedded.items()}
    assert found == expected


def _runs(ending):
    return [Came(journey, path, status, reason(why)) for journey, path, status, why in ending.runs]


def _parts(life, ending):
    """What chance gave at each split."""
    split = {step["step"] for step in life.journey["steps"] if "split" in step}
    steps = (one for journey, path, *_ in ending.runs if journey == life.name for one in path)
    return [outcome for step, outcome in steps if step in split and outcome != "skipped"]


def shown(runs, mails):
    return sorted(map(str, runs)), list(mails)
