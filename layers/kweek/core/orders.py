"""What the conductor is told: our own orders, and Step Functions' word that an execution broke."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from kweek.core.effects import Order
from kweek.core.versions import MESSAGES, check_message

_SENT = tuple(one.name for one in fields(Order) if one.name != "kind")


def order_json(order: Order) -> dict[str, Any]:
    """The message of the orders queue that carries an order of our own."""
    return {"v": MESSAGES, **{name: getattr(order, name) for name in _SENT}}


def read_order(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The order in a message of the orders queue.

    EventBridge puts a broken execution's status change there; its input says whose run it was
    (shape: `{"detail-type", "detail": {"status", "input": JSON text}}`).
    """
    if "detail-type" not in body:
        check_message(body.get("v"), "an order")
        return body
    detail = body["detail"]
    start = json.loads(detail["input"])
    check_message(start.get("v"), "an execution's input")
    status = str(detail["status"]).lower().replace("_", " ")
    return {**start, "do": "broken", "status": status}
