"""A stack that is deployed: the one that runs here, or one in AWS, with its outputs and clients."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from kweek.cli.emulator import CREDENTIALS
from kweek.cli.project import Project, find_project
from kweek.cli.trouble import WentWrong
from kweek.shell.clock import Clock

STACK = "kweek"  # what cdk.json's app calls it in production, and locally
NO_STACK = "start `kweek local`, or name a stack in AWS with --stack"
# Reading a whole table and every machine meets AWS's rates: better slowly than not at all.
PATIENT = Config(retries={"mode": "adaptive", "total_max_attempts": 10})


@dataclass(frozen=True)
class Deployed:
    """Where a stack is; `told` is `.kweek/local.json` when it runs here."""

    stack: str
    told: Mapping[str, Any] | None = None

    @property
    def clock(self) -> Clock:
        """The stack's campaign time."""
        return Clock(self.told["speed"], **self.told["clock"]) if self.told else Clock()

    def client(self, service: str) -> Any:
        """A botocore client for it, with the person's own credentials in AWS."""
        return (
            client(service, self.told["endpoint"], self.told["region"])
            if self.told
            else (botocore.session.get_session().create_client(service, config=PATIENT))
        )

    @property
    def exists(self) -> bool:
        """Whether it was deployed before; raises WentWrong when AWS does not answer."""
        try:
            self.client("cloudformation").describe_stacks(StackName=self.stack)
        except ClientError as error:
            if "does not exist" in str(error):
                return False
            raise
        return True

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """What the stack tells about itself; raises WentWrong when it cannot be asked."""
        try:
            answer = self.client("cloudformation").describe_stacks(StackName=self.stack)
        except (BotoCoreError, ClientError) as error:
            msg = f"the stack {self.stack} cannot be read: {error}; {NO_STACK}"
            raise WentWrong(msg) from error
        return {
            one["OutputKey"]: one["OutputValue"] for one in answer["Stacks"][0].get("Outputs", ())
        }


def client(service: str, endpoint: str, region: str) -> Any:
    """A botocore client for the emulator."""
    return botocore.session.get_session().create_client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        config=PATIENT,
    )


def find(stack: str | None) -> Deployed:
    """The stack that was named, or else the one that runs in this project."""
    if stack is not None:
        return Deployed(stack)
    told = running_here(find_project(Path.cwd()))
    if told is None:
        msg = f"no stack runs here; {NO_STACK}"
        raise WentWrong(msg)
    return Deployed(STACK, told)


def running_here(project: Project) -> Mapping[str, Any] | None:
    """The addresses of the local stack, if it is alive."""
    if not project.addresses.exists():
        return None
    told: Mapping[str, Any] = json.loads(project.addresses.read_text("utf-8"))
    try:
        os.kill(int(told["pid"]), 0)
    except ProcessLookupError:
        return None
    return told
