"""What the conductor asks before it speaks to Step Functions."""

from tests.proofs.guards.guard import Guard

CONDUCTING = (
    Guard(
        "A run that was left is not started",
        "shell/conducting.py",
        'if run is None or run.status != "active" or run.epoch',
        "if run is None or run.epoch",
        "tests/shell/test_conducting.py::test_g10_a_run_that_was_left_is_not_started",
    ),
    Guard(
        "A run is started in its present epoch only",
        "shell/conducting.py",
        ' or run.epoch != order["epoch"]:',
        ":",
        (
            "tests/shell/test_conducting.py"
            "::test_another_epoch_and_an_unknown_run_are_not_started[order0]"
        ),
    ),
    Guard(
        "A run that nobody knows any more is not started",
        "shell/conducting.py",
        'if run is None or run.status != "active" or run.epoch != order["epoch"]:',
        'if run and (run.status != "active" or run.epoch != order["epoch"]):',
        (
            "tests/shell/test_conducting.py"
            "::test_another_epoch_and_an_unknown_run_are_not_started[order2]"
        ),
    ),
    Guard(
        "An execution is named for its run and epoch: asked twice, one starts",
        "shell/conducting.py",
        ("self.executions.start(order[\"journey\"], f\"{order['run']}-{order['epoch']}\", given)"),
        'self.executions.start(order["journey"], digest(str(self.clock.now())), given)',
        (
            "tests/shell/test_conducting.py"
            "::test_a_run_is_started_under_its_own_name_where_it_is_to_begin"
        ),
    ),
    Guard(
        "An answer whose machine has gone on is dropped",
        "shell/conducting.py",
        '            return self._unanswered(order, "stale")\n',
        '            token = ""\n',
        (
            "tests/shell/test_conducting.py"
            "::test_an_answer_to_a_step_that_the_machine_has_left_is_dropped"
        ),
    ),
    Guard(
        "An answer to somebody erased waits for no token",
        "shell/conducting.py",
        'if self.contacts.load(order["contact"]).erased is None:',
        "if order:",
        ("tests/shell/test_conducting.py::test_g6_an_answer_to_somebody_erased_waits_for_no_token"),
    ),
    Guard(
        "A token that will still be kept is waited for",
        "shell/conducting.py",
        (
            '            if self.contacts.load(order["contact"]).erased is None:\n'
            "                raise  # its keeper will be back\n"
        ),
        "",
        (
            "tests/shell/test_conducting.py"
            "::test_g7_an_answer_whose_token_is_not_kept_yet_comes_again"
        ),
    ),
    Guard(
        "A wait that Step Functions closed though it was in time is told of",
        "shell/conducting.py",
        'return "done" if answered else self._unanswered(order, "done")',
        'return "done"',
        (
            "tests/shell/test_conducting.py"
            "::test_g7_only_a_step_that_may_have_timed_out_was_closed_"
            "early[1800000000000-False-closed]"
        ),
    ),
    Guard(
        "An answer that came twice is no wait closed early",
        "shell/conducting.py",
        "closes is not None and self.clock.now() >= closes",
        "closes is not None",
        (
            "tests/shell/test_conducting.py"
            "::test_g7_only_a_step_that_may_have_timed_out_was_closed_"
            "early[1800000000001-False-done]"
        ),
    ),
    Guard(
        "A start that comes twice is started already",
        "shell/executions.py",
        '{"ExecutionAlreadyExists"},',
        "set(),",
        (
            "tests/shell/test_executions.py"
            "::test_what_is_done_or_over_already_is_no_fault[start-ExecutionAlreadyExists]"
        ),
    ),
    Guard(
        "An answer to a closed step is a value, no fault",
        "shell/executions.py",
        'CLOSED = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}',
        "CLOSED: set[str] = set()",
        (
            "tests/shell/test_executions.py"
            "::test_what_is_done_or_over_already_is_no_fault[answer-TaskTimedOut]"
        ),
    ),
    Guard(
        "A throttled call to Step Functions comes again",
        "shell/executions.py",
        'if error.response["Error"]["Code"] not in expected:',
        "if not error.response:",
        "tests/shell/test_executions.py::test_what_was_throttled_comes_again[start]",
    ),
)
