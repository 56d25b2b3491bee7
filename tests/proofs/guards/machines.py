"""What every machine is given: time-outs, retries, ways out."""

from tests.proofs.guards.guard import Guard

MACHINES = (
    Guard(
        "A step that nobody answers ends within the hour",
        "catalogue/asl.py",
        "return MAILED_IN if step.do in MAILS else ANSWERED_IN",
        "return MAILED_IN",
        ("tests/catalogue/test_asl.py::test_a_mail_that_waits_and_a_pause_become_this_machine"),
    ),
    Guard(
        "A mail that nobody answers for ends within the day",
        "catalogue/asl.py",
        "return MAILED_IN if step.do in MAILS else ANSWERED_IN",
        "return LONGEST // SECOND if step.do in MAILS else ANSWERED_IN",
        ("tests/catalogue/test_asl.py::test_a_mail_that_waits_and_a_pause_become_this_machine"),
    ),
    Guard(
        "Silence ends a wait: the machine's timer is its deadline and a grace",
        "catalogue/asl.py",
        'return pace.timeout(said["wait"]["within"])',
        "return LONGEST // SECOND",
        ("tests/catalogue/test_asl.py::test_a_mail_that_waits_and_a_pause_become_this_machine"),
    ),
    Guard(
        "A wait until a moment outlasts the moment: tick ends it",
        "catalogue/asl.py",
        (
            "    if step.wait.until:  # whose end the contact knows, and tick tells\n"
            "        return LONGEST // SECOND\n"
        ),
        ("    if step.wait.until:\n        return ANSWERED_IN\n"),
        (
            "tests/catalogue/test_asl.py"
            "::test_what_waits_until_a_moment_has_a_timer_far_behind_it_and_may_be_late"
        ),
    ),
    Guard(
        "Every call of a machine has a time-out",
        "catalogue/asl.py",
        '        "TimeoutSeconds": _patience(step, said, pace),\n',
        "",
        ("tests/catalogue/test_asl.py::test_a_mail_that_waits_and_a_pause_become_this_machine"),
    ),
    Guard(
        "Nothing but silence is taken for silence",
        "catalogue/asl.py",
        '{"ErrorEquals": ["States.Timeout"], "ResultPath"',
        '{"ErrorEquals": ["States.ALL"], "ResultPath"',
        (
            "tests/catalogue/test_asl.py"
            "::test_steps_that_are_no_mail_go_to_the_other_queue_and_carry_what_they_ask"
        ),
    ),
    Guard(
        "A step that nobody answers is stuck, and seen",
        "catalogue/asl.py",
        'if step.wait else "stuck"',
        "if step.wait else ways.to(step, ways.journey.after(step))",
        ("tests/catalogue/test_asl.py::test_a_mail_that_waits_and_a_pause_become_this_machine"),
    ),
    Guard(
        "A queue that fails is asked again",
        "catalogue/asl.py",
        ('        "Retry": _RETRY,\n        "Catch"'),
        '        "Catch"',
        (
            "tests/catalogue/test_asl.py"
            "::test_steps_that_are_no_mail_go_to_the_other_queue_and_carry_what_they_ask"
        ),
    ),
    Guard(
        "The end of a run is told though the queue fails",
        "catalogue/asl.py",
        ('        "Retry": _RETRY,\n        "ResultPath": None'),
        '        "ResultPath": None',
        (
            "tests/catalogue/test_asl.py"
            "::test_a_machine_that_only_ends_has_no_state_that_nothing_reaches"
        ),
    ),
    Guard(
        "Another lap is another visit",
        "catalogue/asl.py",
        '"lap.$": "States.MathAdd($.lap, 1)"',
        '"lap.$": "$.lap"',
        (
            "tests/catalogue/test_asl.py"
            "::test_a_way_back_begins_another_lap_and_nobody_sleeps_unasked"
        ),
    ),
    Guard(
        "A run that was left goes no further",
        "catalogue/asl.py",
        '            _when("$.r.outcome", "left", "left"),\n',
        "",
        "tests/catalogue/test_asl.py::test_silence_that_leads_back_begins_another_lap_too",
    ),
    Guard(
        "A mail that must wait is asked for anew",
        "catalogue/asl.py",
        '            _when("$.r.outcome", "later", "until"),\n',
        "",
        (
            "tests/catalogue/test_asl.py"
            "::test_steps_that_are_no_mail_go_to_the_other_queue_and_carry_what_they_ask"
        ),
    ),
    Guard(
        "A message tells when its machine entered the step",
        "catalogue/asl.py",
        '"entered.$": "$$.State.EnteredTime"',
        '"entered.$": "$$.Execution.StartTime"',
        (
            "tests/catalogue/test_asl.py"
            "::test_a_step_with_only_if_is_asked_and_knows_where_to_go_when_it_is_skipped"
        ),
    ),
    Guard(
        "A message tells which execution asks",
        "catalogue/asl.py",
        (
            '        "run.$": "$.run",\n'
            '        "epoch.$": "$.epoch",\n'
            '        "lap.$": "$.lap",\n'
            '        "entered'
        ),
        (
            '        "run.$": "$.run",\n'
            '        "epoch": 0,\n'
            '        "lap.$": "$.lap",\n'
            '        "entered'
        ),
        (
            "tests/catalogue/test_asl.py"
            "::test_steps_that_are_no_mail_go_to_the_other_queue_and_carry_what_they_ask"
        ),
    ),
    Guard(
        "What is under way at a deadline may still arrive",
        "catalogue/asl_steps.py",
        "return machine_seconds(within, self.speed) + grace",
        "return machine_seconds(within, self.speed)",
        (
            "tests/catalogue/test_asl.py"
            "::test_steps_that_are_no_mail_go_to_the_other_queue_and_carry_what_they_ask"
        ),
    ),
    Guard(
        "The contact knows when its machine's timer fires",
        "catalogue/asl_steps.py",
        "return Duration(self.timeout(within) * SECOND * self.speed - within)",
        "return Duration(0)",
        (
            "tests/catalogue/test_asl.py"
            "::test_a_timer_that_is_rounded_up_is_what_the_contact_is_told"
        ),
    ),
)
