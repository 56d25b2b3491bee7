"""The AWS emulator: started on this machine's loopback only, watched, and ended with us."""

import asyncio
import os
import urllib.request
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from urllib.error import URLError

from kweek.cli import children
from kweek.cli.ports import HOST
from kweek.cli.trouble import WentWrong
from kweek.shell.clock import Clock

REGION = "eu-west-1"
ACCOUNT = "000000000000"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "kweek-local", "AWS_SECRET_ACCESS_KEY": "kweek-local"}
HEALTH = "/_ministack/health"
PATIENCE = 30.0  # seconds until a started emulator must answer
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE")


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator."""

    url: str
    log: Path
    process: asyncio.subprocess.Process

    async def died(self) -> None:
        """Wait until it ends by itself, which it never should: raises WentWrong."""
        code = await self.process.wait()
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit {code}"
        msg = f"the emulator {how}; everything is stopped. Its log, {self.log}, ends:\n"
        raise WentWrong(msg + children.tail(self.log))


def environment(port: int, ses_url: str, home: Path, clock: Clock) -> dict[str, str]:
    """What the emulator gets, and every Lambda worker from it: nothing of ours leaks in.

    The clock is among it. In the template it would be the last run's clock until the deploy is
    through, and what the queues bring before that would be done in the wrong year.
    """
    inherited = {name: os.environ[name] for name in KEPT if name in os.environ}
    return inherited | {
        **CREDENTIALS,
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AWS_ENDPOINT_URL_SESV2": ses_url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "LOG_LEVEL": "WARNING",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home / "emulator"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home / "s3"),
        "TMPDIR": str(home / "tmp"),
        "KWEEK_SPEED": str(int(clock.speed)),
        "KWEEK_REAL_EPOCH": str(clock.real_epoch),
        "KWEEK_VIRTUAL_EPOCH": str(clock.virtual_epoch),
    }


def command(python: Path) -> list[str]:
    """The emulator, tethered to us."""
    with as_file(files("kweek.cli") / "tether.py") as tether:
        return [str(python), "-I", str(tether)]


@asynccontextmanager
async def running(
    what: Sequence[str], *, url: str, env: Mapping[str, str], log: Path, cwd: Path
) -> AsyncIterator[Emulator]:
    """The emulator, healthy; its whole process group is gone when the block is left."""
    process = await children.start(what, log=log, env=env, cwd=cwd, tethered=True)
    emulator = Emulator(url, log, process)
    try:
        await _healthy(emulator)
        yield emulator
    finally:
        await children.stop(process)


async def _healthy(emulator: Emulator) -> None:
    death = asyncio.ensure_future(emulator.died())
    try:
        async with asyncio.timeout(PATIENCE):
            while not await asyncio.to_thread(_answers, emulator.url + HEALTH):
                if death.done():
                    await death
                await asyncio.sleep(0.1)
    except TimeoutError:
        msg = f"the emulator did not answer within {PATIENCE:.0f} s; its log is {emulator.log}"
        raise WentWrong(msg) from None
    finally:
        death.cancel()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - always http
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's own number
    except (URLError, OSError):
        return False
