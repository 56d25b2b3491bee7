"""Compiles a journey to plain JSONPath ASL: the states a person could have typed."""

from typing import Any

from kweek.catalogue.asl_steps import Pace, compiled_step
from kweek.catalogue.asl_words import comment
from kweek.catalogue.durations import machine_seconds
from kweek.catalogue.journey import END, MAILS, Journey, Step
from kweek.catalogue.predicates import Predicates

State = dict[str, Any]

#: Steps that are no mail are answered within seconds; an hour means that nobody will.
ANSWERED_IN = 3_600
#: A mail waits its turn at the rate SES allows.
MAILED_IN = 86_400

_RETRY = [
    {
        "Comment": "The queue itself failed: nothing was sent yet",
        "ErrorEquals": ["SQS.SqsException", "SQS.AmazonSQSException", "SQS.SdkClientException"],
        "IntervalSeconds": 2,
        "MaxAttempts": 5,
        "BackoffRate": 2.5,
    }
]


def machine(journey: Journey, predicates: Predicates, pace: Pace) -> dict[str, Any]:
    """The state machine of a journey; the queues' URLs are infra's to fill in."""
    steps = [step for step in journey.steps if step.do != END]
    states: dict[str, State] = {"start": _start(journey, steps)}
    for step in steps:
        if step.do == "wait" and "at" not in step.settings:
            states[step.name] = _pause(journey, step, pace)
        else:
            states[step.name] = _call(journey, step, predicates, pace)
            states[f"{step.name}?"] = _outcomes(journey, step)
    called = [step.name for step in steps if f"{step.name}?" in states]
    if called:
        states |= _later(called)
    states[END] = _end(journey)
    if called:
        states["left"] = {"Type": "Succeed", "Comment": "The run was over already"}
    states["stuck"] = _stuck()
    return {"Comment": journey.title, "StartAt": "start", "States": states}


def _start(journey: Journey, steps: list[Step]) -> State:
    first = journey.resolved(journey.steps[0].name)
    ways = [_when("$.at", step.name, step.name) for step in steps]
    return {
        "Type": "Choice",
        "Comment": "A new run, or one that goes on where it was",
        "Choices": [_when("$.at", "", first), *ways],
        "Default": "stuck",
    }


def _pause(journey: Journey, step: Step, pace: Pace) -> State:
    length = pace.campaign(step.settings["for"], f"{journey.name}.{step.name}.for")
    return {
        "Type": "Wait",
        "Comment": comment(step),
        "Seconds": machine_seconds(length, pace.speed),
        "Next": journey.after(step),
    }


def _call(journey: Journey, step: Step, predicates: Predicates, pace: Pace) -> State:
    """The message to whoever carries the step out, and the wait for their answer."""
    said = compiled_step(journey, step, predicates, pace)
    mails = step.do in MAILS
    silent = journey.after(step) if step.wait else "stuck"
    seconds = MAILED_IN if mails else ANSWERED_IN
    return {
        "Type": "Task",
        "Comment": comment(step),
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {
            "QueueUrl": "${MailsQueueUrl}" if mails else "${StepsQueueUrl}",
            "MessageBody": {**_about(journey, said), "token.$": "$$.Task.Token"},
        },
        "TimeoutSeconds": pace.timeout(said["wait"]["within"]) if step.wait else seconds,
        "Retry": _RETRY,
        "Catch": [{"ErrorEquals": ["States.Timeout"], "ResultPath": "$.r", "Next": silent}],
        "ResultPath": "$.r",
        "Next": f"{step.name}?",
    }


def _outcomes(journey: Journey, step: Step) -> State:
    """Where each answer leads; what nothing names follows `otherwise`, or goes on."""
    onward = journey.after(step)
    if step.do == "branch":  # its answer is the target itself
        ways = {to: to for to in (journey.resolved(said.data) for _, said in step.branches)}
    else:
        said = {name: to.data for name, to in step.then.items() if name != "otherwise"}
        ways = {name: journey.resolved(to) for name, to in said.items()}
    return {
        "Type": "Choice",
        "Choices": [
            _when("$.r.outcome", "left", "left"),
            _when("$.r.outcome", "later", "until"),
            *(_when("$.r.outcome", name, to) for name, to in ways.items() if to != onward),
        ],
        "Default": onward,
    }


def _later(called: list[str]) -> dict[str, State]:
    return {
        "until": {
            "Type": "Wait",
            "Comment": "It cannot be now: at that moment the step is entered anew",
            "TimestampPath": "$.r.until",
            "Next": "resume",
        },
        "resume": {
            "Type": "Choice",
            "Choices": [_when("$.r.at", name, name) for name in called],
            "Default": "stuck",
        },
    }


def _end(journey: Journey) -> State:
    return {
        "Type": "Task",
        "Comment": "Closes the enrolment",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {
            "QueueUrl": "${StepsQueueUrl}",
            "MessageBody": _about(journey, {"name": END, "do": END}),
        },
        "Retry": _RETRY,
        "ResultPath": None,
        "End": True,
    }


def _stuck() -> State:
    return {
        "Type": "Fail",
        "Comment": "Nobody answered: look in the dead-letter queues",
        "Error": "Kweek.Stuck",
        "Cause": "A step was not answered in time",
    }


def _about(journey: Journey, step: dict[str, Any]) -> dict[str, Any]:
    return {
        "v": 1,
        "journey": journey.name,
        "step": step,
        "contact.$": "$.contact",
        "run.$": "$.run",
        "epoch.$": "$.epoch",
        "lap.$": "$.lap",
        "entered.$": "$$.State.EnteredTime",
    }


def _when(variable: str, value: str, target: str) -> dict[str, str]:
    return {"Variable": variable, "StringEquals": value, "Next": target}
