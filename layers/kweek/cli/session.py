"""One run of `kweek local`, from the lock to the last child that is gone."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kweek.cli import addresses, coming_back, demo, locks, sweeping, ticking
from kweek.cli.keeping import Kept
from kweek.cli.ports import claim_ports
from kweek.cli.progress import Progress
from kweek.cli.project import Project
from kweek.cli.signals import Stopped, until_stopped
from kweek.cli.speed import describe
from kweek.cli.starting import Running, Start
from kweek.cli.telling import product

CONTINUED = "going on from the last run on this port (--fresh begins anew)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person asked for."""

    port: int
    speed: int
    campaigns: Path
    fresh: bool
    demo: bool
    leave: bool


def hold(project: Project, wanted: Wanted) -> int:
    """Start, serve and stop; returns the exit code."""
    project = replace(project, port=wanted.port)
    project.place.mkdir(parents=True, exist_ok=True)
    with locks.alone(project), locks.addressed(project) as told:
        claim_ports(wanted.port)
        progress, kept = Progress(), Kept.of(project, "demo" if wanted.demo else "stack")
        progress.say(f"kweek local, {describe(wanted.speed)}")
        continues = kept.complete and not wanted.fresh and not wanted.demo
        if continues:
            progress.say(CONTINUED)
        else:
            kept.clear()
        speed = kept.speed if continues else wanted.speed
        clock, mailbox = kept.begin(wanted.speed)
        start = Start(
            project=project,
            port=wanted.port,
            campaigns=wanted.campaigns,
            clock=clock,
            mailbox=mailbox,
            progress=progress,
            continues=continues,
        )
        return asyncio.run(Session(wanted, start, kept, told, speed).run())


@dataclass
class Session:
    """A stack while it is up; `verdict` is the exit code as things stand."""

    wanted: Wanted
    start: Start
    kept: Kept
    told: Path  # the file of the addresses
    speed_before: int
    verdict: int = 1

    async def run(self) -> int:
        """Bring it up, serve until there is a reason to stop, and bring it down."""
        running: Running | None = None
        stack, progress = AsyncExitStack(), self.start.progress
        try:
            async with stack, until_stopped():
                running = await self.start.bring_up(stack)
                addresses.write(self.told, running.addresses)
                _announce(running, self.told, progress)
                await self._serve(running)
        except Stopped as stopped:
            progress.say(f"{stopped.signal}: stopped" + ("" if running else " before it was ready"))
        finally:
            self.told.unlink(missing_ok=True)
            if self._whole():
                self.kept.end(self.start.clock)
            elif running:
                progress.say("what happened in this run is not kept: the emulator did not save it")
        return self.verdict

    def _whole(self) -> bool:
        """Is the state one to go on from: written by the emulator itself, and no half a deploy?"""
        start = self.start
        written = start.emulator is None or start.emulator.process.returncode == 0
        untouched = start.continues and not start.deploying
        return written and (start.deployed or untouched)

    async def _serve(self, running: Running) -> None:
        """Tick, and play the story if asked, until the emulator ends, which raises."""
        log, emulated = self.start.project.logs / "tick.log", running.front.emulated
        progress = self.start.progress
        tick = ticking.ticking(emulated, running.outputs.tick, log, progress)
        death = asyncio.create_task(running.emulator.died())
        tasks: list[asyncio.Task[Any]] = [death, asyncio.create_task(tick)]
        if self.start.continues:
            back = coming_back.go_on(running, self.start.before, self.speed_before, progress)
            tasks.append(asyncio.create_task(back))
            tasks[-1].add_done_callback(self._tell_if_lost)
        if self.kept.littered:
            sweep = sweeping.sweep(self.start.project, self.kept.trash)
            tasks.append(asyncio.create_task(sweep))
        try:
            if self.wanted.demo:
                story = asyncio.create_task(demo.play(running, progress))
                tasks.append(story)
                await asyncio.wait({story, death}, return_when=asyncio.FIRST_COMPLETED)
                self.verdict = 0 if story.done() and story.result() else 1
            else:
                self.verdict = 0
            if not self.wanted.leave or death.done():
                await death
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _tell_if_lost(self, back: asyncio.Task[Any]) -> None:
        """Say why the journeys of the last run do not go on, if they do not."""
        if not back.cancelled() and (failure := back.exception()):
            what = f"the journeys of the last run stay where they were: {failure}"
            self.start.progress.say(f"{what}; `kweek recover` tries again")


def _announce(running: Running, file: Path, progress: Progress) -> None:
    """The addresses: the product of this command."""
    told = running.addresses
    progress.say("ready")
    product(
        f"Kweek is running, {describe(told['speed'])}.\n"
        f"  mailbox    {told['mailbox']}/\n"
        f"  API        {told['api']}\n"
        f"  AWS calls  {told['endpoint']}  (region {told['region']}, any credentials)\n"
        f"  keys       .kweek/{file.name}\n"
        f"Ctrl-C stops it."
    )
