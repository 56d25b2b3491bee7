"""Queues: nothing is lost, nothing waits unseen, and a failing record returns alone."""

import pytest

from kweek.shell import pace

NAMES = ("Events", "Steps", "Mails", "Webhooks", "Orders", "Feedback")
SLOW = ("Mails", "Webhooks")
PATIENCE = {"Mails": 6 * 3600, "Webhooks": 3600}
DAY = 86_400


def retention(seconds):
    return {"MessageRetentionPeriod": seconds, "SqsManagedSseEnabled": True}


def queue(name, visibility):
    return {
        "QueueName": f"kweek-{name.lower()}",
        "RedrivePolicy": {"deadLetterTargetArn": f"Queues{name}DeadLetters", "maxReceiveCount": 5},
        "VisibilityTimeout": visibility,
        **retention(4 * DAY),
    }


def test_every_queue_has_its_dead_letters_which_outlive_what_they_hold(aws):
    queues = aws.every("AWS::SQS::Queue")

    assert queues == {
        "QueuesEventsQueue": queue("Events", 120)
        | {
            "QueueName": "kweek-events.fifo",
            "FifoQueue": True,
            "ContentBasedDeduplication": False,
            "DeduplicationScope": "messageGroup",
            "FifoThroughputLimit": "perMessageGroupId",
        },
        "QueuesEventsDeadLetters": retention(14 * DAY)
        | {"QueueName": "kweek-events-dlq.fifo", "FifoQueue": True},
        **{
            f"Queues{name}Queue": queue(name, 180 if name in SLOW else 120)
            for name in NAMES
            if name != "Events"
        },
        **{
            f"Queues{name}DeadLetters": retention(14 * DAY)
            | {"QueueName": f"kweek-{name.lower()}-dlq"}
            for name in NAMES
            if name != "Events"
        },
        "StoreDeadLetters": retention(14 * DAY) | {"QueueName": "kweek-report-dlq"},
    }


def test_a_message_is_hidden_six_times_as_long_as_its_function_may_take(aws):
    queues = aws.every("AWS::SQS::Queue")
    functions = aws.every("AWS::Lambda::Function")

    for source in aws.every("AWS::Lambda::EventSourceMapping").values():
        if source["EventSourceArn"] in queues:
            hidden = queues[source["EventSourceArn"]]["VisibilityTimeout"]
            assert hidden >= 6 * functions[source["FunctionName"]]["Timeout"]


def test_on_a_sped_up_stack_a_retry_comes_before_the_campaign_has_moved_on(local):
    hidden = {
        q["VisibilityTimeout"]
        for q in local.every("AWS::SQS::Queue").values()
        if "RedrivePolicy" in q
    }

    assert hidden == {30}


def test_each_source_returns_failed_records_alone(aws):
    sources = aws.every("AWS::Lambda::EventSourceMapping")

    def source(function, name, batch, **more):
        return {
            "BatchSize": batch,
            "EventSourceArn": f"Queues{name}Queue",
            "FunctionName": f"{function}Function",
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            **more,
        }

    assert {name: s for name, s in sources.items() if name.startswith("Queues")} == {
        "QueuesEventsSource": source("Ingest", "Events", 10),
        "QueuesStepsSource": source("Step", "Steps", 10),
        "QueuesMailsSource": source("Mailer", "Mails", 2, ScalingConfig={"MaximumConcurrency": 2}),
        "QueuesWebhooksSource": source(
            "Webhook", "Webhooks", 1, ScalingConfig={"MaximumConcurrency": 2}
        ),
        "QueuesOrdersSource": source("Conductor", "Orders", 10),
        "QueuesFeedbackSource": source("Feedback", "Feedback", 10),
    }


def test_as_many_mailers_share_the_rate_as_may_run_at_once(aws):
    source = aws.every("AWS::Lambda::EventSourceMapping")["QueuesMailsSource"]

    assert source["ScalingConfig"]["MaximumConcurrency"] == pace.WORKERS


def test_the_report_reads_only_what_it_counts_and_gives_up_into_dead_letters(aws):
    source = aws.every("AWS::Lambda::EventSourceMapping")["StoreChanges"]

    assert source == {
        "BatchSize": 100,
        "BisectBatchOnFunctionError": True,
        "DestinationConfig": {"OnFailure": {"Destination": "StoreDeadLetters"}},
        "EventSourceArn": "StoreTable",
        "FilterCriteria": {
            "Filters": [
                {
                    "Pattern": '{"eventName":["INSERT"],'
                    '"dynamodb":{"NewImage":{"kind":{"S":["event","mark"]}}}}'
                },
                {
                    "Pattern": '{"eventName":["INSERT","MODIFY"],'
                    '"dynamodb":{"NewImage":{"kind":{"S":["send"]}}}}'
                },
            ]
        },
        "FunctionName": "ReportFunction",
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "MaximumRetryAttempts": 10,
        "StartingPosition": "TRIM_HORIZON",
    }


@pytest.mark.parametrize("name", [*(f"Queues{name}" for name in NAMES), "Store"])
def test_the_first_dead_letter_rings(aws, name):
    alarm = aws.every("AWS::CloudWatch::Alarm")[f"{name}Dead"]

    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": f"{name}DeadLetters.QueueName"}]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 0)
    assert alarm["AlarmActions"] == ["BellTopic"]


@pytest.mark.parametrize(
    ("name", "patience"),
    [(name, PATIENCE.get(name, 900)) for name in NAMES],
)
def test_work_that_lies_too_long_rings(aws, name, patience):
    alarm = aws.every("AWS::CloudWatch::Alarm")[f"Queues{name}Late"]

    assert alarm["MetricName"] == "ApproximateAgeOfOldestMessage"
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": f"Queues{name}Queue.QueueName"}]
    assert alarm["Threshold"] == patience
    assert alarm["AlarmActions"] == ["BellTopic"]
