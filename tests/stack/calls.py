"""Sees every AWS call that functions make; one of them can be the worker's last, or go wrong."""

import json
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.stack import faults


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
    """Numbers the calls made while a function runs; `crash` names one and what befalls it.

    `before`: the worker dies, nothing was asked. `after`: it dies, what was asked is done.
    `refused`: AWS throttles, nothing is done. `broken`: it is done, and the answer is a fault.
    `partial`: of a batch, the first half is done, and the answer says so.
    """

    seen: list = field(default_factory=list)
    divisible: set = field(default_factory=set)  # the numbers of those that may be done in part
    crash: tuple | None = None  # (number, one of the words above)
    function: str | None = None  # the one that runs now
    race: tuple | None = None  # (call, act): what somebody else does just before that call
    asked: object = None  # (service, operation, body) -> None: who looks at what is asked

    def before(self, service, operation, about="", body=None):
        """A call is about to be made; what befalls it, if the worker is to hear of that."""
        if not self.function:
            return None
        if self.asked:
            self.asked(service, operation, body)
        call = Call(self.function, service, operation, about)
        if self.race and self.race[0] == call:
            act, self.race = self.race[1], None
            act()
        if operation in faults.IN_PART and faults.cut(operation, body):
            self.divisible.add(len(self.seen))
        self.seen.append(call)
        return self._falls("before", "refused", "partial")

    def after(self):
        """A call has been made; whether its answer is a fault."""
        return self.function and self._falls("after", "broken")

    def _falls(self, *sides):
        number, side = self.crash or (None, None)
        if number != len(self.seen) - 1 or side not in sides:
            return None
        self.crash = None
        if side in ("before", "after"):
            raise Crash
        return side

    def watch(self, client):
        """Watch a botocore client."""
        service = client.meta.service_model.service_name
        left = {}

        def before(model, params, **_):
            about, body = _about(params["body"]), params["body"]
            match self.before(service, model.name, about, body):
                case "refused":
                    raise faults.refusal(service, model.name, body)
                case "partial":
                    params["body"], left["out"] = faults.cut(model.name, body)

        def after(model, parsed, **_):
            if self.after():
                raise faults.fault(model.name)
            if left:
                faults.left_out(model.name, parsed, left.pop("out"))

        client.meta.events.register("before-call", before)
        client.meta.events.register("after-call", after)

    def transmitting(self, transmit):
        """Watch the signed calls that are made without a client."""

        def watched(request):
            target, _, operation = request.headers["X-Amz-Target"].partition(".")
            service = {"AmazonSQS": "sqs", "DynamoDB_20120810": "dynamodb"}.get(target, target)
            left = None
            match self.before(service, operation, body=request.body):
                case "refused":
                    return faults.refused_response(service)
                case "partial":
                    request.body, left = faults.cut(operation, request.body)
            nothing = left and not json.loads(request.body)["Entries"]
            answer = None if nothing else transmit(request)
            if self.after():
                return faults.fault_response()
            return faults.left_out_response(answer, left) if left else answer

        return watched


class Watched:
    """A stand-in for a client, seen like one."""

    def __init__(self, real, service, calls):
        self._real, self._service, self._calls = real, service, calls

    def __getattr__(self, operation):
        def call(**given):
            ours = self._service == "elsewhere"
            if self._calls.before(self._service, operation, body=given):
                if ours:
                    return faults.refusing_reply()
                raise faults.refusal(self._service, operation, given)
            try:
                answer = getattr(self._real, operation)(**given)
            finally:
                broken = self._calls.after()
            if broken and ours:
                return faults.refusing_reply()
            if broken:
                raise faults.fault(operation)
            return answer

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
