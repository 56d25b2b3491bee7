"""A plain interpreter of the grammar: what a journey's file comes to for one person.

A second opinion, written from the words of the grammar alone: it reads the file itself, knows
no state machine and no record, and tells the path in campaign time. `closest` is how
near two things came to each other whose order decides something.
"""

import heapq
from itertools import count, pairwise

from kweek.catalogue.durations import parse_duration
from kweek.core.times import DAY
from tests.grammar.enrolling import Enrolling
from tests.grammar.folder import WINDOW
from tests.grammar.lives import Pace
from tests.grammar.meaning import Asked, Event, among, holds, is_meant, stage_of
from tests.grammar.reading import as_read
from tests.grammar.stepping import Stepping

REAL = Pace()
LONGEST = 1_000 * DAY


class Interpreter(Enrolling, Stepping):
    """Lets one person live through journeys, given as the data of their files."""

    def __init__(self, journeys, person, *, start, choose, rules, pace=REAL, quiet=True):
        self.journeys = {name: as_read(data) for name, data in journeys.items()}
        self.windows = WINDOW in str(journeys) or "segment" in str(journeys)
        self.person, self.choose, self.pace, self.quiet = person, choose, pace, quiet
        self.segments, self.stages = rules
        self.now, self.order, self.agenda = start, count(), []
        self.traits, self.lists, self.log = {}, set(), []
        self.consents, self.opted_out = person.consents, False
        self.runs, self.mails, self.handoffs, self.passed = [], [], [], {}
        self.inside, self.stage = set(), "lead"
        # Instants at which something comes of itself, and at which a run goes on: their order
        # decides something.
        self.fixed, self.moving, self.tight = set(), set(), []
        for act in person.acts:
            self.plan(start + act.after, self.does, act)

    def tell(self):
        """Live to the end of all that is planned."""
        while self.agenda:
            self.now, _, do, about = heapq.heappop(self.agenda)
            do(*about)
        return self

    @property
    def closest(self):
        """How near, in ms, two things came whose order decides something."""
        found = sorted(self.fixed | self.moving)
        return min((later - at for at, later in pairwise(found)), default=LONGEST)

    @property
    def margin(self):
        """How much sooner or later, in ms, things may come before it is another path."""
        begun = min((run.since for run in self.runs), default=self.now)
        comes = (at for at in self.fixed if at > begun)
        near = (abs(at - other) for at in comes for other in self.moving if at != other)
        return min((*near, *self.tight), default=LONGEST)

    def plan(self, at, do, *about):
        heapq.heappush(self.agenda, (at, next(self.order), do, about))

    # -- what happens

    def does(self, act, mail=None):
        """A person does something."""
        self.fixed.add(self.now)
        self.traits |= act.traits
        if act.kind == "open":
            mail.opened = True
        elif act.kind == "click":
            mail.clicked.add(act.link)
        elif act.kind == "accept":
            mail.accepted = True
        elif act.kind == "unsubscribe":
            self.opted_out = True
        if act.kind == "track":
            self.log.append(Event(self.now, act.event, act.properties, dict(self.traits)))
            self._looks_again(self.now + parse_duration(WINDOW))
        self.looks()
        if act.kind == "track":
            event, everybody = self.log[-1], Asked(self)
            self.opens(lambda w: "event" in w and is_meant(event, w, everybody), act.properties)

    def _looks_again(self, at):
        """What is asked of the past for so long, is so no more then."""
        self.plan(at, self.looks)
        if self.windows:
            self.fixed.add(at)

    def looks(self):
        """What follows from how things stand: goals, exits, outcomes; and who enters by it."""
        before, stage = self.inside, self.stage
        everybody = Asked(self)
        self.stage = stage_of(self)
        self.inside = {name for name, rule in self.segments.items() if holds(rule, everybody)}
        for run in self.active():
            self._reaches_goal(run)
        for run in self.active():
            self._leaves(run)
        for run in self.active():
            self.is_answered(run)
        if self.stage != stage:
            to = self.stage
            said = {"before": stage, "to": to}
            self.opens(lambda way: "stage" in way and among(way["stage"], [to]), said)
        for name in sorted(self.inside - before):
            said = {"segment": name}
            self.opens(lambda way, name=name: way.get("segment") == name, said)

    def active(self, journey=None):
        return [r for r in self.runs if r.status == "active" and journey in (None, r.journey)]

    def _reaches_goal(self, run):
        goal = self.journeys[run.journey].get("goal")
        if goal and run.goal_at is None and holds(goal, Asked(self, run, since=run.since)):
            run.goal_at = self.now

    def _leaves(self, run):
        leaves = self.journeys[run.journey].get("exit_when")
        if run.ends_at is not None and self.now >= run.ends_at:
            self.over(run, "exited", "ended")
        elif leaves and holds(leaves, Asked(self, run, since=run.since)):
            self.over(run, "exited", "rule")

    def over(self, run, status, why=""):
        run.status, run.exit, run.wait, run.visit = status, why, None, run.visit + 1
