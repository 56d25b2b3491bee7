"""A whole Kweek whose callers come again: queues, browsers, programs, the clock, the stream.

Whatever one call of a function meets, its caller has no answer, and does what it would do: a
message is delivered again, a request is made again, tick comes a minute later.
"""

import base64
import json
from copy import deepcopy

from botocore.exceptions import ClientError

import api
import collect
import forms
import links
import report
import tick
from kweek.core.times import MINUTE
from kweek.core.tokens import sign
from kweek.shell import intake, signed_call
from kweek.shell.intake import NotQueued
from kweek.shell.signed_call import CallFailed
from tests.stack import table
from tests.stack.calls import Crash
from tests.stack.kweek_stack import CONTEXT, Stack

#: What ends a call of a function; anything else is a fault of ours, and the test shows it.
ENDS = (Crash, ClientError, CallFailed, NotQueued)
AT_ONCE = 50  # records of the table's stream
COUNTED = {"event": {"INSERT"}, "mark": {"INSERT"}, "send": {"INSERT", "MODIFY"}}
FRONT = {"v1": collect, "f": forms, "api": api}


class Whole(Stack):
    """The stack with what no queue calls; `apart`, no worker knows what another has read."""

    def __init__(self, monkeypatch, campaigns, tmp_path, keys, *, apart=False):
        super().__init__(monkeypatch, campaigns, tmp_path, stream=True)
        self.keys, self.apart = keys, apart
        self.records = []  # of the stream: moto would copy them for each transaction
        self.lost = []  # what the log says of those who are answered though nothing is queued
        monkeypatch.setattr(links.log, "error", lambda *said: self.lost.append(said))
        for module in (collect, forms):
            monkeypatch.setattr(module, "machine_now", lambda: self.ms)
        # What is tried again within one call is tested where it is written; here it is in vain.
        monkeypatch.setattr(signed_call, "PAUSES", ())
        monkeypatch.setattr(intake, "PAUSES", (0,))

    # -- what calls functions, and calls them again

    def consume(self, name):
        """One batch of a queue; whether there was one."""
        if self.apart:
            self.forget()
        try:
            return super().consume(name)
        except ENDS:
            return True  # Lambda has no answer: all of it stays in the queue

    def ticks(self):
        """A tick, when somebody is due; one that fails is made good by the next minute's."""
        if self._somebody_is_due() and not self._done(tick, {}):
            self.at(self.ms + MINUTE, lambda: None)

    def asks(self, place, path, body=None, *, method="POST", headers=None, query=None):
        """A web request, until it is answered; the answer's status."""
        event = self._request(f"/{place}/{path}", path, body, method, headers or {})
        event["queryStringParameters"] = query or {}
        function = FRONT.get(place, links)
        while not (answer := self._done(function, event)):
            pass
        return answer["statusCode"]

    def is_counted(self):
        """The table's stream, batch by batch, and each until it is taken."""
        self._takes_records()
        for first in range(0, len(self.records), AT_ONCE):
            while not self._done(report, {"Records": self.records[first : first + AT_ONCE]}):
                pass

    def figures(self):
        """`{(journey, step, counter): n}`, as `report` has counted."""
        found = {}
        for journey in self.built.machines:
            units = report._counters().of_journey(journey)  # noqa: SLF001
            found |= {(journey, *key): n for key, n in units.items() if n}
        return found

    def _done(self, function, event):
        """What a function answers; None when something ended it."""
        if self.apart:
            self.forget()
        self.calls.function = function.__name__
        try:
            return function.handler(event, CONTEXT) or {"done": True}
        except Crash:
            self.forget()
            return None
        except ENDS:
            return None
        finally:
            self.calls.function = None

    def _request(self, path, below, body, method, headers):
        name = {"v1": "proxy", "f": "form"}.get(path[1:].partition("/")[0], "token")
        context = {"requestId": f"r-{path}-{self.ms}", "stage": "$default"}
        return {
            "version": "2.0",
            "rawPath": path,
            "headers": {"content-type": "application/json", **headers},
            "pathParameters": {name: below},
            "requestContext": {**context, "http": {"method": method, "path": path}},
            "body": json.dumps(body or {}),
            "isBase64Encoded": False,
        }

    def _somebody_is_due(self):
        return any(int(one["due_at"]["N"]) <= self.ms for one in table.items() if "due_at" in one)

    # -- people at the front doors

    def came(self, mail):
        """Whether anybody has got this mail."""
        return mail in [each.name for each in self.ses.mails]

    def goes_on(self):
        """Let it run, for so long that a mail nobody has seen is given up."""
        self.run()
        self.passes(31 * MINUTE)

    def follows(self, place, mail, *more, method="GET"):
        """Somebody follows a link of the latest mail of this name; the answer's status."""
        sent = self.mail(mail)
        about = [sent.contact, sent.send_id, *more]
        if place == "h":
            about.insert(1, sent.tags["run"])
        token = sign(self.keys.signing, "1", place, about)
        return self.asks(place, token, method=method, headers={"user-agent": "Firefox"})

    def tracks(self, kind, **body):
        """A program of somebody's site tells of something."""
        key = base64.b64encode(f"{self.keys.write_key}:".encode()).decode()
        return self.asks("v1", kind, body, headers={"authorization": f"Basic {key}"})

    def administers(self, method, path, body=None, query=None):
        """Somebody steers, by the admin API."""
        headers = {"authorization": f"Bearer {self.keys.admin_token}"}
        return self.asks("api", f"v1/{path}", body, method=method, headers=headers, query=query)

    # -- going back

    def saved(self):
        """Everything as it stands, also what is no state of the stack itself."""
        self._takes_records()
        elsewhere = (self.elsewhere.asked, self.elsewhere.replies)
        rest = (self.queues.dead, self.acts, self.ses.tells, *elsewhere)
        return super().saved(), deepcopy(rest), list(self.records)

    def restore(self, saved):
        """Go back there."""
        stack, rest, records = saved
        super().restore(stack)
        table.stream().clear()
        self.queues.dead, self.acts, self.ses.tells, *elsewhere = deepcopy(rest)
        self.elsewhere.asked, self.elsewhere.replies = elsewhere
        self.records = list(records)
        self.lost.clear()

    def stands(self):
        """All that what comes hangs on, as text: who stands alike goes on alike."""
        self._takes_records()
        images = sorted(_text(one["dynamodb"]["NewImage"]) for one in self.records)
        machines = {
            name: (one.status, one.state, one.token, one.wakes, one.data, one.history)
            for name, one in self.machines.executions.items()
        }
        state = self.machines.state
        return _text(
            {
                "now": self.ms,
                "items": sorted(map(_text, table.items())),
                "records": images,
                "machines": (machines, repr(state.tokens), state.entered),
                "mails": [(mail.id, mail.send_id) for mail in self.ses.mails],
                "elsewhere": (self.elsewhere.ids, self.elsewhere.replies),
                "dead": self.queues.dead,
                "acts": [at for at, *_ in self.acts],
            }
        )

    def _takes_records(self):
        self.records += [one for one in table.stream_records() if _counts(one)]
        table.stream().clear()


def waits(*lengths):
    """Acts in which only time goes by."""
    return tuple(lambda stack, length=length: stack.passes(length) for length in lengths)


def _text(value):
    return json.dumps(value, sort_keys=True, default=repr)


def _counts(record):
    """Whether the event source lets a record through."""
    kind = record["dynamodb"].get("NewImage", {}).get("kind", {}).get("S")
    return record["eventName"] in COUNTED.get(kind, ())
