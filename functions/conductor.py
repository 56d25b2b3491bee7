"""orders -> Step Functions: starts, answers and stops executions."""

from functools import cache
from typing import Any

from aws_lambda_powertools import single_metric
from aws_lambda_powertools.metrics import MetricUnit

from kweek.core.orders import read_order
from kweek.shell.aws import client
from kweek.shell.batches import each, handle
from kweek.shell.conducting import Conductor
from kweek.shell.contacts import Contacts
from kweek.shell.executions import StepFunctions
from kweek.shell.intake import send
from kweek.shell.items import Items
from kweek.shell.log import log
from kweek.shell.secrets import address_key
from kweek.shell.settings import settings

PROCESSOR = each()


def handler(event: dict[str, Any], context: object) -> Any:
    """Carry out a batch of orders."""
    return handle(event, context, _take, PROCESSOR)


def _take(body: dict[str, Any]) -> None:
    order = read_order(body)
    result = _conductor().carry_out(order)
    log.info("order", extra={"do": order["do"], "run": order["run"], "result": result})
    if order["do"] == "answer" and result == "closed":
        stack = settings().stack
        with single_metric("WaitsClosedEarly", MetricUnit.Count, 1, namespace=stack):
            log.warning("a wait in time was closed already", extra={"run": order["run"]})


@cache
def _conductor() -> Conductor:
    dynamodb, table = client("dynamodb"), settings().table
    return Conductor(
        executions=StepFunctions(client("stepfunctions"), settings().machine_prefix),
        contacts=Contacts(dynamodb, table, address_key),
        items=Items(dynamodb, table),
        clock=settings().clock,
        send=send,
    )
