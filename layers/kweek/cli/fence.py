"""The fence around a restored table: up before anything is looked for, down by its own word."""

import argparse
import json
import time
from collections.abc import Iterable

from kweek.cli.admin_api import reach
from kweek.cli.deployed import Deployed
from kweek.cli.histories import Histories
from kweek.cli.looking import look_at_everyone
from kweek.cli.lost_runs import queue
from kweek.cli.restored_runs import Forgotten, Restoration
from kweek.cli.telling import aside, product
from kweek.cli.trouble import CalledWrongly
from kweek.core.holds import FENCE
from kweek.core.times import MachineInstant, parse_iso
from kweek.shell.clock import machine_now
from kweek.shell.contacts import Contacts
from kweek.shell.switches import Switches

SETTLES_IN = 5.0  # seconds until what was told has been committed
LOOKS = 6
UP = "the fence is up: nothing is sent until `kweek recover --release`"
DOWN = "the fence is down: mail and webhooks go again"


def moment(text: str) -> MachineInstant:
    """The instant that a table was restored to, by the clock on the wall."""
    try:
        restored_to = MachineInstant(parse_iso(text))
    except ValueError:
        msg = f"--restored-to: '{text}' is no time; write one like 2026-11-22T08:00:00Z"
        raise CalledWrongly(msg) from None
    if restored_to > machine_now():
        msg = f"--restored-to: {text} is yet to come"
        raise CalledWrongly(msg)
    return restored_to


def take_over(deployed: Deployed, restored_to: MachineInstant) -> list[Forgotten]:
    """Put the fence up, and tell each contact what its executions know and it does not."""
    outputs, clock = deployed.outputs, deployed.clock
    dynamodb, table = deployed.client("dynamodb"), outputs["TableName"]
    since = Switches(dynamodb, table).fence(clock.now())[FENCE]
    aside(UP)
    machines, prefix = deployed.client("stepfunctions"), outputs["MachinePrefix"]
    restoration = Restoration(
        histories=Histories(machines, prefix, restored_to, clock.real(since)),
        contacts=Contacts(dynamodb, table, bytes),  # no address is looked up
        clock=clock,
        speed=int(clock.speed),
    )
    sqs = deployed.client("sqs")
    for _ in range(LOOKS):
        messages = list(restoration.look())
        if not messages:
            break
        queue(sqs, outputs["EventsQueueUrl"], messages)
        time.sleep(SETTLES_IN)
    return in_order(restoration.found.values())


def release(deployed: Deployed, asked: argparse.Namespace) -> int:
    """Take the fence down, and wake what it held."""
    Switches(deployed.client("dynamodb"), deployed.outputs["TableName"]).release()
    looked = look_at_everyone(reach(asked.stack))
    product(json.dumps({"fenced": False, "looked": looked}) if asked.json else DOWN)
    return 0


def in_order(found: Iterable[Forgotten]) -> list[Forgotten]:
    """By contact, and then as they went."""
    return sorted(found, key=lambda one: (one.email or "", one.contact, one.at))


def told(one: Forgotten) -> str:
    """`ada@example.org: ebook (ebook-drip, deliver) went out after 2026-11-22T08:10:00.000Z`."""
    whom = one.email or f"contact {one.contact}, whom the table does not know"
    how = "went out" if one.sent == "sent" else "may have gone out"
    return f"{whom}: {one.mail} ({one.journey}, {one.step}) {how} after {one.at}"
