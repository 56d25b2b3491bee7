"""`kweek local`: the real template on an emulator, on one's own machine."""

import argparse
import asyncio
import fcntl
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from kweek.cli import addresses, ticking
from kweek.cli.keeping import Kept
from kweek.cli.ports import claim_ports
from kweek.cli.progress import Progress
from kweek.cli.project import Project, find_project
from kweek.cli.signals import Stopped, until_stopped
from kweek.cli.speed import describe, parse_speed
from kweek.cli.starting import Running, Start
from kweek.cli.telling import product
from kweek.cli.trouble import CalledWrongly

PORT = 4580
SPEED = "1h/s"
HELP = """\
Start the AWS emulator, deploy the same CDK app that goes to AWS, and serve it here.

When all answers, .kweek/local.json says where: api, console, mailbox, endpoint, region, table,
speed, write_key, admin_token, pid. Ctrl-C (or SIGTERM) stops everything. What happened is kept
for the next run, and campaign time stands still in between; --fresh begins anew.

Two ports on 127.0.0.1 are used: --port for the API and the mailbox, the next for the emulator.
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `local` to the commands."""
    local = commands.add_parser(
        "local",
        help="run the real template on an emulator, on this machine",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    local.add_argument(
        "--speed",
        type=_speed,
        default=_speed(SPEED),
        metavar="RATE",
        help=f"campaign time per second: 1d/s, 6h/s, 10m/s, or a factor (default {SPEED})",
    )
    local.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")
    local.add_argument("--fresh", action="store_true", help="forget what earlier runs left")
    local.add_argument(
        "--campaigns", type=Path, metavar="DIR", help="the content (default: campaigns/)"
    )
    local.set_defaults(run=run)


def _speed(text: str) -> int:
    try:
        return parse_speed(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None


def run(asked: argparse.Namespace) -> int:
    """Check what can be checked first, then start, serve and stop."""
    project = find_project(Path.cwd())
    campaigns: Path = asked.campaigns or project.root / "campaigns"
    if not campaigns.is_dir():
        msg = f"--campaigns: {campaigns} is no folder"
        raise CalledWrongly(msg)
    project.workshop.mkdir(exist_ok=True)
    with _alone(project):
        claim_ports(asked.port)
        progress, kept = Progress(), Kept.of(project)
        progress.say(f"kweek local, {describe(asked.speed)}")
        if asked.fresh or not kept.complete:
            kept.clear()
        clock, mailbox = kept.begin(asked.speed)
        start = Start(
            project=project,
            port=asked.port,
            campaigns=campaigns.resolve(),
            clock=clock,
            mailbox=mailbox,
            progress=progress,
        )
        verdict = asyncio.run(_local(start))
        kept.end(clock)
    return verdict


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    """Two stacks in one folder would write over each other."""
    with (project.workshop / "lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            msg = f"kweek local is already running in {project.root}; stop that one first"
            raise CalledWrongly(msg) from None
        yield


async def _local(start: Start) -> int:
    ready = False
    stack = AsyncExitStack()
    try:
        async with stack, until_stopped():
            running = await start.bring_up(stack)
            addresses.write(start.project.addresses, running.addresses)
            ready = True
            announce(running, start.progress)
            await serve(start, running)
    except Stopped as stopped:
        start.progress.say(f"{stopped.signal}: stopped" + ("" if ready else " before it was ready"))
    finally:
        start.project.addresses.unlink(missing_ok=True)
    return 0 if ready else 1


def announce(running: Running, progress: Progress) -> None:
    """The addresses: the product of this command."""
    told = running.addresses
    progress.say("ready")
    product(
        f"Kweek is running, {describe(told['speed'])}.\n"
        f"  mailbox    {told['mailbox']}/\n"
        f"  API        {told['api']}\n"
        f"  AWS calls  {told['endpoint']}  (region {told['region']}, any credentials)\n"
        f"  keys       .kweek/local.json\n"
        f"Ctrl-C stops it."
    )


async def serve(start: Start, running: Running) -> None:
    """Tick until the emulator ends, which raises, or until we are stopped."""
    log, emulated = start.project.logs / "tick.log", running.front.emulated
    tick = ticking.ticking(emulated, running.outputs.tick, log, start.progress)
    ticks = asyncio.create_task(tick)
    try:
        await running.emulator.died()
    finally:
        ticks.cancel()
