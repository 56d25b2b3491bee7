"""A random person on Kweek itself: what they do is put in, and what came of it is read."""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count

import pytest
from moto.dynamodb.models import dynamodb_backends
from moto.sqs.models import sqs_backends

import webhook
from kweek.core.incoming import Consent
from kweek.core.times import DAY
from kweek.core.webhook_call import Reply
from kweek.shell import aws as clients
from kweek.shell.calling import Caller
from tests.grammar.folder import NOTICES
from tests.grammar.histories import path
from tests.grammar.people import Act
from tests.stack.kweek_stack import Stack
from tests.stack.queues import ACCOUNT, REGION
from tests.stack.ses import refusal
from tests.stack.table import items

SENT_ON = ("skipped", "left", "later")
LONGEST = 200 * DAY
ADDRESS = "ada@example.org"
INSIDE = "10.0.0.7"  # no address of the internet
ANSWERS = {
    "open": ("open", "Email Opened"),
    "click": ("click", "Email Link Clicked"),
    "accept": ("handoff", "Handoff Accepted"),
    "unsubscribe": ("unsubscribe", "Unsubscribed"),
}


class Hooks(Caller):
    """Other systems: one takes what it gets, one does not, and one is none of the internet's."""

    def post(self, asked, headers):
        host = str(asked.url).split("/")[2]
        if host.startswith("refused"):
            return super().post(asked, headers)
        taken = host.startswith("yes")
        return Reply(200, b'{"found":{"id":"x7"}}') if taken else Reply(410)


@contextmanager
def fresh_stack(campaigns, out):
    """A stack of its own, in an AWS that has forgotten the one before."""
    dynamodb_backends[ACCOUNT][REGION].reset()
    sqs_backends[ACCOUNT][REGION].reset()
    clients.forget()
    with pytest.MonkeyPatch.context() as patch:
        stack = Stack(patch, campaigns, out)
        patch.setattr(webhook, "Caller", lambda: Hooks(resolve=lambda _: [INSIDE]))
        yield stack


class Playing:
    """Plays one person's acts on a stack, and what they do with each mail."""

    def __init__(self, stack, person):
        self.stack, self.person, self.numbers = stack, person, count()
        self.mails, self.handoffs = 0, 0
        self._send, stack.ses.send_email = stack.ses.send_email, self._sends
        self._plan(person.acts)

    def play(self):
        """Everything that is planned, and on until nothing more comes."""
        end = self.stack.ms + LONGEST
        while self.stack.acts or (self._is_under_way() and self.stack.ms < end):
            self.stack.passes(DAY)

    def _is_under_way(self):
        executions = self.stack.machines.executions.values()
        return any(execution.status == "RUNNING" for execution in executions)

    def _sends(self, **request):
        """SES, which never takes the mail `rejected`; what is done with the others is planned."""
        if {"Name": "mail", "Value": "rejected"} in request["EmailTags"]:
            raise refusal("MessageRejected")
        answer = self._send(**request)
        mail = self.stack.ses.mails[-1]
        if mail.name == "lead-handoff":
            after = self.person.acceptance(self.handoffs)
            self.handoffs += 1
            self._plan([] if after is None else [Act(after, "accept")], mail)
        elif mail.name not in NOTICES:
            self._plan(self.person.answers(self.mails), mail)
            self.mails += 1
        return answer

    def _plan(self, acts, mail=None):
        for act in acts:
            self.stack.at(self.stack.ms + act.after, partial(self._acts, act, mail))

    def _acts(self, act, mail):
        """They do it, and what is due by then is seen at once, as `tick` sees it soon."""
        self._does(act, mail)
        self.stack.run()
        if any(int(item["due_at"]["N"]) <= self.stack.ms for item in items() if "due_at" in item):
            self.stack.ticks()

    def _does(self, act, mail):
        number = f"act-{next(self.numbers)}"
        if mail is not None and act.kind != "track":
            about = {"send": mail.send_id}
            if act.kind == "click":
                links = self.stack.built.mails[mail.name]["links"]
                about["link"] = next(k for k, one in links.items() if one["name"] == act.link)
            kind, name = ANSWERS[act.kind]
            self.stack.happens(number, kind, name, contact=mail.contact, properties=about)
            return
        given = Consent(("club",), "Yes", "f") if self.person.consents else None
        self.stack.happens(
            number,
            act.kind,
            act.event or "Identify",
            user_id="ada",
            address=ADDRESS,
            properties=act.properties,
            traits={"email": ADDRESS, **act.traits},
            consent=given,
        )


@dataclass(frozen=True)
class Came:
    """What became of one run."""

    journey: str
    path: tuple  # (step, outcome)
    status: str
    exit: str


def runs(stack):
    """Each run of the one person, in the order of their beginning."""
    contact = stack.user("ada")
    found = sorted(contact.enrolments.items(), key=lambda one: one[1].left_at or 0)
    return [_came(stack, run_id, run) for run_id, run in found]


def _came(stack, run_id, run):
    executions = stack.machines.executions
    histories = [executions[f"{run_id}-{epoch}"].history for epoch in range(run.epoch + 1)]
    return Came(run.journey, path(histories), run.status, reason(run.exit))


def reason(said):
    """Why a run was left, as far as the interpreter tells."""
    return said if said in ("ended", "no date", "unreachable") else "rule" if said else ""


def parts(stack):
    """The parts that chance gave at each split, in their order; chance is nothing to predict."""
    split = {m["step"]["name"] for m in stack.queues.handed["steps"] if m["step"]["do"] == "split"}
    given = [order for order in stack.queues.handed["orders"] if order["do"] == "answer"]
    said = [(order["step"], order["output"]["outcome"]) for order in given]
    return [outcome for step, outcome in said if step in split and outcome not in SENT_ON]
