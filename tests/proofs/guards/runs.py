"""What keeps a run in one execution, through breaks, losses and restored tables."""

from tests.proofs.guards.guard import Guard

RUNS = (
    Guard(
        "A new execution has an epoch of its own",
        "core/epochs.py",
        "epoch=run.epoch + 1, begun",
        "epoch=run.epoch, begun",
        (
            "tests/core/test_mailing.py"
            "::test_a_mail_that_came_out_of_flight_between_two_executions_is_awaited_"
            "from_its_sending"
        ),
    ),
    Guard(
        "A run whose machine broke is not begun anew before it is recovered",
        "core/epochs.py",
        ("    if run.broken:\n        return\n    fresh"),
        "    fresh",
        (
            "tests/core/test_only_once.py"
            "::test_a_run_whose_machine_broke_is_not_begun_anew_before_it_is_recovered"
        ),
    ),
    Guard(
        "What a new execution takes over is stopped",
        "core/epochs.py",
        '    turn.effects.append(Order("stop", contact, run_id, run.epoch, journey))\n',
        "",
        (
            "tests/core/test_mailing.py"
            "::test_a_worn_execution_is_replaced_before_the_mail_is_asked_for"
        ),
    ),
    Guard(
        "An execution hands over before Step Functions ends it for its age",
        "core/epochs.py",
        "now - (run.begun or run.since) > OLDEST or ",
        "",
        (
            "tests/core/test_steps.py"
            "::test_a_worn_execution_is_replaced_at_the_step_it_has_come_to[old]"
        ),
    ),
    Guard(
        "An execution hands over before its history is too long",
        "core/epochs.py",
        " or run.calls >= MOST_CALLS",
        "",
        (
            "tests/core/test_mailing.py"
            "::test_a_worn_execution_is_replaced_before_the_mail_is_asked_for"
        ),
    ),
    Guard(
        "A run that did not break is not counted as recovered",
        "core/epochs.py",
        ("    if run.broken:\n        turn.put_run"),
        ("    if run:\n        turn.put_run"),
        ("tests/core/test_only_once.py::test_a_run_that_broke_is_recovered_once_and_no_other_is"),
    ),
    Guard(
        "A machine that breaks is counted once",
        "core/runs.py",
        ("    if run.broken:\n        return\n    turn.put_run"),
        "    turn.put_run",
        "tests/core/test_only_once.py::test_a_machine_that_breaks_is_told_of_once",
    ),
    Guard(
        "A goal is reached once",
        "core/runs.py",
        "if run.goal is None or run.goal_at is not None:",
        "if run.goal is None:",
        "tests/core/test_runs.py::test_a_goal_is_counted_once_and_ends_nothing",
    ),
    Guard(
        "A mail that was to go later goes no more when its run has ended",
        "core/runs.py",
        "    drop_held(turn, run_id)\n",
        "",
        ("tests/core/test_entering.py::test_a_mail_held_back_is_dropped_when_its_journey_ends"),
    ),
    Guard(
        "A lost run that has moved since somebody looked is left alone",
        "core/recovering.py",
        'return run.status == "active" and (run.epoch, run.entered) == seen',
        'return run.status == "active"',
        (
            "tests/core/test_only_once.py"
            "::test_g11_a_lost_run_that_has_moved_since_somebody_looked_is_left_alone[run1]"
        ),
    ),
    Guard(
        "A lost run that has ended since somebody looked is left alone",
        "core/recovering.py",
        'return run.status == "active" and (run.epoch, run.entered) == seen',
        "return (run.epoch, run.entered) == seen",
        (
            "tests/core/test_only_once.py"
            "::test_g11_a_lost_run_that_has_moved_since_somebody_looked_is_left_alone[run0]"
        ),
    ),
    Guard(
        "A restored run that has moved since somebody looked is left alone",
        "core/restoring.py",
        'if seen != said["seen"]:',
        "if seen is said:",
        (
            "tests/core/test_only_once.py"
            "::test_g11_a_restored_run_that_is_over_or_has_moved_is_left_alone[run1]"
        ),
    ),
    Guard(
        "What the forgotten hour may have mailed is never mailed again",
        "core/restoring.py",
        "    _not_again(turn, run_id, said)\n",
        "",
        (
            "tests/functions/test_restored_table.py"
            "::test_g8_a_mail_that_went_out_in_the_forgotten_hour_is_listed_and_goes_"
            "no_second_time"
        ),
    ),
    Guard(
        "A restored run that is over stays so",
        "core/restoring.py",
        'elif run.status == "active" and (',
        "elif (",
        (
            "tests/core/test_only_once.py"
            "::test_g11_a_restored_run_that_is_over_or_has_moved_is_left_alone[run0]"
        ),
    ),
    Guard(
        "A mail whose fate is known stays as it is known",
        "core/restoring.py",
        'if known is not None and known.state not in ("later", "inflight"):',
        "if known is not None and not known.state:",
        (
            "tests/core/test_only_once.py"
            "::test_g8_a_mail_whose_fate_the_restored_table_knows_stays_as_it_is_known"
        ),
    ),
    Guard(
        "A run that the table forgot counts as passed: nobody is mailed the same again",
        "core/restoring.py",
        ("turn.update(passed={**turn.contact.passed, name: passed})\n    turn"),
        ("turn.update(passed=turn.contact.passed)\n    turn"),
        ("tests/core/test_only_once.py::test_g11_a_run_that_the_table_forgot_counts_as_passed"),
    ),
)
