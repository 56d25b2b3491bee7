"""Compiled machines, run by moto: postponed, answered, branched, gone round, closed."""

import json
import time

import boto3
import pytest
from moto import mock_aws

from kweek.catalogue.asl import machine
from kweek.catalogue.asl_steps import Pace
from kweek.catalogue.campaigns import read_campaigns

OUTLINE = """\
title: A journey
status: live
topic: nurture
enter: { event: Form Submitted }
goal: { event: Order Completed }
steps:
"""
STRAIGHT = """\
  - step: ask
    send: hello
    wait_for: clicked
    within: 3d
    then: { clicked: which, otherwise: nudge }
  - step: nudge
    send: hello
    next: end
  - step: which
    branch: [ { if: { stage: mql }, to: thanks }, { otherwise: nudge } ]
  - step: thanks
    send: hello
"""
ROUND = """\
  - step: watch
    wait_for: goal
    until: $entry.starts
    late: rest
    then: { goal: end, otherwise: rest }
  - step: rest
    only_if: { stage: lead }
    wait: 6d
    next: which
  - step: which
    split: { pause: 50, tell: 50 }
  - step: pause
    wait: 1d
    next: watch
  - step: tell
    webhook: { url: "https://crm.example.com/leads" }
    then: { failed: pause }
"""
PAST = {"outcome": "later", "until": "2026-01-01T00:00:00Z"}


@pytest.fixture
def aws(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made-up")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield


@pytest.fixture
def machines(aws, write):
    """Starts a journey's machine; the queues' URLs by name, and its execution."""
    del aws

    def start(steps, **begin):
        root = write({"mail/hello": "", "journeys/j.yaml": OUTLINE + steps})
        campaigns = read_campaigns(root)
        assert campaigns.problems == ()
        definition = json.dumps(machine(campaigns.journeys["j"], campaigns.predicates, Pace()))
        sqs, states = boto3.client("sqs"), boto3.client("stepfunctions")
        queues = {
            name: sqs.create_queue(QueueName=name)["QueueUrl"]
            for name in ("Mails", "Steps", "Webhooks")
        }
        for name, url in queues.items():
            definition = definition.replace(f"${{{name}QueueUrl}}", url)
        role = "arn:aws:iam::123456789012:role/machine"
        made = states.create_state_machine(name="j", definition=definition, roleArn=role)
        run = {"contact": "ada", "run": "r", "epoch": 0, "lap": 0, "at": "", **begin}
        started = states.start_execution(
            stateMachineArn=made["stateMachineArn"], name="r-0", input=json.dumps(run)
        )
        return queues, started["executionArn"]

    return start


@pytest.mark.slow
def test_a_machine_asks_waits_asks_anew_and_ends_as_it_is_answered(machines):
    queues, execution = machines(STRAIGHT)

    answers = {
        "ask": [{**PAST, "at": "ask"}, {"outcome": "clicked"}],
        "which": [{"outcome": "thanks"}],
        "thanks": [{"outcome": "sent"}],
    }

    asked = list(answered(queues, answers))
    assert [queue for queue, _, _ in asked] == ["Mails", "Mails", "Steps", "Mails", "Steps"]
    assert [step for _, step, _ in asked] == ["ask", "ask", "which", "thanks", "end"]
    assert settled(execution) == "SUCCEEDED"


@pytest.mark.slow
def test_a_machine_goes_round_a_lap_at_a_time(machines):
    queues, execution = machines(ROUND, lap=3)

    answers = {
        "watch": [{"outcome": "otherwise"}, {"outcome": "late"}, {"outcome": "goal"}],
        "rest": [{**PAST, "at": "rest"}, {"outcome": "done"}, {"outcome": "skipped"}],
        "which": [{"outcome": "pause"}, {"outcome": "tell"}],
        "pause": [{"outcome": "done"}, {"outcome": "done"}],
        "tell": [{"outcome": "failed"}],
    }

    assert list(answered(queues, answers)) == [
        ("Steps", "watch", 3),
        ("Steps", "rest", 3),
        ("Steps", "rest", 3),
        ("Steps", "which", 3),
        ("Steps", "pause", 3),
        ("Steps", "watch", 4),
        ("Steps", "rest", 4),
        ("Steps", "which", 4),
        ("Webhooks", "tell", 4),
        ("Steps", "pause", 4),
        ("Steps", "watch", 5),
        ("Steps", "end", 5),
    ]
    assert settled(execution) == "SUCCEEDED"


@pytest.mark.slow
def test_a_run_whose_last_step_is_over_can_begin_at_its_end(machines):
    queues, execution = machines(ROUND, lap=2, at="end")

    assert list(answered(queues, {})) == [("Steps", "end", 2)]
    assert settled(execution) == "SUCCEEDED"


def answered(queues, answers):
    """Answers each message as the workers would, until the run closes; yields what came."""
    sqs, states = boto3.client("sqs"), boto3.client("stepfunctions")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for name, url in queues.items():
            for message in sqs.receive_message(QueueUrl=url).get("Messages", ()):
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                body = json.loads(message["Body"])
                step = body["step"]["name"]
                yield name, step, body["lap"]
                if step == "end":
                    return
                output = json.dumps(answers[step].pop(0))
                states.send_task_success(taskToken=body["token"], output=output)
        time.sleep(0.02)


def settled(execution):
    states = boto3.client("stepfunctions")
    for _ in range(100):
        status = states.describe_execution(executionArn=execution)["status"]
        if status != "RUNNING":
            return status
        time.sleep(0.05)
    return "RUNNING"
