"""A local stack that was stopped goes on: the emulator forgets its executions, contacts do not.

The machines are read as they were, before this start deploys newer ones: what runs were begun
by goes on by its own.
"""

import asyncio
from typing import Any

from kweek.cli.admin_api import AdminApi
from kweek.cli.deployed import client
from kweek.cli.emulator import REGION
from kweek.cli.looking import look_at_everyone
from kweek.cli.lost_runs import Recovery
from kweek.cli.machines import Machines
from kweek.cli.progress import Progress
from kweek.cli.recover import SETTLES_IN, Seen
from kweek.cli.starting import Running


async def go_on(running: Running, before: Machines, speed: int, progress: Progress) -> None:
    """Let the journeys that were under way go on; `speed` is that of the run before."""
    recovery, seen = _recovery(running, before, speed), Seen()
    while seen.take(await asyncio.to_thread(recovery.look)):  # noqa: ASYNC110 - it looks, too
        await asyncio.sleep(SETTLES_IN)
    if seen.recovered:
        progress.say(seen.told)
    for line in seen.lines:
        progress.say(line)
    # The campaigns may have changed since: who fits them already is found by looking.
    api = AdminApi(running.addresses["api"], running.addresses["admin_token"])
    await asyncio.to_thread(look_at_everyone, api)


def _recovery(running: Running, before: Machines, speed: int) -> Recovery:
    outputs = running.outputs
    prefix = outputs.machine_prefix
    stack = prefix.rpartition(":")[2]

    def made(service: str) -> Any:
        return client(service, running.emulator.url, REGION)

    return Recovery(
        dynamodb=made("dynamodb"),
        machines=made("stepfunctions"),
        sqs=made("sqs"),
        table=outputs.table,
        prefix=prefix,
        events_url=outputs.events_queue,
        clock=running.clock,
        speed=speed,
        known={name.removeprefix(stack): one for name, one in before.items()},
    )
