"""Mails of the interpreter: when they go, when not, and what people do with them."""

from kweek.catalogue.durations import parse_duration
from kweek.core.local_time import clock_time, quiet_until
from tests.grammar.folder import MAILS
from tests.grammar.meaning import Mail
from tests.grammar.people import Act
from tests.grammar.reading import ACCEPTED, waited_for

HOLD_UP_TO = "7d"
QUIET_FROM, QUIET_TO = clock_time("21:00"), clock_time("08:00")
ACCEPTS = Act(0, "click", link="accepted")


class Mailing:
    """Steps that write to somebody."""

    def _send(self, run, step):
        self._asks(run, step, self.now, run.visit)

    def _asks(self, run, step, asked_at, visit):
        """The mail goes, or not now, or never."""
        if run.visit != visit:
            return
        kind, topic = MAILS[step["send"]]
        quiet = quiet_until(self.now, QUIET_FROM, QUIET_TO, self.zone) if self.quiet else None
        if "until" in step and self.moment(step["until"], run, step.get("at")) is None:
            self.over(run, "exited", "no date")
        elif kind != "service" and (self.opted_out or (topic and not self.consents)):
            self.over(run, "exited", "unreachable")
        elif kind == "service" or quiet is None:
            self._goes(run, step)
        elif quiet - asked_at > parse_duration(step.get("hold_up_to", HOLD_UP_TO)):
            self.goes_on(run, "held")
        else:
            self.plan(quiet, self._asks, run, step, asked_at, visit)
        self.looks()

    def _goes(self, run, step):
        if step["send"] == "rejected":
            return self.goes_on(run, "failed")
        mail = Mail(step["send"], self.now)
        for act in self.person.answers(len(self.mails)):
            self.plan(self.now + act.after, self.does, act, mail)
        self.mails.append(mail)
        run.sent = True
        if {"wait_for", "within", "until"} & step.keys():
            return self.waits(run, step, *waited_for(step), mail)
        return self.goes_on(run, "sent")

    def _handoff(self, run, step):
        mail, run.sent = Mail("lead-handoff", self.now), True
        accepted = self.person.acceptance(len(self.handoffs))
        self.handoffs.append(mail)
        if accepted is not None:
            self.plan(self.now + accepted, self.does, ACCEPTS, mail)
        if "accept_within" in step:
            return self.waits(run, step, {"accepted": ACCEPTED}, {}, mail)
        return self.goes_on(run, "sent")

    def _notify(self, run, step):
        del step
        run.sent = True
        self.goes_on(run, "sent")

    _task = _notify
