"""Compiles a journey to plain JSONPath ASL: the states a person could have typed."""

from collections.abc import Mapping
from typing import Any

from kweek.catalogue.asl_steps import Pace, compiled_step
from kweek.catalogue.asl_words import comment
from kweek.catalogue.durations import machine_seconds
from kweek.catalogue.journey import END, MAILS, Journey, Step
from kweek.catalogue.predicates import Predicates
from kweek.catalogue.small_words import LONGEST
from kweek.catalogue.ways import Ways, chosen
from kweek.core.times import SECOND

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
    ways = Ways(journey)
    states: dict[str, State] = {"start": _start(ways)}
    for step in ways.steps.values():
        if any(target == step.name for _, target in ways.back):
            states[f"{step.name}+"] = _lap(step)
        if ways.asleep(step):
            states[step.name] = _pause(ways, step, pace)
        else:
            states[step.name] = _call(ways, step, predicates, pace)
            states[f"{step.name}?"] = _outcomes(ways, step)
    called = [name for name in ways.steps if f"{name}?" in states]
    if called:
        states |= _later(called)
    states[END] = _end(journey)
    if called:
        states["left"] = {"Type": "Succeed", "Comment": "The run was over already"}
    states["stuck"] = _stuck()
    return {"Comment": journey.title, "StartAt": "start", "States": states}


def lead_in(machine: Mapping[str, Any], speed: int) -> int:
    """How long a fresh run sleeps before its first call: campaign ms, at this speed."""
    states = machine["States"]
    name = next(way["Next"] for way in states["start"]["Choices"] if way["StringEquals"] == "")
    slept = 0
    while states[name]["Type"] == "Wait":
        slept += states[name]["Seconds"]
        name = states[name]["Next"]
    return slept * SECOND * speed


def _start(ways: Ways) -> State:
    journey = ways.journey
    first = journey.resolved(journey.steps[0].name)
    return {
        "Type": "Choice",
        "Comment": "A new run, or one that goes on where it was",
        "Choices": [
            _when("$.at", "", first),
            *(_when("$.at", name, name) for name in (*ways.steps, END)),
        ],
        "Default": "stuck",
    }


def _lap(step: Step) -> State:
    """A step that is entered anew is another visit, with a mail and a wait of its own."""
    return {
        "Type": "Pass",
        "Comment": "Another lap",
        "Parameters": {
            "contact.$": "$.contact",
            "run.$": "$.run",
            "epoch.$": "$.epoch",
            "lap.$": "States.MathAdd($.lap, 1)",
            "at": "",
        },
        "Next": step.name,
    }


def _pause(ways: Ways, step: Step, pace: Pace) -> State:
    journey = ways.journey
    length = pace.campaign(step.settings["for"], f"{journey.name}.{step.name}.for")
    return {
        "Type": "Wait",
        "Comment": comment(step),
        "Seconds": machine_seconds(length, pace.speed),
        "Next": journey.after(step),
    }


def _call(ways: Ways, step: Step, predicates: Predicates, pace: Pace) -> State:
    """The message to whoever carries the step out, and the wait for their answer."""
    said = compiled_step(ways.journey, step, predicates, pace)
    silent = ways.to(step, ways.journey.after(step)) if step.wait else "stuck"
    return {
        "Type": "Task",
        "Comment": comment(step),
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {
            "QueueUrl": _queue(step),
            "MessageBody": {**_about(ways.journey, said), "token.$": "$$.Task.Token"},
        },
        "TimeoutSeconds": _patience(step, said, pace),
        "Retry": _RETRY,
        "Catch": [{"ErrorEquals": ["States.Timeout"], "ResultPath": "$.r", "Next": silent}],
        "ResultPath": "$.r",
        "Next": f"{step.name}?",
    }


def _queue(step: Step) -> str:
    if step.do in MAILS:
        return "${MailsQueueUrl}"
    return "${WebhooksQueueUrl}" if step.do == "webhook" else "${StepsQueueUrl}"


def _patience(step: Step, said: Mapping[str, Any], pace: Pace) -> int:
    """After how many seconds silence is silence, or means that nobody is there."""
    if step.wait is None:
        return MAILED_IN if step.do in MAILS else ANSWERED_IN
    if step.wait.until:  # whose end the contact knows, and tick tells
        return LONGEST // SECOND
    return pace.timeout(said["wait"]["within"])


def _outcomes(ways: Ways, step: Step) -> State:
    """Where each answer leads; what nothing names follows `otherwise`, or goes on."""
    journey = ways.journey
    found = {name: to.data for name, to in step.then.items() if name != "otherwise"}
    found |= {target: target for target in chosen(journey, step)}
    if step.only_if is not None:
        found["skipped"] = journey.skipped(step)
    # A split answers with one of its parts and nothing else.
    onward = chosen(journey, step)[-1] if step.do == "split" else journey.after(step)
    named = {name: journey.resolved(target) for name, target in found.items()}
    return {
        "Type": "Choice",
        "Choices": [
            _when("$.r.outcome", "left", "left"),
            _when("$.r.outcome", "later", "until"),
            *(
                _when("$.r.outcome", name, ways.to(step, target))
                for name, target in named.items()
                if target != onward
            ),
        ],
        "Default": ways.to(step, onward),
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
