"""Small journeys, and the whole machine that each becomes."""

import pytest

from kweek.catalogue.asl import lead_in, machine
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
    "mail/task": "kind: service\nto: owner\nsubject: A task\n",
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
        "Sets seen",
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


def said(state):
    return state["Parameters"]["MessageBody"]["step"]


def test_a_step_with_only_if_is_asked_and_knows_where_to_go_when_it_is_skipped(compiled):
    built, _ = compiled(
        """\
steps:
  - step: rest
    only_if: { stage: lead }
    wait: 6d
  - step: ask
    only_if: { event: Page Viewed }
    send: hello
    wait_for: clicked
    within: 1d
    then: { clicked: end, otherwise: again }
    next: thanks
  - step: again
    send: again
    next: thanks
  - step: thanks
    send: again
"""
    )

    states = built["States"]
    assert states["rest"] == call(
        "Waits 6 days",
        "${StepsQueueUrl}",
        {
            "name": "rest",
            "do": "wait",
            "for": 6 * DAY,
            "only_if": {"stage": ["lead"]},
            "predicates": {},
        },
        3_600,
        "stuck",
    )
    assert states["rest?"] == outcomes("ask")  # skipped or over: the same way
    assert states["ask?"] == outcomes("again", clicked="end", skipped="thanks")
    pid = said(states["ask"])["only_if"]["event"]
    assert said(states["ask"])["predicates"] == {
        pid: {"events": ["Page Viewed"], "where": {}, "keep": 1}
    }


def test_what_waits_until_a_moment_has_a_timer_far_behind_it_and_may_be_late(compiled):
    built, _ = compiled(
        """\
values: { starts: "2027-02-11 15:00" }
steps:
  - step: watch
    wait_for: goal
    until: $starts - 1h
    late: missed
    then: { goal: end, otherwise: day }
  - step: missed
    send: hello
    next: day
  - step: day
    wait: { until: $entry.delivery_date, at: "08:00", late: again }
    next: again
  - step: again
    send: again
"""
    )

    states = built["States"]
    values = {"starts": "2027-02-11 15:00"}
    assert states["watch"] == call(
        "Waits until 1 hour before 2027-02-11 15:00 for: goal",
        "${StepsQueueUrl}",
        {
            "name": "watch",
            "do": "wait_for",
            "wait": {
                "immediate": [["goal", "goal"]],
                "judged": [],
                "predicates": {},
                "until": {"text": "2027-02-11 15:00", "plus": -HOUR},
                "late": True,
            },
        },
        300 * 86_400,
        "day",
    )
    assert states["watch?"] == outcomes("day", goal="end", late="missed")
    assert states["day"] == call(
        "Waits until the entry's delivery_date, at 08:00",
        "${StepsQueueUrl}",
        {
            "name": "day",
            "do": "wait",
            "until": {"ref": ["entry", "delivery_date"], "at": "08:00"},
            "late": True,
        },
        3_600,
        "stuck",
    )
    assert states["day?"] == outcomes("again")  # late or not: the same way
    assert said(states["missed"])["values"] == values


def test_splits_tasks_and_webhooks_say_what_they_need(compiled):
    built, _ = compiled(
        """\
steps:
  - step: which
    split: { call: 30, tell: 70 }
    judged_by: { event: Order Completed }
    within: 14d
  - step: call
    task: { to: account-owner, title: Call them, due: 2d }
    next: end
  - step: tell
    webhook: { url: "https://crm.example.com/leads", send: { plan: $contact.plan } }
    then: { failed: call }
"""
    )

    states = built["States"]
    which = said(states["which"])
    pid = which["judged_by"]["event"]
    assert which == {
        "name": "which",
        "do": "split",
        "split": [["call", 30], ["tell", 70]],
        "judged_by": {"event": pid, "count": 1, "in_last": None},
        "within": 14 * DAY,
        "predicates": {pid: {"events": ["Order Completed"], "where": {}, "keep": 1}},
    }
    assert states["which?"] == outcomes("tell", call="call")
    assert states["call"] == call(
        "Asks account-owner: Call them",
        "${MailsQueueUrl}",
        {
            "name": "call",
            "do": "task",
            "to": "account-owner",
            "mail": "task",
            "title": "Call them",
            "due": 2 * DAY,
        },
        86_400,
        "stuck",
    )
    assert states["tell"]["Parameters"]["QueueUrl"] == "${WebhooksQueueUrl}"
    assert states["tell"]["TimeoutSeconds"] == 3_600
    assert said(states["tell"])["send"] == {"plan": {"ref": ["contact", "plan"]}}
    assert states["tell?"] == outcomes("end", failed="call")


LOOP = """\
steps:
  - step: first
    wait: 1d
    next: ask
  - step: ask
    send: hello
    wait_for: clicked
    within: 3d
    then: { clicked: end, otherwise: rest }
  - step: rest
    wait: 30d
    next: ask
"""


def test_a_way_back_begins_another_lap_and_nobody_sleeps_unasked(compiled):
    built, _ = compiled(LOOP)

    states = built["States"]
    assert states["ask+"] == {
        "Type": "Pass",
        "Comment": "Another lap",
        "Parameters": {
            "contact.$": "$.contact",
            "run.$": "$.run",
            "epoch.$": "$.epoch",
            "lap.$": "States.MathAdd($.lap, 1)",
            "at": "",
        },
        "Next": "ask",
    }
    assert states["rest?"] == outcomes("ask+")
    assert said(states["rest"]) == {"name": "rest", "do": "wait", "for": 30 * DAY}
    assert states["first?"] == outcomes("ask")  # a way on, to where ways lead back as well
    assert [name for name, state in states.items() if state["Type"] == "Wait"] == ["until"]


def test_silence_that_leads_back_begins_another_lap_too(compiled):
    built, _ = compiled(
        LOOP.replace(
            "otherwise: rest", "goal: rest, held: end, failed: end, otherwise: ask"
        ).replace("30d\n    next: ask", "30d")
    )

    assert built["States"]["ask"]["Catch"][0]["Next"] == "ask+"
    on = {"clicked": "end", "goal": "rest", "held": "end", "failed": "end"}
    assert built["States"]["ask?"] == outcomes("ask+", **on)


@pytest.mark.parametrize(
    ("pauses", "asleep"),
    [
        (["6d"], []),  # a run that is lost in its last pause must be able to sleep on
        (["6d", "6d"], ["pause-0"]),
        (["150d", "149d", "1d"], ["pause-0", "pause-1"]),
        (["150d", "150d", "1d"], []),  # longer than one execution may last
        (["{ until: $contact.renewal_date }", "6d", "1d"], ["pause-1"]),
        (["{ until: $contact.renewal_date }", "61d", "1d"], []),  # it may be most of a year
    ],
)
def test_the_machine_sleeps_where_nobody_need_be_asked(compiled, pauses, asleep):
    steps = [f"  - {{ step: pause-{n}, wait: {each} }}\n" for n, each in enumerate(pauses)]
    built, _ = compiled("steps:\n" + "".join(steps))

    states = built["States"]
    assert [name for name in states if "Seconds" in states[name]] == asleep


STEPS = """\
steps:
  - { step: rest, wait: 4h }
  - { step: nap, wait: 1m }
  - { step: ask, send: hello }
"""


@pytest.mark.parametrize(
    ("steps", "speed", "long"),
    [
        (STEPS, 1, 4 * HOUR + 60_000),
        (STEPS, 3_600, 6 * HOUR),  # nothing lasts less than two seconds
        (LOOP, 1, 0),
        ("steps:\n  - { step: over, end: }\n", 1, 0),
    ],
)
def test_what_comes_before_the_first_call_is_as_long_as_it_will_be(compiled, steps, speed, long):
    built, _ = compiled(steps, speed)

    assert lead_in(built, speed) == long


def test_a_sequence_travels_with_both_its_halves(compiled):
    built, _ = compiled(
        """\
steps:
  - step: which
    branch:
      - if: { event: Page Viewed, then: { event: Form Submitted }, within: 2d, count: 2 }
        to: hot
      - { otherwise: end }
  - step: hot
    send: hello
"""
    )

    step = said(built["States"]["which"])
    sid = step["branch"][0][0]["event"]
    sequence = step["predicates"][sid]
    assert set(step["predicates"]) == {sid, sequence["first"], sequence["then"]}
    assert step["predicates"][sequence["first"]]["events"] == ["Page Viewed"]
