"""`kweek deploy`: the plan, the same `cdk deploy` that can be called by hand, and the back-fill."""

import argparse
import asyncio
import os
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from kweek.cli.admin_api import reach
from kweek.cli.looking import look_at_everyone
from kweek.cli.telling import aside
from kweek.cli.trouble import WentWrong

if TYPE_CHECKING:
    from kweek.cli.deployed import Deployed

HELP = """\
Shows what would change and refuses what would harm runs under way; deploys by the same
`cdk deploy` that you can call by hand; and has every contact looked at once, so that new
segments and journeys find those who fit them already.

Without a word it deploys to AWS. --local puts changed campaigns into the stack that runs here.
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `deploy` to the commands."""
    parser = commands.add_parser(
        "deploy",
        help="plan, deploy and back-fill",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--stage", default="prod", help="which stage in AWS (default: prod)")
    where.add_argument("--local", action="store_true", help="into the stack that runs here")
    parser.add_argument(
        "-c",
        "--context",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="passed on to cdk: domain, certificate, alarms, log_days, tags, …",
    )
    parser.add_argument("--campaigns", type=Path, default=Path("campaigns"), metavar="DIR")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Plan, deploy, back-fill; 1 when the plan is refused or a part fails."""
    # Only here: `kweek check` must run where no AWS library is installed.
    from kweek.cli.deployed import STACK, Deployed, find  # noqa: PLC0415

    stack = STACK if asked.stage == "prod" else f"{STACK}-{asked.stage}"
    deployed = find(None) if asked.local else Deployed(stack)
    if deployed.exists and not _agreed(deployed, asked.campaigns):
        aside("nothing was deployed")
        return 1
    campaigns = asked.campaigns.resolve()
    if asked.local:
        asyncio.run(_into_local(deployed, campaigns))
    else:
        _into_aws([f"stage={asked.stage}", f"campaigns={campaigns}", *asked.context])
    look_at_everyone(reach(None if asked.local else stack))
    return 0


def _agreed(deployed: "Deployed", campaigns: Path) -> bool:
    """Tell the plan; when it can be, delete the machines that nobody is in any more."""
    from kweek.cli import plan  # noqa: PLC0415 - as above

    machines = plan.machines(deployed)
    found = plan.made(deployed, campaigns, machines)
    plan.tell(found)
    if found.refusals:
        return False
    for journey in found.drained:
        machines.delete(journey)
    return True


async def _into_local(deployed: "Deployed", campaigns: Path) -> None:
    from kweek.cli import deploy, locks, toolbox  # noqa: PLC0415 - as above
    from kweek.cli.progress import Progress  # noqa: PLC0415
    from kweek.cli.project import find_project  # noqa: PLC0415

    told = deployed.told or {}
    project = find_project(Path.cwd(), int(told["api"].rpartition(":")[2]))
    node, progress = toolbox.find_node(), Progress()
    async with locks.starting(project):
        cdk = await toolbox.cdk(project, node, progress)
        context = deploy.local_context(campaigns, told["speed"], told["api"])
        with progress.doing("template: compiling the campaigns and synthesising"):
            await deploy.synthesise(project, node, context)
        with progress.doing("template: deploying"):
            await deploy.deploy(project, cdk, told["endpoint"])


def _into_aws(context: list[str]) -> None:
    """Run `cdk deploy` with the person's own account, terminal and answers."""
    from kweek.cli import toolbox  # noqa: PLC0415 - as above
    from kweek.cli.progress import Progress  # noqa: PLC0415
    from kweek.cli.project import find_project  # noqa: PLC0415

    project = find_project(Path.cwd())
    project.place.mkdir(parents=True, exist_ok=True)
    node = toolbox.find_node()
    cdk = asyncio.run(toolbox.cdk(project, node, Progress()))
    said = [part for one in context for part in ("-c", one)]
    command = [*cdk, "deploy", "--all", "--app", shlex.join(project.app), *said]
    env = {**os.environ, "PATH": node.path()}
    if subprocess.run(command, cwd=project.root, env=env, check=False).returncode:  # noqa: S603 - the pinned CDK CLI
        raise WentWrong("cdk deploy failed; what it said stands above")
