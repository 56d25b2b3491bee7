"""The three places where Kweek can live here, behind the same adapters: none of them is AWS.

The virtual world must do what AWS documents. Where moto or the embedded stack are known to do
something else, LIES says what they do, so that a test notices when they mend it.
"""

import json
import random
import time
from dataclasses import dataclass, field
from itertools import count

from kweek.shell.contacts import Contacts
from kweek.shell.executions import StepFunctions
from kweek.shell.intake import entry
from kweek.shell.items import Items
from kweek.testing.clock import VirtualClock
from kweek.testing.contacts import MemoryContacts
from kweek.testing.items import MemoryItems
from kweek.testing.machines import Machines
from kweek.testing.queues import Delivery, Queues
from kweek.testing.timers import Timers
from tests.stack import table

#: What AWS answers is True or False as the tests say; these answer the other.
LIES = {
    ("moto", "a second answer is refused"),
    ("moto", "an answer after a stop is refused"),
    ("embedded", "the same start again is no fault"),
    ("embedded", "an answer after a stop is refused"),
}
PATIENCE = 15  # seconds
NAMES = count(1)
MACHINE = {
    "StartAt": "ask",
    "States": {
        "ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {
                "QueueUrl": "${StepsQueueUrl}",
                "MessageBody": {"run.$": "$.run", "token.$": "$$.Task.Token"},
            },
            "TimeoutSeconds": 3,
            "Catch": [{"ErrorEquals": ["States.Timeout"], "ResultPath": "$.r", "Next": "silent"}],
            "ResultPath": "$.r",
            "Next": "ask?",
        },
        "ask?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.r.outcome", "StringEquals": "rest", "Next": "rest"}],
            "Default": "over",
        },
        "rest": {"Type": "Wait", "Seconds": 3, "Next": "over"},
        "silent": {"Type": "Fail", "Error": "Silent", "Cause": "nobody answered"},
        "over": {"Type": "Succeed"},
    },
}


@dataclass
class Virtual:
    """The virtual world's adapters, by themselves."""

    name = "virtual"
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(1_800_000_000_000))
    timers: Timers = field(default_factory=Timers)

    def __post_init__(self):
        self.contacts = MemoryContacts(lambda *_: None)
        self.items = MemoryItems(self.clock, lambda *_: False)
        chance = random.Random(1)  # noqa: S311 - a story
        self.queues = Queues(self.clock, self.timers, chance, Delivery(visibility=1_000))
        self.asked = {}
        self.machines = Machines(
            {"j": MACHINE}, self.clock, self.timers, self._asks, lambda _: None
        )

    def send(self, *messages):
        for message in messages:
            self.queues.put("events", message.id, message.group, message.id)

    def receive(self):
        return self.queues.take()

    def fails(self, message):
        self.queues.failed(message)

    def takes(self, message):
        """Nothing is left of it."""

    @staticmethod
    def id_of(message):
        return message.body

    def passes(self, seconds):
        end = self.clock.ms + round(seconds * 1000)
        while (at := self.timers.next_at()) is not None and at <= end:
            self.clock.ms = at
            self.timers.fire()
        self.clock.ms = end

    def token(self, run):
        return self.asked[run]

    def status(self, name):
        return self.machines.executions[name].status

    def _asks(self, queue, body):
        del queue
        self.asked[body["run"]] = body["token"]


@dataclass
class Aws:
    """The shell's adapters over clients: of moto, or of the embedded stack."""

    name: str
    clients: object  # (service) -> client

    def __post_init__(self):
        self.dynamodb, self.sqs = self.clients("dynamodb"), self.clients("sqs")
        if table.NAME not in self.dynamodb.list_tables()["TableNames"]:
            table.make(self.dynamodb)
        self.contacts = Contacts(self.dynamodb, table.NAME, lambda: b"key")
        self.items = Items(self.dynamodb, table.NAME)
        number = next(NAMES)
        fifo = {"FifoQueue": "true", "DeduplicationScope": "messageGroup"}
        fifo["FifoThroughputLimit"] = "perMessageGroupId"
        self.events = self._queue(f"events-{number}.fifo", fifo)
        self.steps = self._queue(f"steps-{number}", {})
        self.asked = {}

    @property
    def machines(self):
        if not hasattr(self, "_machines"):
            client = self.clients("stepfunctions")
            definition = json.dumps(MACHINE).replace("${StepsQueueUrl}", self.steps)
            number = next(NAMES)
            made = client.create_state_machine(
                name=f"m{number}-j",
                definition=definition,
                roleArn="arn:aws:iam::123456789012:role/any",
            )
            self.arn = made["stateMachineArn"]
            self._machines = StepFunctions(client, self.arn[: -len("j")])
        return self._machines

    def send(self, *messages):
        for message in messages:
            self.sqs.send_message(QueueUrl=self.events, **entry(message))

    def receive(self):
        got = self.sqs.receive_message(
            QueueUrl=self.events, MaxNumberOfMessages=1, VisibilityTimeout=1
        )
        return next(iter(got.get("Messages", ())), None)

    def fails(self, message):
        """Its time of being unseen passes."""

    def takes(self, message):
        self.sqs.delete_message(QueueUrl=self.events, ReceiptHandle=message["ReceiptHandle"])

    @staticmethod
    def id_of(message):
        return json.loads(message["Body"])["id"]

    def passes(self, seconds):
        time.sleep(seconds + 0.3)

    def token(self, run):
        give_up = time.monotonic() + PATIENCE
        while run not in self.asked and time.monotonic() < give_up:
            got = self.sqs.receive_message(QueueUrl=self.steps, MaxNumberOfMessages=10)
            for message in got.get("Messages", ()):
                body = json.loads(message["Body"])
                self.asked[body["run"]] = body["token"]
            time.sleep(0.1)
        return self.asked[run]

    def status(self, name):
        execution = f"{self.arn.replace(':stateMachine:', ':execution:')}:{name}"
        client = self.clients("stepfunctions")
        return client.describe_execution(executionArn=execution)["status"]

    def _queue(self, name, attributes):
        return self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def settles(place, name, status):
    """Whether an execution comes to a status, sooner or later."""
    give_up = time.monotonic() + PATIENCE
    while place.status(name) != status and time.monotonic() < give_up:
        place.passes(0.2)
    return place.status(name) == status


def says(place, what):
    """What a place answers where AWS says that this holds."""
    return (place.name, what) not in LIES
