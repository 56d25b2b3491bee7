"""events.fifo -> contacts: what happened, applied once and in order per sender."""

from typing import Any

from kweek.core.incoming import Incoming
from kweek.shell.applying import take
from kweek.shell.batches import handle, ordered
from kweek.shell.worker import world

PROCESSOR = ordered()


def handler(event: dict[str, Any], context: object) -> Any:
    """Apply a batch."""
    return handle(event, context, _take, PROCESSOR)


def _take(body: dict[str, Any]) -> None:
    take(world(), Incoming.from_json(body))
