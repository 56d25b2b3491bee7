"""Random journeys on the embedded stack: its machines take people where the grammar says."""

import heapq
import os
import re
import time
from dataclasses import dataclass, field, replace
from itertools import count

import pytest

from kweek.cli.keeping import Kept
from kweek.cli.project import Project
from kweek.core.times import DAY, HOUR, parse_iso
from kweek.shell.clock import Clock, machine_now
from tests.e2e.local import Own
from tests.e2e.people import Person
from tests.e2e.random_lives import FACTOR, Life, lives
from tests.e2e.stack import at
from tests.grammar import folder
from tests.grammar.histories import path
from tests.grammar.people import Act
from tests.grammar.playing import Came, reason
from tests.grammar.predicting import told

pytestmark = pytest.mark.e2e

PORT = int(os.environ.get("KWEEK_E2E_PORT", "4680")) + 240
BEGINS = parse_iso("2027-01-18T06:00:00Z")  # a Monday; each life begins at such a time of day
JOURNEYS, EACH = 30, 2
APART = HOUR // 3  # from one beginning to the next
EVERY = 0.4  # seconds between two looks at the mailbox
PATIENCE = 90  # seconds for the last ones
SALES = "sales@example.com"


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


@dataclass
class Living:
    """A life as it is led: who it is, since when, and how many mails have come."""

    life: Life
    start: int
    person: Person
    acts: object
    mails: int = 0
    handoffs: int = 0


@dataclass
class Crowd:
    """Everybody's lives, side by side: one heap of all that is to be done, and one mailbox."""

    stack: object
    living: dict  # by address
    plan: list = field(default_factory=list)
    seen: set = field(default_factory=set)
    numbers: object = field(default_factory=count)

    def lead(self):
        """Do it all, when its time comes."""
        for one in self.living.values():
            self._plan(one, one.acts.acts, one.start)
        ends = max(one.start for one in self.living.values())
        while self.plan or self.stack.now() < ends:
            self._read()
            while self.plan and self.plan[0][0] <= self.stack.now():
                _, _, one, act, mail = heapq.heappop(self.plan)
                _does(one.person, act, mail)
            time.sleep(EVERY)

    def _plan(self, one, acts, since, mail=None):
        for act in acts:
            heapq.heappush(self.plan, (since + act.after, next(self.numbers), one, act, mail))

    def _read(self):
        for mail in self.stack.mails():
            if mail["id"] not in self.seen:
                self.seen.add(mail["id"])
                self._comes(mail)

    def _comes(self, mail):
        if mail["to"] != SALES:
            one = self.living.get(mail["to"])
            if one:  # and not the first, who only wakes the functions
                self._plan(one, one.acts.answers(one.mails), at(mail), mail)
                one.mails += 1
        elif mail["tags"]["mail"] == "lead-handoff":
            one = next(one for address, one in self.living.items() if address in mail["text"])
            after = one.acts.acceptance(one.handoffs)
            one.handoffs += 1
            self._plan(one, [] if after is None else [Act(after, "accept")], at(mail), mail)


def _does(person, act, mail):
    answer = _asked(person, act, mail)
    assert answer.status in (200, 302), (act, answer)


def _asked(person, act, mail):
    stack = person.stack
    match act.kind:
        case "identify":
            traits = {"email": person.email, **act.traits}
            return stack.collect("identify", anonymousId=person.cookie, traits=traits)
        case "track":
            about = {"event": act.event, "properties": act.properties}
            return stack.collect("track", anonymousId=person.cookie, **about)
        case "open":
            return person.follow(mail, "o")
        case "click":
            links = re.findall(r'href="([^"]+/c/[^"]+)"', mail["html"])
            return stack.send("GET", links[folder.LINKS.index(act.link)])
        case "accept":
            return stack.send("POST", re.search(r"\S+/h/\S+", mail["text"])[0])
        case _:
            return stack.send("POST", mail["headers"]["List-Unsubscribe"].strip("<>"))


def began(own, home):
    """The stack, on a day of ours: as if it had been stopped on that day."""
    kept = Kept.of(Project(home, PORT), "stack")
    kept.home.mkdir(parents=True)
    kept.end(Clock(FACTOR, machine_now(), BEGINS))
    return replace(own.start(), patience=PATIENCE)


def _wake(stack):
    """Start a worker of each function: nobody's first mail is to wait for that."""
    first = Person(stack, "first@example.org")
    for act in (Act(0, "identify"), Act(0, "track", "Begun first")):
        _does(first, act, None)
    first.follow(first.mail("bill"), "o")
    first.ended("first", "finished")


def settled(stack, drawn):
    """Each life with its beginning, on the first day that is still to come."""
    days = (stack.now() + 5 * HOUR - BEGINS) // DAY + 1
    found = {}
    for number, life in enumerate(drawn):
        start = BEGINS + days * DAY + number * APART
        if life.is_safe(start):  # on that day of the week as well
            person = Person(stack, life.email, cookie=life.email)
            found[life.email] = Living(life, start, person, life.person(start))
    return found


def came(stack, one):
    """The runs of a person, once all are over, and the parts that chance gave."""
    give_up = time.monotonic() + PATIENCE
    while True:
        contact = one.person.contact()
        runs = contact["enrolments"] if contact else []
        if runs and all(run["status"] != "active" for run in runs):
            break
        assert time.monotonic() < give_up, (one.life, runs)
        time.sleep(2)
    return [
        Came(
            run["journey"],
            path(stack.histories(run["journey"], run["run"])),
            run["status"],
            reason(run["exit"]),
        )
        for run in runs
    ]


def parts(life, runs):
    """What chance gave at each split."""
    split = {step["step"] for step in life.journey["steps"] if "split" in step}
    steps = (one for run in runs if run.journey == life.name for one in run.path)
    return [outcome for step, outcome in steps if step in split and outcome != "skipped"]


@pytest.fixture(scope="module")
def led(clone, tmp_path_factory):
    """What became of everybody, and what was told of them before."""
    drawn = lives(BEGINS, JOURNEYS, EACH)
    root = tmp_path_factory.mktemp("random") / "campaigns"
    journeys = {life.name: life.journey for life in drawn}
    folder.write(root, {**journeys, "first": FIRST}, quiet=False)
    own = Own(clone, PORT, "--speed", "1h/s", "--campaigns", str(root))
    try:
        stack = began(own, clone)
        _wake(stack)
        living = settled(stack, drawn)
        Crowd(stack, living).lead()
        return [(one, came(stack, one), one.person.mail_names) for one in living.values()]
    finally:
        own.end()


def shown(runs, mails):
    return sorted(map(str, runs)), mails


@pytest.mark.timeout(420)
def test_everybody_goes_through_a_random_journey_as_the_grammar_says(led):
    assert len({one.life.number for one, *_ in led}) >= JOURNEYS * 2 // 3
    found = {one.life.email: shown(runs, mails) for one, runs, mails in led}

    expected = {}
    for one, runs, _ in led:
        said = one.life.told(one.start, parts=parts(one.life, runs))
        expected[one.life.email] = shown(told(said), [mail.name for mail in said.mails])

    assert found == expected
