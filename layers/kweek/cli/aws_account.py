"""Whether the account is fit for the stack: concurrency, bootstrap, alarms that somebody hears."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from kweek.cli.finding import Finding, counted

BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"
OLDEST_BOOTSTRAP = 6  # what the template asks for
ENOUGH = 100  # functions at once; a new account begins with ten
FORTNIGHT = timedelta(days=14)


def concurrency(lambda_: Any) -> Finding:
    """How many functions may run at once, all stacks of the account together."""
    most = lambda_.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    says = f"{most} at once in this account and region"
    if most >= ENOUGH:
        return Finding("functions", "ok", says)
    do = "ask for 1000 in Service Quotas (Lambda, concurrent executions): a form may be turned away"
    return Finding("functions", "warning", says, do)


def bootstrap(ssm: Any) -> Finding:
    """Whether the CDK may deploy here."""
    try:
        version = int(ssm.get_parameter(Name=BOOTSTRAP)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        do = "`cdk bootstrap`, once per account and region"
        return Finding("CDK bootstrap", "wrong", "not done in this account and region", do)
    if version >= OLDEST_BOOTSTRAP:
        return Finding("CDK bootstrap", "ok", f"version {version}")
    says = f"version {version}; the stack asks for {OLDEST_BOOTSTRAP}"
    return Finding("CDK bootstrap", "wrong", says, "`cdk bootstrap` once more")


def alarms(sns: Any, topic: str) -> Finding:
    """Whether anybody hears an alarm."""
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    found = [one for page in pages for one in page["Subscriptions"]]
    waiting = [one["Endpoint"] for one in found if one["SubscriptionArn"] == "PendingConfirmation"]
    heard = len(found) - len(waiting)
    if waiting:
        do = f"AWS has sent {', '.join(waiting)} a mail: its link must be followed"
        says = f"{counted(len(waiting), 'subscriber')} not confirmed"
        return Finding("alarms", "warning", says, do)
    if not heard:
        do = "`kweek deploy -c alarms=ops@example.com`"
        return Finding("alarms", "warning", "nobody hears them", do)
    return Finding("alarms", "ok", f"{counted(heard, 'subscriber')}")


def closed_early(cloudwatch: Any, stack: str, now: datetime | None = None) -> Finding:
    """Waits that were answered in time and that Step Functions had closed all the same."""
    end = now or datetime.now(UTC)
    answer = cloudwatch.get_metric_statistics(
        Namespace=stack,
        MetricName="WaitsClosedEarly",
        StartTime=end - FORTNIGHT,
        EndTime=end,
        Period=86_400,
        Statistics=["Sum"],
    )
    count = round(sum(one["Sum"] for one in answer["Datapoints"]))
    if not count:
        return Finding("waits closed early", "ok", "none in 14 days")
    do = "the runs went the machine's way; the conductor's log names them"
    return Finding("waits closed early", "warning", f"{count} in 14 days", do)


def findings(client: Any, stack: str, topic: str) -> Iterator[Any]:
    """Each check, to be made one by one: one may lack a right that another has."""
    yield "functions", lambda: [concurrency(client("lambda"))]
    yield "CDK bootstrap", lambda: [bootstrap(client("ssm"))]
    yield "alarms", lambda: [alarms(client("sns"), topic)]
    yield "waits closed early", lambda: [closed_early(client("cloudwatch"), stack)]
