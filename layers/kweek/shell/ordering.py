"""The way to the conductor: one message of the orders queue for each order."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kweek.core.effects import Order
from kweek.core.orders import order_json
from kweek.shell.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True)
class Orders:
    """The orders queue."""

    sqs: "SQSClient"

    def send(self, order: Order) -> None:
        """Send one order."""
        self.sqs.send_message(
            QueueUrl=settings().orders_queue_url,
            MessageBody=json.dumps(order_json(order), separators=(",", ":")),
        )
