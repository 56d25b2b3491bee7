"""The table's stream -> counters and metrics: exact, since each record is folded once."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools import Metrics, single_metric
from aws_lambda_powertools.metrics import MetricUnit

from kweek.core.counting import Units
from kweek.core.stream import units
from kweek.shell.aws import client
from kweek.shell.counters import Counters
from kweek.shell.settings import settings

NAMES: Mapping[str, str] = {
    "sent": "MailsSent",
    "delivered": "MailsDelivered",
    "bounced": "MailsBounced",
    "complained": "MailsComplained",
    "opened": "MailsOpened",
    "clicked": "MailsClicked",
    "started": "JourneysStarted",
    "finished": "JourneysFinished",
    "failed": "JourneysFailed",
}


def handler(event: dict[str, Any], context: object) -> None:
    """Fold a batch; a fault returns the whole of it, which counts once all the same."""
    records = [(record["eventID"], units(record)) for record in event["Records"]]
    _publish(_counters().fold([one for one in records if one[1]]))


def _publish(added: Units) -> None:
    stack = settings().stack
    metrics = Metrics(namespace=stack, service="report")
    for (_, _, counter), n in added.items():
        if counter in NAMES and n > 0:
            metrics.add_metric(NAMES[counter], MetricUnit.Count, n)
        if counter.startswith("held ") and n > 0:
            with single_metric("MailsHeld", MetricUnit.Count, n, namespace=stack) as metric:
                metric.add_dimension("reason", counter.removeprefix("held "))
    if metrics.metric_set:
        metrics.flush_metrics()


@cache
def _counters() -> Counters:
    return Counters(client("dynamodb"), settings().table)
