"""One Kweek in one process: handlers over moto's table and queues, and a clock to turn."""

import heapq
import math
import sys
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace

import conductor
import feedback
import ingest
import mailer
import report
import step
import tick
import webhook
from kweek.console import templates
from kweek.core.incoming import Consent, Incoming
from kweek.core.times import Instant
from kweek.shell import aws, clock, secrets, signed_call
from kweek.shell.switches import Switches
from tests.stack import content as compiled
from tests.stack import table
from tests.stack.calls import Calls, Crash, Watched
from tests.stack.elsewhere import Elsewhere
from tests.stack.looking import Looking
from tests.stack.machines import Machines
from tests.stack.queues import Queues, event_of
from tests.stack.ses import Ses

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "layers/kweek/console/pages"
CONSUMERS = {
    "events.fifo": ingest,
    "steps": step,
    "mails": mailer,
    "webhooks": webhook,
    "orders": conductor,
    "feedback": feedback,
}
BATCH = {"mails": 5, "webhooks": 1}  # as the event sources have it; 10 for the others
START = 1_800_000_000_000  # a Friday morning in January 2027 (09:00 in Amsterdam), in ms
CONTEXT = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=128,
    invoked_function_arn="arn",
    aws_request_id="r",
)
RESUMED = {"paused": {}}  # as the switch says then
PLACEHOLDERS = {
    "${MailsQueueUrl}": "mails",
    "${StepsQueueUrl}": "steps",
    "${WebhooksQueueUrl}": "webhooks",
}


class Stack(Looking):
    """Turn the clock, send messages in, let everything run, look at what came out."""

    def __init__(self, monkeypatch, campaigns, tmp_path, *, stream=False):
        self.ms = START
        self.deliveries = 1  # of each message: SQS may do more than one
        self.acts = []  # what people will do: a heap of (instant, number, act)
        self.monkeypatch = monkeypatch
        self.built = compiled.put(monkeypatch, campaigns, tmp_path / "content", PAGES)
        self.memory = _caches()
        self._set_clocks()
        self.calls = Calls()
        dynamodb, sqs = aws.client("dynamodb"), aws.client("sqs")
        table.make(dynamodb, stream=stream)
        self.queues = Queues(CONSUMERS)
        self.machines = Machines(self.built.machines, self._machine_sends, lambda: self.ms / 1000)
        self.ses = Ses(lambda event: self.queues.put("feedback", event), lambda: self.ms)
        self.elsewhere = Elsewhere()
        self._settings()
        self._clients(dynamodb, sqs)
        self.forget()

    def _set_clocks(self):
        real = clock.machine_now
        for name, module in sys.modules.copy().items():
            ours = name.startswith("kweek.") or module in CONSUMERS.values()
            if ours and getattr(module, "machine_now", None) is real:
                self.monkeypatch.setattr(module, "machine_now", lambda: self.ms)

    def _settings(self):
        urls = self.queues.urls
        for name, value in {
            "KWEEK_STACK": "kweek",
            "KWEEK_TABLE": table.NAME,
            "KWEEK_EVENTS_QUEUE_URL": urls["events.fifo"],
            "KWEEK_ORDERS_QUEUE_URL": urls["orders"],
            "KWEEK_PUBLIC_URL": "https://api.example.org",
            "KWEEK_CONFIGURATION_SET": "kweek",
            "KWEEK_MACHINE_PREFIX": "arn:aws:states:eu-west-1:123456789012:stateMachine:kweek-",
            "KWEEK_MAIL_RATE": "100000",
            "POWERTOOLS_METRICS_DISABLED": "true",
            "POWERTOOLS_DEV": "false",
        }.items():
            self.monkeypatch.setenv(name, value)

    def _clients(self, dynamodb, sqs):
        self.calls.watch(dynamodb)
        self.calls.watch(sqs)
        transmit = self.calls.transmitting(signed_call.transmit)
        self.monkeypatch.setattr(signed_call, "transmit", transmit)
        ses = Watched(self.ses, "sesv2", self.calls)
        machines = {"stepfunctions": Watched(self.machines, "stepfunctions", self.calls)}
        self.monkeypatch.setattr(mailer, "client", {"sesv2": ses}.__getitem__)
        elsewhere = Watched(self.elsewhere, "elsewhere", self.calls)
        self.monkeypatch.setattr(webhook, "Caller", lambda: elsewhere)
        real = conductor.client
        self.monkeypatch.setattr(conductor, "client", lambda name: machines.get(name) or real(name))

    def forget(self):
        """What a worker remembers dies with it."""
        for cached in self.memory:
            cached.cache_clear()

    def saved(self):
        """Everything as it stands; all queues are empty now."""
        assert not any(self.queues.waiting(name) for name in CONSUMERS)
        calls = list(self.calls.seen)
        return self.ms, calls, deepcopy((table.stored(), vars(self.machines.state), self.ses.mails))

    def restore(self, saved):
        """Go back to what was saved: quicker than another stack and the same story again."""
        self.ms, calls, rest = saved
        self.calls.seen[:] = calls
        items, machines, mails = deepcopy(rest)
        table.store(items)
        vars(self.machines.state).update(machines)
        self.ses.mails[:] = mails
        self.queues.empty()
        self.forget()
        if calls:
            secrets.secret()  # a worker that had got so far knew it

    # -- driving

    def now(self):
        return Instant(self.ms)

    def at(self, instant, act):
        """Let somebody do something at an instant."""
        heapq.heappush(self.acts, (instant, next(self.queues.numbers), act))

    def arrives(self, message):
        """Something comes to ingest."""
        self.queues.put("events.fifo", message.as_json(), message.group)

    def happens(self, message_id="1", kind="track", event="Page Viewed", **fields):
        """Something arrives for ingest; the queue does not know that it may have come before."""
        fields = {"at": self.now(), "received_at": self.now(), **fields}
        message = Incoming(id=message_id, type=kind, event=event, **fields)
        self.queues.put("events.fifo", message.as_json(), message.group)

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

    def opens(self, mail, message_id="open-1", **fields):
        """Somebody looks at the latest mail of this name."""
        self._answers(mail, message_id, "open", "Email Opened", {}, fields)

    def clicks(self, mail, link, message_id="click-1", **fields):
        """Somebody follows a link, by its name, in the latest mail of this name."""
        links = self.built.mails[mail]["links"]
        found = next(one for one, about in links.items() if about["name"] == link)
        self._answers(mail, message_id, "click", "Email Link Clicked", {"link": found}, fields)

    def accepts(self, mail, message_id="accept-1", **fields):
        """The owner takes the lead."""
        self._answers(mail, message_id, "handoff", "Handoff Accepted", {}, fields)

    def _answers(self, mail, message_id, kind, event, properties, fields):
        sent = self.mail(mail)
        about = {"send": sent.send_id, **properties}
        self.happens(message_id, kind, event, contact=sent.contact, properties=about, **fields)

    def pauses(self, journey="*"):
        """Somebody holds a journey's mail back, or all."""
        self._switches().pause(journey, self.now())

    def resumes(self):
        """All mail may go, and everyone is looked at again."""
        self._switches().resume_every()
        for item in table.items():
            if item["sk"]["S"] == "contact" and "body" in item:
                found = item["pk"]["S"].removeprefix("c#")
                self.happens(f"look-{self.ms}", "look", "Look", contact=found, properties=RESUMED)

    def _switches(self):
        return Switches(aws.client("dynamodb"), table.NAME)

    def run(self):
        """Let every queue run dry, at this instant."""
        while [name for name in CONSUMERS if self.consume(name)]:
            pass

    def passes(self, ms):
        """Time goes by: timers fire, and tick looks when something is due."""
        end = self.ms + ms
        self.run()
        while self.ms < end:
            act_at = self.acts[0][0] if self.acts else end
            wakes = min(self.machines.next_wake() * 1000, self._next_due(), act_at, end)
            self.ms = max(self.ms + 1, math.ceil(wakes))
            self.machines.wake()
            self.ticks()
            self.run()
            while self.acts and self.acts[0][0] <= self.ms:
                heapq.heappop(self.acts)[2]()
                self.run()

    def ticks(self):
        tick.handler({}, None)

    def consume(self, name):
        """Deliver one batch of a queue to its function; whether there was one."""
        batch = self.queues.batch(name, BATCH.get(name, 10))
        if not batch:
            return False
        event = event_of(batch, name)
        self.calls.function = CONSUMERS[name].__name__
        try:
            for _ in range(self.deliveries):
                answer = CONSUMERS[name].handler(event, CONTEXT)
        except Crash:
            self.forget()  # and no message is taken: each will be delivered again
            return True
        finally:
            self.calls.function = None
        failed = {one["itemIdentifier"] for one in answer["batchItemFailures"]}
        self.queues.taken(name, batch, failed)
        return True

    def _next_due(self):
        due = [int(item["due_at"]["N"]) for item in table.items() if "due_at" in item]
        return min((at for at in due if at > self.ms), default=math.inf)

    def _machine_sends(self, queue, body):
        self.queues.put(PLACEHOLDERS[queue], body)


def _caches():
    """Everything that functions keep from one call to the next, but clients and codecs."""
    ours = [
        module
        for name, module in sys.modules.copy().items()
        if name.startswith("kweek.shell.") and name.rpartition(".")[2] not in ("aws", "codec")
    ]
    places = [*ours, templates, *CONSUMERS.values(), report]
    found = [value for module in places for value in vars(module).values()]
    return {value for value in found if hasattr(value, "cache_clear")}
