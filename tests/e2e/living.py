"""Lives led on the embedded stack, side by side: what people do when, and what comes of it."""

import heapq
import json
import re
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count

from tests.e2e.people import Person, link
from tests.e2e.stack import at
from tests.grammar import folder
from tests.grammar.histories import path
from tests.grammar.people import Act
from tests.worlds.endings import Ending
from tests.worlds.telling import call

AT_ONCE = 12  # people who act in the same moment
EVERY = 0.4  # seconds between two looks at the mailbox
AGAIN = 2  # and between two looks at somebody who is not through yet
PATIENCE = 120  # seconds for the last ones
SALES = "sales@example.com"


def _nothing():
    done = Future()
    done.set_result(None)
    return done


@dataclass
class Living:
    """A story as it is lived: who it is, what they will do, and how many mails have come."""

    story: object
    person: Person
    acts: object
    mails: int = 0
    handoffs: int = 0
    doing: Future = field(default_factory=_nothing)  # what they did last

    @classmethod
    def of(cls, stack, story):
        """Somebody new, with the story's address as cookie."""
        email = story.life.email
        return cls(story, Person(stack, email, cookie=email), story.life.person(story.start))


@dataclass
class Post:
    """The mailbox's own file, read on from where it was left: asking for all costs too much."""

    file: object
    read: int = 0
    mails: list = field(default_factory=list)

    def new(self):
        """The mails that have come since the last look."""
        with self.file.open("rb") as lines:
            lines.seek(self.read)
            found = [line for line in lines if line.endswith(b"\n")]
        self.read += sum(map(len, found))
        told = [one for one in map(json.loads, found) if "event" not in one]
        self.mails += told
        return told


@dataclass
class Crowd:
    """Everybody's lives: one heap of all that is to be done, and one mailbox."""

    stack: object
    living: dict  # by address
    post: Post
    plan: list = field(default_factory=list)
    numbers: object = field(default_factory=count)
    late: int = 0  # ms, of the act that was done the latest after its time

    def lead(self):
        """Do it all, when its time comes; several at a time, and each person one after another."""
        with ThreadPoolExecutor(AT_ONCE) as hands:
            self._lead(hands)
        for one in self.living.values():
            one.doing.result()

    def _lead(self, hands):
        for one in self.living.values():
            self._plan(one, one.acts.acts, one.story.start)
        ends = max(one.story.start for one in self.living.values())
        while self.plan or self.stack.now() < ends:
            for mail in self.post.new():
                self._comes(mail)
            while self.plan and self.plan[0][0] <= self.stack.now():
                due, _, one, act, number, mail = heapq.heappop(self.plan)
                one.doing = hands.submit(self._does, due, one, one.doing, (act, number, mail))
            time.sleep(EVERY)

    def _does(self, due, one, before, what):
        before.result()
        does(one, *what)
        self.late = max(self.late, self.stack.now() - due)

    def _plan(self, one, acts, since, mail=None):
        for number, act in enumerate(acts):
            due = (since + act.after, next(self.numbers), one, act, number, mail)
            heapq.heappush(self.plan, due)

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


def does(one, act, number=0, mail=None):
    """Somebody does something, and it is taken."""
    answer = _asked(one, act, number, mail)
    assert answer.status in (200, 302), (act, answer)


def _asked(one, act, number, mail):
    stack = one.person.stack
    match act.kind:
        case "identify" | "track":
            return stack.collect(act.kind, **call(one.story.life, act, number, mail))
        case "open":
            return one.person.follow(mail, "o")
        case "click":
            links = re.findall(r'href="([^"]+/c/[^"]+)"', mail["html"])
            return stack.send("GET", links[folder.LINKS.index(act.link)])
        case "accept":
            return stack.send("POST", re.search(r"\S+/h/\S+", mail["text"])[0])
        case _:
            return stack.send("POST", link(mail, "u"))  # a service mail has it in its body alone


def endings(living, post, expected):
    """How everybody's story ends, by address; one that ends otherwise than expected when
    patience has run out is as it stands then."""
    give_up, found = time.monotonic() + PATIENCE, {}
    while True:
        post.new()
        for email, one in living.items():
            if found.get(email) != expected[email]:
                found[email] = _ending(one, post.mails)
        if found == expected or time.monotonic() > give_up:
            return found
        time.sleep(AGAIN)


def _ending(one, mails):
    """How one ends; None as long as they are not through."""
    profile, stack = one.person.contact(), one.person.stack
    if profile is None or any(run["status"] == "active" for run in profile["enrolments"]):
        return None
    about = [mail for mail in mails if mail["tags"].get("contact") == profile["id"]]
    return Ending.of(
        profile,
        lambda journey, run: path(stack.histories(journey, run)),
        [mail["tags"]["mail"] for mail in about if mail["to"] == one.person.email],
        [mail["tags"]["mail"] for mail in about if mail["tags"].get("to") == "owner"],
    )
