"""Sees every AWS call that functions make, and can kill the worker just before or after one."""

import json
from dataclasses import dataclass, field
from typing import NamedTuple


class Crash(BaseException):
    """The worker is gone; a BaseException, so that no handler can hide it."""


class Call(NamedTuple):
    """One call of one function."""

    function: str
    service: str
    operation: str
    about: str = ""

    def __str__(self):
        return " ".join(part for part in self if part)


@dataclass
class Calls:
    """Numbers the calls made while a function runs; `crash` names one and a side of it."""

    seen: list = field(default_factory=list)
    crash: tuple | None = None  # (number, "before" | "after")
    function: str | None = None  # the one that runs now
    race: tuple | None = None  # (call, act): what somebody else does just before that call
    asked: object = None  # (service, operation, body) -> None: who looks at what is asked

    def before(self, service, operation, about="", body=None):
        if self.function:
            if self.asked:
                self.asked(service, operation, body)
            call = Call(self.function, service, operation, about)
            if self.race and self.race[0] == call:
                act, self.race = self.race[1], None
                act()
            self.seen.append(call)
            self._fall("before")

    def after(self):
        if self.function:
            self._fall("after")

    def _fall(self, side):
        if self.crash == (len(self.seen) - 1, side):
            self.crash = None
            raise Crash

    def watch(self, client):
        """Watch a botocore client."""
        service = client.meta.service_model.service_name

        def before(model, params, **_):
            self.before(service, model.name, _about(params["body"]), params["body"])

        def after(**_):
            self.after()

        client.meta.events.register("before-call", before)
        client.meta.events.register("after-call", after)

    def transmitting(self, transmit):
        """Watch the signed calls that are made without a client."""

        def watched(request):
            target, _, operation = request.headers["X-Amz-Target"].partition(".")
            service = {"AmazonSQS": "sqs", "DynamoDB_20120810": "dynamodb"}.get(target, target)
            self.before(service, operation, body=request.body)
            answer = transmit(request)
            self.after()
            return answer

        return watched


class Watched:
    """A stand-in for a client, seen like one."""

    def __init__(self, real, service, calls):
        self._real, self._service, self._calls = real, service, calls

    def __getattr__(self, operation):
        def call(**given):
            self._calls.before(self._service, operation, body=given)
            try:
                return getattr(self._real, operation)(**given)
            finally:
                self._calls.after()

        return call


def _about(body):
    """Which item, or which transaction, a call is about: enough to find the line that made it."""
    given = json.loads(body) if isinstance(body, bytes | str) else {}
    if "TransactItems" in given:
        return "transaction"
    item = given.get("Item") or given.get("Key") or {}
    if "sk" in item:
        return {"e": "event", "m": "mark", "s": "row"}.get(
            item["sk"]["S"].partition("#")[0], item["sk"]["S"]
        )
    order = json.loads(given.get("MessageBody", "{}"))
    return order.get("do", "")
