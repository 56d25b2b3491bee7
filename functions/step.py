"""steps -> contacts: journey steps that are no mail, and the answers to their machines."""

from typing import Any

from kweek.core.step_message import StepMessage
from kweek.shell.batches import Steps, handle
from kweek.shell.stepping import take_step
from kweek.shell.worker import world

PROCESSOR = Steps(lambda: world().performer)


def handler(event: dict[str, Any], context: object) -> Any:
    """Carry out a batch."""
    return handle(event, context, _take, PROCESSOR)


def _take(body: dict[str, Any]) -> None:
    take_step(world(), StepMessage.from_json(body))
