"""A running stack as its users reach it: HTTP, the mailbox, and Step Functions' history."""

import base64
import json
import time
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import boto3
import pytest

from kweek.core.times import parse_iso
from kweek.shell.clock import Clock, machine_now

PATIENCE = 90  # seconds until something that should be seen was not; the longest silence is 45
#: Seconds between two looks: at the mailbox, which costs little, and at what costs the emulator
#: a worker's time, of which all stories together have two cores.
EVERY = 0.5
SELDOM = 1.5
FIRST_EPOCH = 0  # of a run; only one that was recovered has a later one
#: What a person's browser says of itself; who says less is taken for a mail proxy or a scanner.
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@dataclass(frozen=True)
class Answer:
    """What came back for one request; redirects are not followed."""

    status: int
    headers: dict
    text: str

    @property
    def json(self):
        return json.loads(self.text)


@dataclass(frozen=True)
class Entered:
    """A state that an execution entered, and when in campaign time."""

    state: str
    at: int


@dataclass(frozen=True)
class Execution:
    """A run as Step Functions has it: where it went, and what its calls were answered."""

    status: str
    entered: tuple
    answers: tuple  # (state, outcome), in their order

    @property
    def states(self):
        return [one.state for one in self.entered if one.state[-1] != "?"]

    @property
    def path(self):
        """The steps, each once: a mail that was late or held enters its step anew."""
        steps = [state for state in self.states if state not in ("until", "resume")]
        return [step for step, before in zip(steps, ["", *steps], strict=False) if step != before]

    @property
    def outcomes(self):
        return [answer for answer in self.answers if answer[1] != "later"]


def until(what, look, every=EVERY, patience=PATIENCE):
    """The first thing that `look` finds; what is never seen fails the test.

    `what` is a text, or gives one when it is asked at the end.
    """
    give_up = time.monotonic() + patience
    while time.monotonic() < give_up:
        if found := look():
            return found
        time.sleep(every)
    what = what() if callable(what) else what
    pytest.fail(f"not seen within {patience} s: {what}")


@dataclass
class Stack:
    """The addresses of `.kweek/local.json`, and who was met on them."""

    told: dict
    people: list = field(default_factory=list)
    patience: int = PATIENCE

    @property
    def clock(self):
        return Clock(self.told["speed"], **self.told["clock"])

    @property
    def basic(self):
        """The write key as Segment's SDKs send it."""
        return f"Basic {base64.b64encode((self.told['write_key'] + ':').encode()).decode()}"

    def send(self, method, url, body=b"", **headers):
        """One request; a URL without a host is below the API's base."""
        parts = urlsplit(url if url.startswith("http") else self.told["api"] + url)
        connection = HTTPConnection(parts.hostname, parts.port, timeout=60)
        try:
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"user-agent": BROWSER, **named})
            came = connection.getresponse()
            told = {name.lower(): value for name, value in came.getheaders()}
            return Answer(came.status, told, came.read().decode(errors="replace"))
        finally:
            connection.close()

    def collect(self, kind, **call):
        """A call of Segment's tracking API."""
        return self.send(
            "POST",
            f"/v1/{kind}",
            json.dumps(call).encode(),
            content_type="application/json",
            authorization=self.basic,
        )

    def admin(self, path):
        """A page of the admin API; None when it knows no such thing."""
        token = f"Bearer {self.told['admin_token']}"
        answer = self.send("GET", f"/api/v1/{path}", authorization=token)
        return answer.json if answer.status == 200 else None

    def contact(self, email):
        """The one contact with this address, or None."""
        found = self.admin(f"contacts?email={quote(email)}")["contacts"]
        return found[0] if found else None

    def mails(self, to=""):
        """What lies in the mailbox, oldest first."""
        return self.send("GET", f"{self.told['mailbox']}/messages?to={quote(to)}").json

    def execution(self, journey, run):
        """The execution of a run, with its whole history; None while there is none."""
        arn = self._arn(journey, run, FIRST_EPOCH)
        try:
            status = self._states.describe_execution(executionArn=arn)["status"]
        except self._states.exceptions.ExecutionDoesNotExist:
            return None
        events = self._events(arn)
        return Execution(status, self._entered(events), _answered(events))

    def histories(self, journey, run):
        """The events of every execution that a run has had, in their order."""
        found = []
        while True:
            try:
                found.append(self._events(self._arn(journey, run, len(found))))
            except self._states.exceptions.ExecutionDoesNotExist:
                return found

    def _arn(self, journey, run, epoch):
        arn = self._machines[journey].replace(":stateMachine:", ":execution:")
        return f"{arn}:{run}-{epoch}"

    def _events(self, arn):
        pages = self._states.get_paginator("get_execution_history").paginate(executionArn=arn)
        return [event for page in pages for event in page["events"]]

    def _entered(self, events):
        found = []
        for event in events:
            if "stateEnteredEventDetails" in event:
                at = self.clock.campaign(round(event["timestamp"].timestamp() * 1000))
                found.append(Entered(event["stateEnteredEventDetails"]["name"], at))
        return tuple(found)

    @cached_property
    def _machines(self):
        """The ARN of each journey's machine, which is called by its stack and its journey."""
        pages = self._states.get_paginator("list_state_machines").paginate()
        every = (one for page in pages for one in page["stateMachines"])
        return {one["name"].partition("-")[2]: one["stateMachineArn"] for one in every}

    @cached_property
    def _states(self):
        return boto3.session.Session().client(
            "stepfunctions",
            endpoint_url=self.told["endpoint"],
            region_name=self.told["region"],
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def now(self):
        """The present instant of campaign time."""
        return self.clock.campaign(machine_now())


def at(found):
    """When something was, as an instant."""
    return parse_iso(found["at"])


def _answered(events):
    state, found = "", []
    for event in events:
        if "stateEnteredEventDetails" in event:
            state = event["stateEnteredEventDetails"]["name"]
        answer = event.get("stateExitedEventDetails", {})
        if event["type"] == "TaskStateExited" and state != "end":  # it waits for no answer
            outcome = (json.loads(answer.get("output") or "{}").get("r") or {}).get("outcome")
            if outcome:
                found.append((state, outcome))
    return tuple(found)
