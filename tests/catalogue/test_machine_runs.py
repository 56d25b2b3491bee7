"""One compiled machine, run by moto: postponed, answered, branched, closed."""

import json
import time

import boto3
import pytest
from moto import mock_aws

from kweek.catalogue.asl import machine
from kweek.catalogue.asl_steps import Pace
from kweek.catalogue.campaigns import read_campaigns

JOURNEY = """\
title: A journey
status: live
topic: nurture
enter: { event: Form Submitted }
steps:
  - step: ask
    send: hello
    wait_for: clicked
    within: 3d
    then: { clicked: which, otherwise: skipped }
  - step: skipped
    send: hello
    next: end
  - step: which
    branch: [ { if: { stage: mql }, to: thanks }, { otherwise: skipped } ]
  - step: thanks
    send: hello
"""
ANSWERS = {
    "ask": [
        {"outcome": "later", "until": "2026-01-01T00:00:00Z", "at": "ask"},
        {"outcome": "clicked"},
    ],
    "which": [{"outcome": "thanks"}],
    "thanks": [{"outcome": "sent"}],
}


@pytest.fixture
def aws(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made-up")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield


@pytest.mark.usefixtures("aws")
def test_a_machine_asks_waits_asks_anew_and_ends_as_it_is_answered(write):
    root = write({"mail/hello": "", "journeys/j.yaml": JOURNEY})
    campaigns = read_campaigns(root)
    assert campaigns.problems == ()
    definition = json.dumps(machine(campaigns.journeys["j"], campaigns.predicates, Pace()))
    sqs, states = boto3.client("sqs"), boto3.client("stepfunctions")
    mails, steps = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("mails", "steps"))
    definition = definition.replace("${MailsQueueUrl}", mails).replace("${StepsQueueUrl}", steps)
    role = "arn:aws:iam::123456789012:role/machine"
    arn = states.create_state_machine(name="j", definition=definition, roleArn=role)
    run = {"contact": "ada", "run": "r", "epoch": 0, "lap": 0, "at": ""}
    execution = states.start_execution(
        stateMachineArn=arn["stateMachineArn"], name="r-0", input=json.dumps(run)
    )["executionArn"]

    asked = list(answered(sqs, states, mails, steps))

    assert asked == ["mails ask", "mails ask", "steps which", "mails thanks", "steps end"]
    assert settled(states, execution) == "SUCCEEDED"


def answered(sqs, states, mails, steps):
    """Answers each message as the workers would, until the run closes; yields what came."""
    answers = {name: list(many) for name, many in ANSWERS.items()}
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for name, url in (("mails", mails), ("steps", steps)):
            for message in sqs.receive_message(QueueUrl=url).get("Messages", ()):
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                body = json.loads(message["Body"])
                step = body["step"]["name"]
                yield f"{name} {step}"
                if step == "end":
                    return
                output = json.dumps(answers[step].pop(0))
                states.send_task_success(taskToken=body["token"], output=output)
        time.sleep(0.02)


def settled(states, execution):
    for _ in range(100):
        status = states.describe_execution(executionArn=execution)["status"]
        if status != "RUNNING":
            return status
        time.sleep(0.05)
    return "RUNNING"
