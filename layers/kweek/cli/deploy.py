"""The same CDK app that goes to AWS, put into the emulator: synthesise once, then deploy that."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kweek.cli import children
from kweek.cli.emulator import ACCOUNT, CREDENTIALS, REGION
from kweek.cli.project import Project
from kweek.cli.toolbox import Node
from kweek.cli.trouble import WentWrong

QUIET = {
    "CDK_DISABLE_CLI_TELEMETRY": "true",
    "CDK_DISABLE_VERSION_CHECK": "1",
    "NO_COLOR": "1",
}
FLAGS = ("--no-notices", "--no-version-reporting", "--no-color", "--ci")
DEPLOY = (*FLAGS, "--all", "--require-approval", "never", "--progress", "events")


#: The outputs that we need, in the order of `Outputs`.
TOLD = (
    "ApiId",
    "TableName",
    "SecretArn",
    "TickFunctionName",
    "MachinePrefix",
    "EventsQueueUrl",
)


@dataclass(frozen=True, slots=True)
class Outputs:
    """What the stack tells about itself."""

    api_id: str
    table: str
    secret: str
    tick: str
    machine_prefix: str
    events_queue: str


def local_context(campaigns: Path, speed: int, public_url: str) -> dict[str, str]:
    """What the app must know to make a stack for this machine."""
    return {
        "local": "true",
        "speed": str(speed),
        "public_url": public_url,
        "campaigns": str(campaigns),
    }


async def synthesise(project: Project, node: Node, context: Mapping[str, Any]) -> None:
    """Run the app itself, as the CDK CLI would; the context of cdk.json comes from us."""
    if project.assembly.exists():
        shutil.rmtree(project.assembly)
    await children.run(
        project.app,
        what="synthesising the template",
        log=project.logs / "synth.log",
        env={
            **os.environ,
            **QUIET,
            "PATH": node.path(),
            "CDK_OUTDIR": str(project.assembly),
            "CDK_CONTEXT_JSON": json.dumps(project.context() | dict(context)),
            "CDK_DEFAULT_ACCOUNT": ACCOUNT,
            "CDK_DEFAULT_REGION": REGION,
        },
        cwd=project.root,
    )


async def bootstrap(project: Project, cdk: list[str], endpoint: str) -> None:
    """Lay the CDK's own bucket and roles, as once in every AWS account."""
    # Run where no cdk.json is: the CLI would run the app for nothing.
    await children.run(
        [*cdk, "bootstrap", f"aws://{ACCOUNT}/{REGION}", *FLAGS],
        what="bootstrapping the emulator",
        log=project.logs / "bootstrap.log",
        env=_aws(endpoint),
        cwd=project.place,
    )


async def deploy(project: Project, cdk: list[str], endpoint: str) -> Outputs:
    """Deploy the synthesised app; returns its outputs."""
    told = project.place / "outputs.json"
    told.unlink(missing_ok=True)
    await children.run(
        [*cdk, "deploy", *DEPLOY, "--app", str(project.assembly), "--outputs-file", str(told)],
        what="deploying the template",
        log=project.logs / "deploy.log",
        env=_aws(endpoint),
        cwd=project.place,
    )
    return _outputs(json.loads(told.read_text("utf-8")))


def _outputs(stacks: Mapping[str, Mapping[str, str]]) -> Outputs:
    every = {name: value for stack in stacks.values() for name, value in stack.items()}
    missing = [name for name in TOLD if name not in every]
    if missing:
        msg = f"the stack has no output {', '.join(missing)}; its outputs are {sorted(every)}"
        raise WentWrong(msg)
    return Outputs(*(every[name] for name in TOLD))


def _aws(endpoint: str) -> dict[str, str]:
    """An environment in which the CDK CLI sees no AWS but ours, and no profile of the person's."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {
        **mine,
        **QUIET,
        **CREDENTIALS,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
