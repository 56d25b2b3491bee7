"""`.kweek/local.json`: where the running stack answers, for people's scripts and for tests."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kweek.cli.deploy import Outputs
from kweek.cli.emulator import REGION
from kweek.cli.front import Front
from kweek.core.secrets import derive
from kweek.shell.clock import Clock


async def look_up(front: Front, outputs: Outputs, clock: Clock) -> dict[str, Any]:
    """All addresses and keys of a deployed stack."""
    secret = await front.emulated.secret(outputs.secret)
    keys = derive(secret["root"])
    return {
        "api": front.url,
        "console": f"{front.url}/console",
        "mailbox": f"{front.url}/mailbox",
        "endpoint": front.emulated.url,
        "region": REGION,
        "table": outputs.table,
        "speed": int(clock.speed),
        "write_key": keys.write_key,
        "admin_token": keys.admin_token,
        "pid": os.getpid(),
        "clock": {"real_epoch": clock.real_epoch, "virtual_epoch": clock.virtual_epoch},
    }


def write(file: Path, addresses: Mapping[str, Any]) -> None:
    """Put the file there whole: who polls for it never reads half."""
    part = file.with_suffix(".part")
    part.write_text(json.dumps(addresses, indent=2) + "\n", "utf-8")
    part.chmod(0o600)  # it holds the admin token
    part.replace(file)
