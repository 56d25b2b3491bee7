"""webhooks -> other systems: one signed call for each message, and what it makes of its contact."""

from functools import cache
from typing import Any

from kweek.core.step_message import StepMessage
from kweek.shell.batches import Steps, handle
from kweek.shell.calling import Caller
from kweek.shell.secrets import secret
from kweek.shell.webhooks import Hooks, take_webhook
from kweek.shell.worker import world

PROCESSOR = Steps(lambda: world().performer)


def handler(event: dict[str, Any], context: object) -> Any:
    """Make the calls of a batch."""
    return handle(event, context, _take, PROCESSOR)


def _take(body: dict[str, Any]) -> None:
    take_webhook(world(), _hooks(), StepMessage.from_json(body))


@cache
def _hooks() -> Hooks:
    return Hooks(Caller(), secret().keys.webhooks)
