"""One run of `kweek local`, from the lock to the last child that is gone."""

import asyncio
import fcntl
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kweek.cli import addresses, ticking
from kweek.cli.keeping import Kept
from kweek.cli.ports import claim_ports
from kweek.cli.progress import Progress
from kweek.cli.project import Project
from kweek.cli.signals import Stopped, until_stopped
from kweek.cli.speed import describe
from kweek.cli.starting import Running, Start
from kweek.cli.telling import product
from kweek.cli.trouble import CalledWrongly

CONTINUED = (
    "going on from the last run, with its contacts and mails; journeys that were under way in it "
    "stay where they were (--fresh begins anew)"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked for."""

    port: int
    speed: int
    campaigns: Path
    fresh: bool


def hold(project: Project, wanted: Wanted) -> int:
    """Start, serve and stop; returns the exit code."""
    project.workshop.mkdir(exist_ok=True)
    with _alone(project):
        claim_ports(wanted.port)
        progress, kept = Progress(), Kept.of(project)
        progress.say(f"kweek local, {describe(wanted.speed)}")
        if wanted.fresh or not kept.complete:
            kept.clear()
        else:
            progress.say(CONTINUED)
        clock, mailbox = kept.begin(wanted.speed)
        start = Start(
            project=project,
            port=wanted.port,
            campaigns=wanted.campaigns,
            clock=clock,
            mailbox=mailbox,
            progress=progress,
        )
        return asyncio.run(_session(start, kept))


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


async def _session(start: Start, kept: Kept) -> int:
    running: Running | None = None
    stack = AsyncExitStack()
    try:
        async with stack, until_stopped():
            running = await start.bring_up(stack)
            addresses.write(start.project.addresses, running.addresses)
            announce(running, start.progress)
            await serve(start, running)
    except Stopped as stopped:
        start.progress.say(
            f"{stopped.signal}: stopped" + ("" if running else " before it was ready")
        )
    finally:
        start.project.addresses.unlink(missing_ok=True)
    if running is None:
        return 1
    if running.emulator.process.returncode == 0:
        kept.end(start.clock)
    return 0


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
