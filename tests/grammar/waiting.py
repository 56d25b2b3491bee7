"""Waits of the interpreter: begun, answered, judged, silent, moved."""

from kweek.catalogue.durations import parse_duration
from tests.grammar.lives import Wait
from tests.grammar.meaning import Asked, holds


class Waiting:
    """A run waits for what may come, until a deadline."""

    def is_answered(self, run):
        """Whether what is waited for has come; late, what would have been judged is as good."""
        wait = run.wait
        if wait is None:
            return
        outcome = self._first(run, wait.immediate)
        if outcome is None and self.now > wait.deadline:
            outcome = self._first(run, wait.judged)
        if outcome:
            self._ends_wait(run, outcome, self.now)

    def _first(self, run, outcomes):
        asked = Asked(self, run, mail=run.wait.mail, since=run.wait.since)
        return next((name for name, rule in outcomes.items() if holds(rule, asked)), None)

    def _ends_wait(self, run, outcome, ended):
        run.wait, run.waited = None, ended
        self.goes_on(run, outcome)

    def _judge(self, run, visit):
        """The deadline: the first judged outcome that has come; of a date also silence."""
        if run.visit != visit or run.wait is None or self.now != run.wait.deadline:
            return
        self.moving.add(self.now)
        judged = self._first(run, run.wait.judged)
        if judged or run.wait.closes == run.wait.deadline:
            self._ends_wait(run, judged or "otherwise", self.now)

    def _is_silent(self, run, visit):
        if run.visit == visit and run.wait is not None:
            self.moving.add(self.now)
            self._ends_wait(run, "otherwise", run.wait.deadline)

    def waits(self, run, step, immediate, judged, mail=None):
        """A wait begins, and looks back at once to where the one before it ended."""
        since = run.since if run.waited is None else run.waited
        if "until" in step:
            deadline = closes = self.moment(step["until"], run, step.get("at"))
            if deadline is None:
                return self.over(run, "exited", "no date")
            self.fixed.add(deadline)
        else:
            deadline = self.now + parse_duration(step.get("within") or step["accept_within"])
            closes = self.now + self.pace.silent(deadline - self.now)
        self.moving.add(self.now)
        run.wait = Wait(step, since, mail, immediate, judged, deadline, closes)
        if deadline <= self.now:
            late = "late" if "late" in step else None
            outcome = self._first(run, immediate) or late or self._first(run, judged)
            return self._ends_wait(run, outcome or "otherwise", self.now)
        self.is_answered(run)
        if run.wait is not None:
            self.plan(deadline, self._judge, run, run.visit)
            if closes > deadline:
                self.plan(closes, self._is_silent, run, run.visit)
        return None

    def moves(self, run):
        """The moment that is waited for may be another one now; one that is past is now."""
        until = self.moment(run.wait.step["until"], run, run.wait.step.get("at"))
        if until is None:
            return self.over(run, "exited", "no date")
        run.wait.deadline = run.wait.closes = max(until, self.now)
        self.fixed.add(run.wait.deadline)
        return self.plan(run.wait.deadline, self._judge, run, run.visit)
