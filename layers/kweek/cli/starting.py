"""Bring up the local stack: what can go side by side does, and a failure of one part ends all."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kweek.cli import addresses, deploy, emulator, front, locks, machines, toolbox
from kweek.cli.deploy import Outputs
from kweek.cli.emulator import Emulator
from kweek.cli.front import Front
from kweek.cli.machines import Machines
from kweek.cli.mailbox import Mailbox
from kweek.cli.ports import HOST
from kweek.cli.progress import Progress
from kweek.cli.project import Project
from kweek.cli.trouble import WentWrong, first_of
from kweek.shell.clock import Clock

PATIENCE = 30.0  # seconds until the deployed API must answer
BROKEN = 500


@dataclass(frozen=True, slots=True)
class Running:
    """A stack that answers."""

    emulator: Emulator
    front: Front
    outputs: Outputs
    clock: Clock
    addresses: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Start:
    """All that a start needs to know, and how far it has come."""

    project: Project
    port: int
    campaigns: Path
    clock: Clock
    mailbox: Mailbox
    progress: Progress
    continues: bool = False  # from a run before this one
    before: Machines = field(default_factory=dict)  # that run's machines
    emulator: Emulator | None = None
    deploying: bool = False
    deployed: bool = False

    @property
    def front_url(self) -> str:
        """Known before anything runs: mails carry it."""
        return f"http://{HOST}:{self.port}"

    @property
    def emulator_url(self) -> str:
        """The port after the front's."""
        return f"http://{HOST}:{self.port + 1}"

    async def bring_up(self, stack: AsyncExitStack) -> Running:
        """Start everything; what must be ended later is entered into `stack`."""
        node = toolbox.find_node()
        try:
            async with locks.starting(self.project), asyncio.TaskGroup() as group:
                synth = group.create_task(self._synthesise(node))
                cdk = group.create_task(toolbox.cdk(self.project, node, self.progress))
                self.emulator = started = await self._emulator(stack)
                death = group.create_task(started.died())
                served = await stack.enter_async_context(
                    front.serving(self.port, started.url, self.mailbox, self.clock)
                )
                if self.continues:
                    self.before = await machines.read(served.emulated)
                outputs = await self._deploy(await cdk, synth)
                served.api_id = outputs.api_id
                told = await addresses.look_up(served, outputs, self.clock)
                # The first tick is a cold start: better here than in the campaign's first day.
                await asyncio.gather(
                    _answering(served, told["admin_token"]), served.emulated.invoke(outputs.tick)
                )
                death.cancel()
        except BaseExceptionGroup as several:
            raise first_of(several) from None
        return Running(started, served, outputs, self.clock, told)

    async def _emulator(self, stack: AsyncExitStack) -> Emulator:
        python = await toolbox.emulator_python(self.project, self.progress)
        home, ses = self.mailbox.file.parent, f"{self.front_url}/ses"
        env = emulator.environment(self.port + 1, ses, home, self.clock)
        with self.progress.doing("emulator: starting"):
            return await stack.enter_async_context(
                emulator.running(
                    emulator.command(python),
                    url=self.emulator_url,
                    env=env,
                    log=self.project.logs / "emulator.log",
                    cwd=self.project.place,
                )
            )

    async def _synthesise(self, node: toolbox.Node) -> None:
        speed = int(self.clock.speed)
        context = deploy.local_context(self.campaigns, speed, self.front_url)
        with self.progress.doing("template: compiling the campaigns and synthesising"):
            await deploy.synthesise(self.project, node, context)

    async def _deploy(self, cdk: list[str], synth: asyncio.Task[None]) -> Outputs:
        with self.progress.doing("emulator: bootstrapping for the CDK"):
            await deploy.bootstrap(self.project, cdk, self.emulator_url)
        await synth
        self.deploying = True
        with self.progress.doing("template: deploying"):
            outputs = await deploy.deploy(self.project, cdk, self.emulator_url)
        self.deployed = True
        return outputs


async def _answering(served: Front, admin_token: str) -> None:
    """Wait until a request goes all the way to a function and back."""
    asked = f"{served.api('/api/v1/contacts')}?email=nobody%40example.com"
    headers = {"Authorization": f"Bearer {admin_token}"}
    status, said = 0, ""
    try:
        async with asyncio.timeout(PATIENCE):
            while not 0 < status < BROKEN:
                async with served.emulated.http.get(asked, headers=headers) as answer:
                    status, said = answer.status, await answer.text()
                await asyncio.sleep(0.2 if status >= BROKEN else 0)
    except TimeoutError:
        msg = f"the API is deployed, but answers {status}: {said[:500]}"
        raise WentWrong(msg) from None
