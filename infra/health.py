"""The dashboard "campaign health": are mails leaving, arriving and welcome, and is all work done?

Figures of mails and journeys are the stack's own, written by `report` under its name; those of a
single machine or queue are AWS's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from .journeys import Journeys
from .mail import BOUNCE_REVIEW, BOUNCE_STOP, COMPLAINT_REVIEW, COMPLAINT_STOP
from .queues import Queues
from .store import Store
from .target import Target

WRITER = {"service": "report"}
HOUR = Duration.hours(1)
HALF, THIRD = 12, 8
ORANGE, RED = "#ff7f0e", "#d62728"

Row = Sequence[cloudwatch.IWidget]


@dataclass(frozen=True)
class Figures:
    """What `report` writes, under the stack's name: each stage has figures of its own."""

    stack: str

    def sum(self, name: str) -> cloudwatch.Metric:
        """A figure, by the hour."""
        return cloudwatch.Metric(
            namespace=self.stack,
            metric_name=name,
            dimensions_map=WRITER,
            label=name,
            statistic="sum",
            period=HOUR,
        )

    def by(self, name: str, dimension: str) -> cloudwatch.IMetric:
        """One line for each value that the dimension ever had."""
        found = f'{{"{self.stack}",{dimension}}} MetricName="{name}"'
        return cloudwatch.MathExpression(
            expression=f"SEARCH('{found}', 'Sum', 3600)",
            using_metrics={},
            label=f"${{PROP('Dim.{dimension}')}}",
            period=HOUR,
        )


class Health(Construct):
    """One page to look at every morning."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        target: Target,
        queues: Queues,
        store: Store,
        journeys: Journeys,
    ) -> None:
        super().__init__(scope, construct_id)
        figures = Figures(target.stack)
        rows = (
            _mails(figures),
            _limits(figures),
            _runs(figures, journeys),
            _work(queues, store),
        )
        self.dashboard = cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=f"{target.stack}-campaign-health",
            default_interval=Duration.days(7),
            widgets=[list(row) for row in rows],
        )


def _mails(figures: Figures) -> Row:
    return (
        _graph("Mails", HALF, [figures.sum("MailsSent"), figures.sum("MailsDelivered")]),
        _graph(
            "Opened and clicked", HALF, [figures.sum("MailsOpened"), figures.sum("MailsClicked")]
        ),
    )


def _limits(figures: Figures) -> Row:
    bounced, complained = "Bounces, % of mails sent", "Complaints, % of mails sent"
    return (
        _rate(figures, bounced, "MailsBounced", BOUNCE_REVIEW, BOUNCE_STOP),
        _rate(figures, complained, "MailsComplained", COMPLAINT_REVIEW, COMPLAINT_STOP),
        _graph("Mails held, by reason", THIRD, [figures.by("MailsHeld", "reason")]),
    )


def _runs(figures: Figures, journeys: Journeys) -> Row:
    ends = [figures.sum(f"Journeys{what}") for what in ("Started", "Finished", "Failed")]
    started = [
        journeys.executions("Started", name).with_(label=name, period=HOUR)
        for name in journeys.names
    ]
    return (_graph("Journeys", HALF, ends), _graph("Runs started, by journey", HALF, started))


def _work(queues: Queues, store: Store) -> Row:
    dead = [(queue.work.name, queue.dead) for queue in queues.every] + [("report", store.uncounted)]
    letters = [
        queue.metric_approximate_number_of_messages_visible(label=name, statistic="max")
        for name, queue in dead
    ]
    ages = [queue.age.with_(label=queue.work.name) for queue in queues.every]
    return (
        _graph("Oldest message in a queue, seconds", HALF, ages),
        _graph("Dead letters", HALF, letters),
    )


def _rate(
    figures: Figures, title: str, name: str, review: float, stop: float
) -> cloudwatch.GraphWidget:
    """The share of mails over a day, below the limits at which SES steps in."""
    day = Duration.days(1)
    share = cloudwatch.MathExpression(
        expression="IF(sent > 0, 100 * bad / sent, 0)",
        using_metrics={
            "bad": figures.sum(name).with_(period=day),
            "sent": figures.sum("MailsSent").with_(period=day),
        },
        label=title,
        period=day,
    )
    return cloudwatch.GraphWidget(
        title=title,
        width=THIRD,
        left=[share],
        left_y_axis=cloudwatch.YAxisProps(min=0, show_units=False),
        left_annotations=[
            _limit(review, "SES reviews the account", ORANGE),
            _limit(stop, "SES may stop the account", RED),
        ],
    )


def _limit(share: float, label: str, color: str) -> cloudwatch.HorizontalAnnotation:
    return cloudwatch.HorizontalAnnotation(value=round(share * 100, 3), label=label, color=color)


def _graph(title: str, width: int, lines: Sequence[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    axis = cloudwatch.YAxisProps(min=0, show_units=False)
    return cloudwatch.GraphWidget(title=title, width=width, left=list(lines), left_y_axis=axis)
