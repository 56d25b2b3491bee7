"""Where the stack goes: everything that differs between AWS and the local emulator, and why.

The template is the same in both but for what this module says:

- architecture: arm64 in AWS, where it is cheaper; the host's own locally, since the emulator runs
  the functions on the host.
- removal: data and the secret outlive the stack in AWS; a local stack leaves nothing behind.
- visibility: AWS asks for six times the function's time-out; on a sped-up stack a message that is
  tried again must not come back weeks of campaign time later.
- the clock: only a local stack may run faster than the world. Its speed shortens the machines'
  timers; the functions learn of it from the emulator's own environment, so that a stack which
  starts again has the right time before it is deployed again.
- DKIM records: the emulator has none to show.
"""

import platform
from dataclasses import dataclass
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

import kweek

from .context import LOG_DAYS, Context

# Beside this app lie the functions: in the repository, and in the wheel below `kweek`.
ROOT = Path(__file__).resolve().parent.parent
KWEEK = Path(kweek.__file__).resolve().parent

HOST = "aarch64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"
# Under 30 seconds a cold start on a busy machine sends good messages to the dead letters.
LOCAL_VISIBILITY = 30
VISIBILITY_FACTOR = 6

# The CDK has names for them, in the same order and for more.
RETENTION = dict(zip(LOG_DAYS, logs.RetentionDays, strict=False))


@dataclass(frozen=True)
class Target:
    """One stack's place, and what follows from it."""

    context: Context

    @property
    def stack(self) -> str:
        """The stack's name, which the names of its resources begin with."""
        return "kweek" if self.context.stage == "prod" else f"kweek-{self.context.stage}"

    @property
    def machine(self) -> str:
        """The architecture the functions run on, as wheels and `platform` call it."""
        return HOST if self.context.local else "aarch64"

    @property
    def removal(self) -> RemovalPolicy:
        """What becomes of data when the stack goes."""
        return RemovalPolicy.DESTROY if self.context.local else RemovalPolicy.RETAIN

    @property
    def protected(self) -> bool:
        """Whether the table refuses to be deleted."""
        return not self.context.local

    @property
    def shows_dkim(self) -> bool:
        """Whether the domain's DKIM records can be read from the stack."""
        return not self.context.local and self.context.identity == "create"

    @property
    def receivers(self) -> list[str]:
        """Whom mails may go to while SES has the account in its sandbox."""
        return [name.strip() for name in self.context.receivers.split(",") if name.strip()]

    def visibility(self, timeout: Duration) -> Duration:
        """How long a message is hidden while a function with this time-out works on it."""
        seconds = int(timeout.to_seconds())
        factor = 1 if self.context.local else VISIBILITY_FACTOR
        return Duration.seconds(max(seconds * factor, LOCAL_VISIBILITY))

    @property
    def tags(self) -> dict[str, str]:
        """What the bill tells stages apart by, and what the person wants beside it."""
        said = dict(tag.partition("=")[::2] for tag in self.context.every_tag)
        return {"project": "kweek", "stage": self.context.stage, **said}

    @property
    def log_retention(self) -> logs.RetentionDays:
        """How long logs are kept."""
        return RETENTION[self.context.log_days]

    def public_url(self, api_id: str, own_url: str) -> str:
        """The address under which mails and pages find the API."""
        said = self.context.public_url
        if said is None and self.context.domain is not None:
            return f"https://{self.context.domain}"
        return own_url if said is None else said.replace("{api}", api_id).rstrip("/")

    @property
    def architecture(self) -> lambda_.Architecture:
        """The same, as Lambda calls it."""
        arm = self.machine == "aarch64"
        return lambda_.Architecture.ARM_64 if arm else lambda_.Architecture.X86_64

    @property
    def campaigns(self) -> Path:
        """The campaigns' directory; a relative one is looked for in the project."""
        return self.project / self.context.campaigns

    @property
    def project(self) -> Path:
        """The folder of `cdk.json`: the CDK runs its app there."""
        return Path.cwd()

    @property
    def workshop(self) -> Path:
        """Where what is made on the way may lie."""
        return self.project / ".kweek"
