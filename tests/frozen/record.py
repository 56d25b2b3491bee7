"""Records what this release writes: `python -m pytest tests/frozen/record.py`, by hand, once.

It refuses to touch what was recorded before: a new form of an item or a message gets a number of
its own (kweek.core.versions) and a folder beside the old one, which stays as it is for ever. As
long as no release is out, a folder may be deleted and recorded anew, by hand, when what a message
comes to is meant to change.
"""

import json
from pathlib import Path

import pytest

from kweek.core.erasing import erasure
from kweek.core.secrets import derive
from kweek.core.stream import units
from kweek.core.times import DAY, HOUR, MINUTE, SECOND
from kweek.core.tokens import sign
from kweek.core.versions import ITEMS
from kweek.core.walking import Place, recovery
from kweek.shell.optout import opt_out
from kweek.shell.worker import world
from tests.stack import frozen, kweek_stack, table
from tests.stack.kweek_stack import Stack

ADA = "ada@example.org"
OUT = Path(__file__).parent / str(ITEMS)

pytestmark = pytest.mark.usefixtures("the_secret")


class Recorded(Stack):
    """Takes each message by itself, and keeps the first of each kind with what came of it."""

    cases: dict
    pool: dict

    def consume(self, name):
        waiting = self.queues.waiting(name)
        if not waiting:
            return False
        body = json.loads(waiting[0].body)
        kind = f"{name} {frozen.kind_of(name, body)}"
        before, at, mailed = frozen.frozen_items(), self.ms, len(self.ses.mails)
        self.forget()  # as a worker that begins with this message
        result = self.witness.consume(name, super().consume)
        if kind not in self.cases or self.richer(kind, result):
            numbers = [self.pool.setdefault(json.dumps(one), len(self.pool)) for one in before]
            known = {"kind": kind, "at": at, "message": body, "before": numbers, "mailed": mailed}
            self.cases[kind] = {**known, "result": result}
        return True

    def richer(self, kind, result):
        return not self.cases[kind]["result"]["put"] and bool(result["put"])


def test_record(aws, tmp_path):
    assert not (OUT / "cases.json").exists(), "recorded before: what is frozen stays so"
    aws.setattr(kweek_stack, "BATCH", dict.fromkeys(kweek_stack.CONSUMERS, 1))
    campaigns = frozen.campaigns(tmp_path / "campaigns")
    stack = Recorded(aws, campaigns, tmp_path / "content", stream=True)
    stack.cases, stack.pool, stack.witness = {}, {}, frozen.Witness(stack)
    tell(stack)
    OUT.mkdir(exist_ok=True)
    write("campaigns", [[str(p.relative_to(campaigns)), p.read_text()] for p in files(campaigns)])
    cases = [stack.cases[kind] for kind in sorted(stack.cases)]
    write("items", [json.loads(one) for one in stack.pool])
    write("cases", cases)
    keys, purposes = derive(frozen.ROOT), {"o": 2, "c": 3, "u": 2, "p": 2, "h": 3, "f": 2}
    parts = {one: ["part", 7, "more"][:n] for one, n in purposes.items()}
    tokens = [[one, sign(keys.signing, "1", one, of), of] for one, of in parts.items()]
    write("tokens", tokens)
    write("inputs", first_messages(stack))
    records = [changed(one) for one in table.stream_records() if plain(one)]
    write("stream", [[one, counted(one)] for one in records[:40]])


def files(root):
    return sorted(path for path in root.rglob("*") if path.is_file())


def write(name, value):
    """One part a line, so that a reader finds it."""
    lines = ",\n".join(json.dumps(part, ensure_ascii=False) for part in value)
    (OUT / f"{name}.json").write_text(f"[\n{lines}\n]\n")


def changed(record):
    images = ("OldImage", "NewImage")
    found = {name: record["dynamodb"][name] for name in images if name in record["dynamodb"]}
    return {"eventName": record["eventName"], "dynamodb": found}


def plain(record):
    new = record["dynamodb"].get("NewImage", {})
    return new.get("kind", {}).get("S") in ("event", "mark", "send")


def counted(record):
    return sorted([*key, n] for key, n in units(record).items())


def first_messages(stack):
    """What each execution was started with, and the first thing it asked."""
    started = [given for name, given in stack.started if name == "start_execution"]
    return [
        {
            "machine": given["stateMachineArn"].rpartition(":kweek-")[2],
            "input": json.loads(given["input"]),
            "asked": stack.asked_by[given["name"]],
        }
        for given in started
    ]


def tell(stack):
    """One of everything that can happen."""
    follow_starts(stack)
    comes(stack)
    does_all(stack)
    ada = stack.contact(ADA)
    is_steered(stack, ada)
    breaks(stack, ada)
    is_restored(stack, ada)
    goes(stack, ada)


def comes(stack):
    stack.happens("page-1", "page", anonymous_id="visitor", properties={"path": "/"})
    stack.posts_form("ebook", ADA, anonymous_id="visitor", traits={"country": "NL"})
    stack.happens("in-1", "identify", "Identified", anonymous_id="visitor", user_id="ada")
    stack.run()
    stack.ms += MINUTE
    stack.opens("welcome")
    stack.clicks("welcome", "read")
    stack.run()


def does_all(stack):
    stack.happens("desk", "page", anonymous_id="desk")
    stack.happens("alias", "alias", "Aliased", previous_id="desk", user_id="ada")
    stack.happens("group", "group", "Grouped", user_id="ada", properties={"group": "acme"})
    stack.happens("all", event="All Asked", user_id="ada", properties={"what": "a call"})
    stack.happens("trial", event="Trial Started", user_id="ada")
    stack.passes(10 * HOUR)
    stack.happens("prices", event="Prices Seen", user_id="ada")
    stack.run()
    stack.accepts("lead-handoff")
    stack.passes(16 * DAY)


def is_steered(stack, ada):
    enrol = {"journey": "all", "entry": {"what": "by hand"}}
    stack.happens("by-hand", "enrol", "Enrolment Requested", contact=ada.id, properties=enrol)
    stack.run()
    stack.pauses("all")
    stack.resumes()
    stack.run()
    runs = stack.contact(ADA).enrolments.items()
    active = {run_id: run for run_id, run in runs if run.status == "active"}
    places = {k: (run, Place(run.step or "part", run.lap, None)) for k, run in active.items()}
    message = recovery(ada.id, places, stack.now())
    stack.queues.put("events.fifo", message.as_json(), message.group)
    stack.run()


def breaks(stack, ada):
    """A machine fails, and a step that nobody could carry out."""
    runs = stack.contact(ADA).enrolments.items()
    run, epoch = next((run_id, run.epoch) for run_id, run in runs if run.status == "active")
    about = {"contact": ada.id, "run": run, "epoch": epoch, "lap": 0}
    detail = {"status": "FAILED", "input": json.dumps({"v": 1, **about, "at": ""})}
    changed = "Step Functions Execution Status Change"
    fail = {"v": 1, "do": "fail", **about, "journey": "all", "step": "look", "entered": 1}
    stack.queues.put("orders", {**fail, "token": "gone"})
    stack.run()
    stack.queues.put("orders", {"detail-type": changed, "detail": detail})
    stack.run()


def is_restored(stack, ada):
    """The table was put back to an hour ago; an execution tells of a run that it forgot."""
    at = stack.now() - HOUR
    mail = {"mail": "letter", "step": "write", "at": at, "to_owner": False}
    run = {"journey": "letter", "seen": None, "epoch": 0, "began": at, "ended": "", "at": {}}
    runs = {"forgotten": {**run, "mails": {"send-forgotten": mail}, "place": None}}
    about = {"contact": ada.id, "properties": {"runs": runs}}
    stack.happens("restored", "restored", "Restored", **about)
    stack.run()


def goes(stack, ada):
    """The mail's fate, the way out, and being forgotten."""
    sent = stack.mail("welcome")
    settle = {"send": sent.send_id, "state": "sent", "message_id": sent.id}
    stack.happens("settle", "settle", "Email Settled", contact=ada.id, properties=settle)
    stack.ses.event(sent, "Bounce", bounceType="Permanent", bouncedRecipients=[])
    stack.ses.event(sent, "Complaint", complainedRecipients=[])
    stack.run()
    opt_out(world().contacts, lambda: world().rules, ada.id, stack.now())
    out = {"send": sent.send_id}
    stack.happens("out", "unsubscribe", "Unsubscribed", contact=ada.id, properties=out)
    stack.run()
    stack.ms += SECOND
    forget = erasure(ada.id, stack.now())
    stack.queues.put("events.fifo", forget.as_json(), forget.group)
    stack.run()


def follow_starts(stack):
    """Keep what each execution was started with and asked first."""
    stack.started, stack.asked_by = [], {}
    start = stack.machines.__dict__["start_execution"]
    send = stack.machines.send

    def started(**given):
        asked = []
        stack.machines.send = lambda queue, body: (asked.append([queue, body]), send(queue, body))
        answer = start(**given)
        stack.machines.send = send
        stack.started.append(("start_execution", given))
        stack.asked_by[given["name"]] = asked
        return answer

    stack.machines.__dict__["start_execution"] = started
