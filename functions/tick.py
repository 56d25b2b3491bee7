"""Schedule -> events.fifo: the contacts whose time has come."""

from typing import Any

from kweek.shell.aws import client
from kweek.shell.due_index import due_by
from kweek.shell.dues import send_due
from kweek.shell.intake import send
from kweek.shell.settings import settings


def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Send every due contact through ingest."""
    now = settings().clock.now()
    due = due_by(client("dynamodb"), settings().table, now)
    return {"due": send_due(due, send, now)}
