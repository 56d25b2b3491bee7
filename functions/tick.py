"""Schedule -> events.fifo: the contacts whose time has come."""

from typing import Any

from kweek.shell.aws import client
from kweek.shell.dues import send_due
from kweek.shell.settings import settings


def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Send every due contact through ingest."""
    given = settings()
    return {"due": send_due(client("dynamodb"), given.table, given.clock.now())}
