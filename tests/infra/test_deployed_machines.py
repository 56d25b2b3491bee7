"""The journeys' machines: none can hang, none can fall through, each is logged and watched."""

import itertools

import pytest
from statelint.linter import Linter

WAITS_FOR_TOKEN = ".waitForTaskToken"


@pytest.fixture(scope="module")
def states(aws):
    return [
        (machine, name, state)
        for machine, definition in aws.machines().items()
        for name, state in definition["States"].items()
    ]


def test_there_is_one_machine_for_each_journey(aws):
    assert set(aws.machines()) == {
        "kweek-abandoned-cart",
        "kweek-delivery-day",
        "kweek-ebook-drip",
        "kweek-hot-lead",
        "kweek-onboarding",
        "kweek-webinar",
        "kweek-year-end",
    }


def test_every_state_that_waits_for_an_answer_stops_waiting_some_time(states):
    waiting = [s for s in states if s[2].get("Resource", "").endswith(WAITS_FOR_TOKEN)]

    assert waiting
    for machine, name, state in waiting:
        assert isinstance(state.get("TimeoutSeconds"), int), f"{machine}: {name}"


def test_every_choice_says_what_else(states):
    choices = [s for s in states if s[2]["Type"] == "Choice"]

    assert choices
    for machine, name, state in choices:
        assert "Default" in state, f"{machine}: {name}"


def test_no_state_catches_into_itself(states):
    for machine, name, state in states:
        for catch in state.get("Catch", []):
            assert catch["ErrorEquals"] == ["States.Timeout"], f"{machine}: {name}"
            assert catch["Next"] != name, f"{machine}: {name}"


def test_machines_call_nothing_but_the_two_queues(states):
    called = {
        (state["Resource"].removesuffix(WAITS_FOR_TOKEN), state["Parameters"]["QueueUrl"])
        for _, _, state in states
        if state["Type"] == "Task"
    }

    assert called == {
        ("arn:aws:states:::sqs:sendMessage", "${MailsQueueUrl}"),
        ("arn:aws:states:::sqs:sendMessage", "${StepsQueueUrl}"),
    }


def test_definitions_pass_the_state_linter(aws):
    for name, machine in aws.machines().items():
        assert Linter.validate(machine) == [], name


def test_a_machine_is_logged_without_what_it_says_of_people(aws):
    machines = aws.every("AWS::StepFunctions::StateMachine").values()

    for machine in machines:
        del machine["DefinitionString"], machine["StateMachineName"]
        assert machine == {
            "DefinitionSubstitutions": {
                "MailsQueueUrl": "QueuesMailsQueue",
                "StepsQueueUrl": "QueuesStepsQueue",
                "WebhooksQueueUrl": "QueuesWebhooksQueue",
            },
            "LoggingConfiguration": {
                "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": "JourneysLog"}}],
                "IncludeExecutionData": False,
                "Level": "ERROR",
            },
            "RoleArn": "JourneysRole",
            "StateMachineType": "STANDARD",
        }


def test_a_run_that_fails_rings(aws):
    alarms = aws.every("AWS::CloudWatch::Alarm")

    watched = {
        name: alarm["Dimensions"]
        for name, alarm in alarms.items()
        if alarm.get("MetricName") == "ExecutionsFailed"
    }

    assert watched == {
        f"Journeys{journey}Failed": [
            {
                "Name": "StateMachineArn",
                "Value": f"arn:Partition:states:Region:AccountId:stateMachine:{machine}",
            }
        ]
        for journey, machine in (
            ("AbandonedCart", "kweek-abandoned-cart"),
            ("DeliveryDay", "kweek-delivery-day"),
            ("EbookDrip", "kweek-ebook-drip"),
            ("HotLead", "kweek-hot-lead"),
            ("Onboarding", "kweek-onboarding"),
            ("Webinar", "kweek-webinar"),
            ("YearEnd", "kweek-year-end"),
        )
    }


def test_a_wait_that_was_closed_too_early_rings(aws):
    alarm = aws.every("AWS::CloudWatch::Alarm")["JourneysClosedEarly"]

    assert (alarm["Namespace"], alarm["MetricName"], alarm["Threshold"]) == (
        "kweek",
        "WaitsClosedEarly",
        0,
    )
    assert "Dimensions" not in alarm


def test_speed_changes_durations_and_nothing_else(aws, local):
    def timeless(states):
        return {
            name: {key: it for key, it in state.items() if key not in {"TimeoutSeconds", "Seconds"}}
            for name, state in states.items()
        }

    pairs = itertools.zip_longest(aws.machines().values(), local.machines().values())

    for real, fast in pairs:
        assert set(real["States"]) == set(fast["States"])
        for name, state in timeless(real["States"]).items():
            assert set(state) == set(timeless(fast["States"])[name])
