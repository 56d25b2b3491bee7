"""One Kweek in one process: handlers over moto's table and queues, and a clock to turn."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import mailer
import boto3
import conductor
import feedback
import ingest
import report
import step
import tick
from kweek.catalogue.build import build
from kweek.core.incoming import Consent, Incoming
from kweek.core.times import Instant
from kweek.shell import clock, content, documents, intake, secrets, world
from tests.stack.machines import Machines

ROOT = Path(__file__).parents[2]
QUEUES = ("events.fifo", "steps", "mails", "orders", "feedback")
CONSUMERS = {
    "events.fifo": ingest,
    "steps": step,
    "mails": mailer,
    "orders": conductor,
    "feedback": feedback,
}
START = 1_800_000_000_000  # a Friday morning in January 2027 (08:00 UTC), in ms
CONTEXT = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=128,
    invoked_function_arn="arn",
    aws_request_id="r",
)


class Ses:
    """What SES does with a mail; `answers` may hold errors to raise instead, first come."""

    def __init__(self):
        self.mails = []
        self.answers = []

    def send_email(self, **mail):
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        self.mails.append({**mail, "MessageId": f"message-{len(self.mails)}"})
        if answer == "accepted, then silent":
            raise clients_error("InternalServerError")
        return {"MessageId": f"message-{len(self.mails) - 1}"}


def clients_error(code):
    from botocore.exceptions import ClientError

    return ClientError({"Error": {"Code": code, "Message": code}}, "SendEmail")


class Stack:
    """Turn the clock, send messages in, let everything run, look at what came out."""

    def __init__(self, monkeypatch, campaigns, tmp_path):
        self.ms = START
        self.monkeypatch = monkeypatch
        self.built = _content(monkeypatch, campaigns, tmp_path)
        for module in (clock,):
            monkeypatch.setattr(module, "machine_now", lambda: self.ms)
        for name in ("items", "counters", "mailing", "conducting"):
            module = sys.modules.get(f"kweek.shell.{name}")
            if module is not None and hasattr(module, "machine_now"):
                monkeypatch.setattr(module, "machine_now", lambda: self.ms)
        self.dynamodb = boto3.client("dynamodb")
        self.sqs = boto3.client("sqs")
        self._table()
        self.urls = {name: self._queue(name) for name in QUEUES}
        self._settings()
        self.machines = Machines(self.built.machines, self._machine_sends, lambda: self.ms / 1000)
        self.ses = Ses()
        self._clients()
        self.forget()

    def _settings(self):
        for name, value in {
            "KWEEK_TABLE": "kweek",
            "KWEEK_EVENTS_QUEUE_URL": self.urls["events.fifo"],
            "KWEEK_STEPS_QUEUE_URL": self.urls["steps"],
            "KWEEK_MAILS_QUEUE_URL": self.urls["mails"],
            "KWEEK_ORDERS_QUEUE_URL": self.urls["orders"],
            "KWEEK_PUBLIC_URL": "https://api.example.org",
            "KWEEK_CONFIGURATION_SET": "kweek",
            "KWEEK_MACHINE_PREFIX": "arn:aws:states:eu-west-1:123456789012:stateMachine:kweek-",
            "KWEEK_MAIL_RATE": "100000",
            "POWERTOOLS_METRICS_DISABLED": "true",
            "POWERTOOLS_DEV": "false",
        }.items():
            self.monkeypatch.setenv(name, value)

    def _clients(self):
        self.monkeypatch.setattr(mailer, "client", lambda name: self.ses)
        known = {"stepfunctions": self.machines}
        real = conductor.client
        self.monkeypatch.setattr(conductor, "client", lambda name: known.get(name) or real(name))

    def forget(self):
        """What a worker remembers dies with it."""
        for cached in (
            world.world,
            mailer._post,
            conductor._conductor,
            feedback._adapters,
            report._counters,
            content.rules,
            documents.document,
            secrets.secret,
        ):
            cached.cache_clear()

    # -- driving

    def now(self):
        return Instant(self.ms)

    def happens(self, message_id="1", kind="track", event="Page Viewed", **fields):
        """Something arrives for ingest."""
        fields.setdefault("at", self.now())
        fields.setdefault("received_at", self.now())
        intake.send([Incoming(id=message_id, type=kind, event=event, **fields)])

    def posts_form(self, form, address, message_id="form-1", topics=("nurture",), **fields):
        """A form with its consent box ticked."""
        self.happens(
            message_id,
            "form",
            "Form Submitted",
            address=address,
            properties={"form": form},
            traits={"email": address, **fields.pop("traits", {})},
            consent=Consent(tuple(topics), "Yes, mail me", form) if topics else None,
            **fields,
        )

    def run(self):
        """Let every queue run dry, at this instant."""
        while any([self.consume(name) for name in QUEUES]):
            pass

    def passes(self, ms):
        """Time goes by: timers fire, tick looks each minute at what is due."""
        end = self.ms + ms
        while True:
            self.run()
            step_to = min(end, self.machines.next_wake() * 1000, self._next_due() or end)
            self.ms = max(self.ms, int(step_to))
            self.machines.wake()
            tick.handler({}, None)
            self.run()
            if self.ms >= end:
                return

    def consume(self, name, times=1):
        """Deliver one batch of a queue to its function; whether there was one."""
        batch = self.sqs.receive_message(
            QueueUrl=self.urls[name],
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["All"],
            VisibilityTimeout=0 if times > 1 else 30,
        ).get("Messages", [])
        if not batch:
            return False
        event = {"Records": [_record(message, name) for message in batch]}
        for _ in range(times):
            answer = CONSUMERS[name].handler(event, CONTEXT)
        failed = {one["itemIdentifier"] for one in answer["batchItemFailures"]}
        for message in batch:
            if message["MessageId"] in failed:
                self.sqs.change_message_visibility(
                    QueueUrl=self.urls[name],
                    ReceiptHandle=message["ReceiptHandle"],
                    VisibilityTimeout=0,
                )
            else:
                self.sqs.delete_message(
                    QueueUrl=self.urls[name], ReceiptHandle=message["ReceiptHandle"]
                )
        return True

    def _next_due(self):
        items = self.items()
        due = [int(i["due_at"]["N"]) for i in items if "due_at" in i]
        later = [at for at in due if at > self.ms]
        return min(later, default=None)

    # -- looking

    def items(self):
        return [
            item
            for page in self.dynamodb.get_paginator("scan").paginate(TableName="kweek")
            for item in page["Items"]
        ]

    def contact(self, address):
        return world.world().contacts.owner(address)

    def timeline(self, address):
        contact = self.contact(address)
        items = world.world().items
        found = [e for one in contact.ids for e in items.under(one, "e#")]
        return sorted(found, key=lambda e: (e["at"], e["received_at"], e["order"], e["id"]))

    def mails(self, address=None):
        """`(to, mail)` of every mail that SES has accepted, in order."""
        sent = [(m["Destination"]["ToAddresses"][0], _tag(m, "mail")) for m in self.ses.mails]
        return [mail for to, mail in sent if to == address] if address else sent

    def send_id(self, mail):
        return next(_tag(m, "send_id") for m in self.ses.mails if _tag(m, "mail") == mail)

    # -- making

    def _machine_sends(self, queue, body):
        name = {"${MailsQueueUrl}": "mails", "${StepsQueueUrl}": "steps"}[queue]
        self.sqs.send_message(QueueUrl=self.urls[name], MessageBody=json.dumps(body))

    def _queue(self, name):
        attributes = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
        return self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]

    def _table(self):
        keys = [("pk", "S"), ("sk", "S"), ("shard", "S"), ("due_at", "N")]
        self.dynamodb.create_table(
            TableName="kweek",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": t} for n, t in keys],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "due",
                    "KeySchema": [
                        {"AttributeName": "shard", "KeyType": "HASH"},
                        {"AttributeName": "due_at", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
            ],
        )


def _tag(mail, name):
    return next(tag["Value"] for tag in mail["EmailTags"] if tag["Name"] == name)


def _record(message, name):
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:eu-west-1:123456789012:{name}",
        "awsRegion": "eu-west-1",
    }


def _content(monkeypatch, campaigns, tmp_path):
    """Build the campaigns and put them on the path, in place of any built before."""
    built = build(campaigns, ROOT / "layers/kweek/console/pages", tmp_path / "content")
    monkeypatch.syspath_prepend(str(tmp_path / "content" / "python"))
    for name in [n for n in sys.modules if n.partition(".")[0] == "kweek_content"]:
        del sys.modules[name]
    return built
