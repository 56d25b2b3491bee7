"""Small journeys, and the whole machine that each becomes."""

import pytest

from kweek.catalogue.asl import machine
from kweek.catalogue.asl_steps import Pace
from kweek.catalogue.campaigns import read_campaigns
from kweek.core.times import DAY, HOUR

OUTLINE = """\
title: A journey
status: live
topic: nurture
enter: { event: Form Submitted }
goal: { event: Order Completed }
"""
MAILS = {
    "mail/hello": "kind: nurture\nsubject: Hello\ntopic: sales\n",
    "mail/again": "",
    "mail/lead-handoff": "kind: service\nto: owner\nsubject: A lead\n",
}
RETRY = [
    {
        "Comment": "The queue itself failed: nothing was sent yet",
        "ErrorEquals": ["SQS.SqsException", "SQS.AmazonSQSException", "SQS.SdkClientException"],
        "IntervalSeconds": 2,
        "MaxAttempts": 5,
        "BackoffRate": 2.5,
    }
]


@pytest.fixture
def compiled(write):
    def compiled(steps, speed=1):
        root = write({**MAILS, "journeys/j.yaml": OUTLINE + steps})
        campaigns = read_campaigns(root)
        assert campaigns.problems == ()
        pace = Pace(speed)
        return machine(campaigns.journeys["j"], campaigns.predicates, pace), pace.notices

    return compiled


def body(step):
    return {
        "v": 1,
        "journey": "j",
        "step": step,
        "contact.$": "$.contact",
        "run.$": "$.run",
        "epoch.$": "$.epoch",
        "lap.$": "$.lap",
        "entered.$": "$$.State.EnteredTime",
    }


def call(comment, queue, step, seconds, silent):
    return {
        "Type": "Task",
        "Comment": comment,
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {
            "QueueUrl": queue,
            "MessageBody": {**body(step), "token.$": "$$.Task.Token"},
        },
        "TimeoutSeconds": seconds,
        "Retry": RETRY,
        "Catch": [{"ErrorEquals": ["States.Timeout"], "ResultPath": "$.r", "Next": silent}],
        "ResultPath": "$.r",
        "Next": f"{step['name']}?",
    }


def when(variable, value, target):
    return {"Variable": variable, "StringEquals": value, "Next": target}


def outcomes(default, **named):
    return {
        "Type": "Choice",
        "Choices": [
            when("$.r.outcome", "left", "left"),
            when("$.r.outcome", "later", "until"),
            *(when("$.r.outcome", outcome, target) for outcome, target in named.items()),
        ],
        "Default": default,
    }


END = {
    "Type": "Task",
    "Comment": "Closes the enrolment",
    "Resource": "arn:aws:states:::sqs:sendMessage",
    "Parameters": {
        "QueueUrl": "${StepsQueueUrl}",
        "MessageBody": body({"name": "end", "do": "end"}),
    },
    "Retry": RETRY,
    "ResultPath": None,
    "End": True,
}
STUCK = {
    "Type": "Fail",
    "Comment": "Nobody answered: look in the dead-letter queues",
    "Error": "Kweek.Stuck",
    "Cause": "A step was not answered in time",
}
UNTIL = {
    "Type": "Wait",
    "Comment": "It cannot be now: at that moment the step is entered anew",
    "TimestampPath": "$.r.until",
    "Next": "resume",
}
LEFT = {"Type": "Succeed", "Comment": "The run was over already"}


def test_a_mail_that_waits_and_a_pause_become_this_machine(compiled):
    built, notices = compiled(
        """\
steps:
  - step: ask
    send: hello
    wait_for: goal
    within: 3d
    hold_up_to: 2d
    then: { goal: end, clicked: rest, held: end, otherwise: nudge }
  - step: nudge
    send: again
    next: rest
  - step: rest
    wait: 6d
  - step: start-over
    start: j
"""
    )

    assert notices == []
    assert built == {
        "Comment": "A journey",
        "StartAt": "start",
        "States": {
            "start": {
                "Type": "Choice",
                "Comment": "A new run, or one that goes on where it was",
                "Choices": [
                    when("$.at", "", "ask"),
                    when("$.at", "ask", "ask"),
                    when("$.at", "nudge", "nudge"),
                    when("$.at", "rest", "rest"),
                    when("$.at", "start-over", "start-over"),
                    when("$.at", "end", "end"),
                ],
                "Default": "stuck",
            },
            "ask": call(
                "Sends hello, waits 3 days at most for: goal",
                "${MailsQueueUrl}",
                {
                    "name": "ask",
                    "do": "send",
                    "mail": "hello",
                    "topic": "sales",
                    "hold_up_to": 2 * DAY,
                    "wait": {
                        "immediate": [["goal", "goal"]],
                        "judged": [["clicked", {"clicked": None}]],
                        "within": 3 * DAY,
                        "grace": 600_000,
                        "predicates": {},
                    },
                },
                3 * 86_400 + 600,
                "nudge",
            ),
            "ask?": outcomes("nudge", goal="end", clicked="rest", held="end"),
            "nudge": call(
                "Sends again",
                "${MailsQueueUrl}",
                {
                    "name": "nudge",
                    "do": "send",
                    "mail": "again",
                    "topic": "nurture",
                    "hold_up_to": 7 * DAY,
                },
                86_400,
                "stuck",
            ),
            "nudge?": outcomes("rest"),
            "rest": {
                "Type": "Wait",
                "Comment": "Waits 6 days",
                "Seconds": 6 * 86_400,
                "Next": "start-over",
            },
            "start-over": call(
                "Starts j",
                "${StepsQueueUrl}",
                {"name": "start-over", "do": "start", "start": "j"},
                3_600,
                "stuck",
            ),
            "start-over?": outcomes("end"),
            "until": UNTIL,
            "resume": {
                "Type": "Choice",
                "Choices": [
                    when("$.r.at", "ask", "ask"),
                    when("$.r.at", "nudge", "nudge"),
                    when("$.r.at", "start-over", "start-over"),
                ],
                "Default": "stuck",
            },
            "end": END,
            "left": LEFT,
            "stuck": STUCK,
        },
    }


def test_a_machine_that_only_ends_has_no_state_that_nothing_reaches(compiled):
    built, _ = compiled("steps:\n  - { step: over, end: }\n")

    assert built["States"] == {
        "start": {
            "Type": "Choice",
            "Comment": "A new run, or one that goes on where it was",
            "Choices": [when("$.at", "", "end"), when("$.at", "end", "end")],
            "Default": "stuck",
        },
        "end": END,
        "stuck": STUCK,
    }


def test_steps_that_are_no_mail_go_to_the_other_queue_and_carry_what_they_ask(compiled):
    built, _ = compiled(
        """\
steps:
  - step: note
    update: { traits: { seen: true } }
  - step: which
    branch:
      - { if: { event: Page Viewed, where: { path: /a }, count: 2, in_last: 14d }, to: morning }
      - { if: { stage: customer }, to: end }
      - { otherwise: over }
  - step: morning
    wait: { for: 2d, at: "09:00", days: weekdays }
    next: tell
  - step: over
    end:
  - step: tell
    handoff: { to: account-owner, accept_within: 1d }
    then: { accepted: end, otherwise: hope }
  - step: hope
    wait_for: { bought: { event: Order Completed } }
    within: 4h
"""
    )

    states = built["States"]
    question = states["which"]["Parameters"]["MessageBody"]["step"]
    [pid] = question["predicates"]
    assert states["note"] == call(
        "Changes the contact",
        "${StepsQueueUrl}",
        {
            "name": "note",
            "do": "update",
            "traits": {"seen": True},
            "add_to": [],
            "remove_from": [],
        },
        3_600,
        "stuck",
    )
    assert question == {
        "name": "which",
        "do": "branch",
        "branch": [
            [{"event": pid, "count": 2, "in_last": 14 * DAY}, "morning"],
            [{"stage": ["customer"]}, "end"],
        ],
        "otherwise": "end",
        "predicates": {
            pid: {"events": ["Page Viewed"], "where": {"path": [["is", ["/a"]]]}, "keep": 2}
        },
    }
    assert states["which?"] == outcomes("end", morning="morning")
    assert states["morning"]["Parameters"]["MessageBody"]["step"] == {
        "name": "morning",
        "do": "wait",
        "for": 2 * DAY,
        "at": "09:00",
        "days": [0, 1, 2, 3, 4],
    }
    assert states["tell"] == call(
        "Hands over to account-owner, waits 1 day at most for: accepted",
        "${MailsQueueUrl}",
        {
            "name": "tell",
            "do": "handoff",
            "to": "account-owner",
            "mail": "lead-handoff",
            "wait": {
                "immediate": [["accepted", {"accepted": True}]],
                "judged": [],
                "within": DAY,
                "grace": 600_000,
                "predicates": {},
            },
        },
        86_400 + 600,
        "hope",
    )
    assert states["tell?"] == outcomes("hope", accepted="end")
    assert states["hope"]["Catch"][0]["Next"] == "end"
    assert states["hope"]["TimeoutSeconds"] == 4 * 3_600 + 600
    assert list(states) == [
        *("start", "note", "note?", "which", "which?", "morning", "morning?"),
        *("tell", "tell?", "hope", "hope?", "until", "resume", "end", "left", "stuck"),
    ]


def test_at_a_day_a_second_short_durations_are_stretched_and_said(compiled):
    built, notices = compiled(
        """\
steps:
  - { step: ask, send: hello, hold_up_to: 1d, wait_for: clicked, within: 10h }
  - { step: rest, wait: 6d }
  - { step: nap, wait: 30m }
  - { step: tell, send: again }
""",
        speed=86_400,
    )

    ask = built["States"]["ask"]
    said = ask["Parameters"]["MessageBody"]["step"]
    assert said["wait"]["within"] == 2 * DAY
    assert said["hold_up_to"] == 2 * DAY
    # The timer fires ten seconds after the deadline, and the contact is told when that is.
    assert ask["TimeoutSeconds"] == 12
    assert said["wait"]["grace"] == 10 * DAY
    assert built["States"]["rest"]["Seconds"] == 6
    assert built["States"]["nap"]["Seconds"] == 2
    assert notices == [
        "j.ask.hold_up_to: 1 day becomes 2 days",
        "j.ask.within: 10 hours becomes 2 days",
        "j.nap.for: 30 minutes becomes 2 days",
    ]


def test_a_timer_that_is_rounded_up_is_what_the_contact_is_told(compiled):
    built, _ = compiled(
        "steps:\n  - { step: ask, send: hello, wait_for: clicked, within: 100m }\n", speed=7
    )

    ask = built["States"]["ask"]
    wait = ask["Parameters"]["MessageBody"]["step"]["wait"]
    assert wait["within"] + wait["grace"] == ask["TimeoutSeconds"] * 1_000 * 7
    assert ask["TimeoutSeconds"] == 858 + 10
    assert wait["within"] == 100 * HOUR // 60
