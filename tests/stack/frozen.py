"""What a release has written, as frozen files hold it: items, messages, tokens, inputs.

A message is given to today's handler over the items that lay there then. What comes of it is
compared as values: how a body is packed may change, what it says may not.
"""

import base64
import json

from kweek.shell.aws import client
from kweek.shell.packing import unpacked
from tests.stack import campaign, table
from tests.stack.campaign import put

ROOT = "a root that only tests know, sixty-four characters in its real life"
OURS = ("events.fifo", "orders")  # the rest is what the walked machines say
#: One of each kind of step that the other journeys lack, and a loop.
ALL = """\
title: Everything
status: live
topic: sales
enter: [ { event: All Asked }, manual ]
re_entry: { after: 1h }
steps:
  - step: part
    split: { hook: 99, tell: 1 }
    judged_by: { event: Order Completed }
    within: 30d
  - step: hook
    webhook: { url: "https://crm.example.org/new", timeout: 5s }
    next: tell
  - step: tell
    notify: { to: account-owner, mail: notice }
  - step: duty
    task: { to: account-owner, title: Call them, due: 3d }
  - step: add
    update: { traits: { asked: $entry.what } }
  - step: other
    start: letter
  - step: rest
    wait: { for: 2h, at: "15:00" }
    next: look
  - step: look
    wait_for: { used: { event: Feature Used } }
    within: 2d
    then: { used: end, otherwise: fork }
  - step: fork
    branch: [ { if: { event: Enough }, to: end }, { otherwise: sleep } ]
  - step: sleep
    wait: 1d
    next: look
"""


def campaigns(root):
    """The campaigns of the recorded story, as they are written today."""
    campaign.write(root)
    put(root / "journeys" / "all.yaml", ALL)
    campaign.put_notice(root, "notice", "{{ lead.email }}")
    campaign.put_notice(root, "task", "{{ lead.email }} {{ task.title }}")
    return root


def kind_of(queue, body):
    """Which of the messages of a queue this is one of."""
    if queue == "feedback":
        return body["eventType"]
    if "detail-type" in body:
        return "broken"
    return body.get("type") or body.get("do") or body["step"]["do"]


def frozen_items():
    """Every item as it lies there, in JSON; what is packed stays so."""
    found = sorted(table.items(), key=lambda one: (one["pk"]["S"], one["sk"]["S"]))
    return [{name: _text(value) for name, value in one.items()} for one in found]


def _text(value):
    raw = value.get("B")
    return {"B": base64.b64encode(raw).decode()} if isinstance(raw, bytes) else value


def put_back(items):
    """Lay frozen items into the table."""
    for item in items:
        thawed = {n: {"B": base64.b64decode(v["B"])} if "B" in v else v for n, v in item.items()}
        client("dynamodb").put_item(TableName=table.NAME, Item=thawed)


def said(items):
    """`{place: what it says}`: bodies as values, whichever way they are packed."""
    return {f"{one['pk']['S']}|{one['sk']['S']}": _said(one) for one in items}


def _said(item):
    plain = {name: next(iter(value.values())) for name, value in item.items()}
    if "body" in item:
        body = item["body"]
        text = unpacked(base64.b64decode(body["B"])) if "B" in body else body["S"]
        plain["body"] = json.loads(text)
    return plain


class Witness:
    """Gives one message to its function, and tells what came of it."""

    def __init__(self, stack):
        self.stack, self.called = stack, []
        for name in ("start_execution", "stop_execution", "send_task_success", "send_task_failure"):
            stack.machines.__dict__[name] = self._noting(name, getattr(stack.machines, name))

    def _noting(self, name, call):
        def noted(**given):
            self.called.append([name, given])
            return call(**given)

        return noted

    def consume(self, queue, consume):
        """What `consume` did: the table's changes, messages of ours, mails, calls of machines."""
        before, sent, mails = said(frozen_items()), self._sent(), len(self.stack.ses.mails)
        asked = len(self.stack.elsewhere.asked)
        self.called = []
        consume(queue)
        after = said(frozen_items())
        return {
            "put": {key: one for key, one in after.items() if before.get(key) != one},
            "deleted": sorted(before.keys() - after.keys()),
            "sent": {
                name: self._sent()[name][len(sent[name]) - (name == queue) :] for name in OURS
            },
            "mails": [_mail(one) for one in self.stack.ses.mails[mails:]],
            "machines": self.called,
            "webhooks": [call.url for call, _ in self.stack.elsewhere.asked[asked:]],
        }

    def _sent(self):
        return {
            name: [json.loads(one.body) for one in self.stack.queues.waiting(name)] for name in OURS
        }


def _mail(mail):
    simple = mail.request["Content"]["Simple"]
    return {
        "to": mail.to,
        "tags": mail.tags,
        "subject": simple["Subject"]["Data"],
        "text": simple["Body"]["Text"]["Data"],
        "headers": {one["Name"]: one["Value"] for one in simple.get("Headers", ())},
    }
