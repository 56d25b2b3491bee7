"""Entering a journey, as its file says who may, how often, and what a second asking does."""

import re

from kweek.catalogue.durations import parse_duration
from kweek.core.local_time import zone_of
from kweek.core.moments import moment_of
from tests.grammar.lives import Run
from tests.grammar.meaning import Asked, holds, said_by

FIRM = zone_of(None, "Europe/Amsterdam")
RECKONED = re.compile(r"(.+?) ([+-]) (\w+)")


class Enrolling:
    """How a person gets into journeys; the rest of the interpreter is what becomes of them."""

    def opens(self, is_way, properties):
        """Let in by the first way that fits, whoever may enter."""
        for name, journey in self.journeys.items():
            if any(is_way(way) for way in journey["enter"]):
                self.enrol(name, properties)

    def enrol(self, name, entry):
        """Begin a run, or do what a second asking does."""
        journey, rule = self.journeys[name], self.journeys[name].get("re_entry", "again")
        keyed = isinstance(rule, dict) and "key" in rule
        key = said_by(rule["key"], self.traits, entry) if keyed else None
        if keyed and key is None:
            return
        known = [run for run in self.active(name) if not keyed or run.key == str(key)]
        run = Run(name, self.now, str(key), [(self.now, entry)])
        if known:
            if keyed:
                self._again(known[0], rule.get("again", "ignore"), entry)
        elif not self._was_here(name, rule, run) and self._may(journey, run):
            self.passed.setdefault(name, []).append(run)
            self.runs.append(run)
            self._begins(run)

    def _was_here(self, name, rule, run):
        """Whether an earlier run keeps this one out."""
        before = self.passed.get(name, [])
        if rule == "again" or not before:
            return False
        if rule == "never":
            return True
        if "after" in rule:
            return run.since < before[-1].since + parse_duration(rule["after"])
        # A run that found no date has not used its key.
        return any(one.key == run.key and one.exit != "no date" for one in before)

    def _may(self, journey, run):
        """Whether it is the time for it, and the person the right one."""
        if "enter_until" in journey:
            until = self.moment(journey["enter_until"], run)
            if until is None or self.now >= until:
                return False
        ends = self.moment(journey["ends"], run) if "ends" in journey else None
        leaves = journey.get("exit_when")
        if ends is not None and self.now >= ends:
            return False
        if leaves and holds(leaves, Asked(self, run, since=self.now)):
            return False
        return "only_if" not in journey or holds(journey["only_if"], Asked(self, run))

    def _begins(self, run):
        journey = self.journeys[run.journey]
        run.ends_at = self.moment(journey["ends"], run) if "ends" in journey else None
        if run.ends_at is not None:
            self.fixed.add(run.ends_at)
            self.plan(run.ends_at, self.looks)
        self.plan(self.now, self.enters, run, run.visit, next(iter(journey["steps"])))

    def _again(self, run, again, entry):
        """The same key while its run goes on: begun anew, reckoned anew, or nothing."""
        if again == "restart" and not run.sent:
            run.since, run.entries, run.path = self.now, [(self.now, entry)], []
            run.wait, run.waited, run.goal_at, run.visit = None, None, None, run.visit + 1
            self._begins(run)
        elif again == "refresh":
            run.entries.append((self.now, entry))
            self._reckons_anew(run)

    def _reckons_anew(self, run):
        journey = self.journeys[run.journey]
        if "ends" in journey:
            run.ends_at = self.moment(journey["ends"], run)
            self.plan(run.ends_at or self.now, self.looks)
        if run.wait is not None and "until" in run.wait.step:
            self.moves(run)
        elif run.pause is not None:
            self.sleeps(run)

    def moment(self, said, run, at=None):
        """The instant of a date, or of so long before or after it; None when there is none."""
        found = RECKONED.fullmatch(said)
        base = said_by(found[1] if found else said, self.traits, run.entry)
        plus = parse_duration(found[3]) * (1 if found[2] == "+" else -1) if found else 0
        moment = {"text": base, "plus": plus, "at": at}
        return moment_of(moment, lambda value: value, self.zone, FIRM)

    @property
    def zone(self):
        """Where the person lives."""
        return zone_of(self.traits.get("timezone"), "Europe/Amsterdam")
