"""What the stack gives its table, its machines and SES."""

from tests.proofs.guards.guard import Guard

STORES = (
    Guard(
        "A record that cannot be counted holds up no shard",
        "infra/store.py",
        "            bisect_batch_on_error=True,\n",
        "",
        (
            "tests/infra/test_queues.py"
            "::test_the_report_reads_only_what_it_counts_and_gives_up_into_dead_letters"
        ),
    ),
    Guard(
        "A record that cannot be counted ends in dead letters",
        "infra/store.py",
        "            on_failure=event_sources.SqsDlq(self.uncounted),\n",
        "",
        (
            "tests/infra/test_queues.py"
            "::test_the_report_reads_only_what_it_counts_and_gives_up_into_dead_letters"
        ),
    ),
    Guard(
        "A record that cannot be counted returns alone",
        "infra/store.py",
        "            report_batch_item_failures=True,\n",
        "",
        (
            "tests/infra/test_queues.py"
            "::test_the_report_reads_only_what_it_counts_and_gives_up_into_dead_letters"
        ),
    ),
    Guard(
        "A record that cannot be counted is given up",
        "infra/store.py",
        "            retry_attempts=10,\n",
        "",
        (
            "tests/infra/test_queues.py"
            "::test_the_report_reads_only_what_it_counts_and_gives_up_into_dead_letters"
        ),
    ),
    Guard(
        "The report counts a put once, and no mark's later change",
        "infra/store.py",
        '{"eventName": ["INSERT"], "dynamodb"',
        '{"eventName": ["INSERT", "MODIFY"], "dynamodb"',
        (
            "tests/infra/test_queues.py"
            "::test_the_report_reads_only_what_it_counts_and_gives_up_into_dead_letters"
        ),
    ),
    Guard(
        "The table can be put back to any minute",
        "infra/store.py",
        "point_in_time_recovery_enabled=True",
        "point_in_time_recovery_enabled=False",
        (
            "tests/infra/test_store.py"
            "::test_the_table_is_on_demand_recoverable_and_forgets_what_has_a_date"
        ),
    ),
    Guard(
        "The table refuses to be deleted",
        "infra/store.py",
        "deletion_protection=target.protected",
        "deletion_protection=False",
        (
            "tests/infra/test_store.py"
            "::test_the_table_is_on_demand_recoverable_and_forgets_what_has_a_date"
        ),
    ),
    Guard(
        "The admin API can change the switches and nothing else",
        "infra/store.py",
        "self.table.table_arn, only_where=only)",
        "self.table.table_arn)",
        "tests/infra/test_rights.py::test_each_role_may_do_exactly_what_its_work_needs",
    ),
    Guard(
        "A journey's machine outlives its journey",
        "infra/journeys.py",
        "        machine.apply_removal_policy(RemovalPolicy.RETAIN)\n",
        "",
        (
            "tests/infra/test_store.py"
            "::test_in_aws_people_links_and_running_journeys_outlive_the_stack"
        ),
    ),
    Guard(
        "No log of a machine names people",
        "infra/journeys.py",
        "include_execution_data=False",
        "include_execution_data=True",
        (
            "tests/infra/test_deployed_machines.py"
            "::test_a_machine_is_logged_without_what_it_says_of_people"
        ),
    ),
    Guard(
        "Word of each broken execution comes to the conductor",
        "infra/journeys.py",
        '"status": ["FAILED", "ABORTED", "TIMED_OUT"]',
        '"status": ["FAILED"]',
        (
            "tests/infra/test_broken_executions.py"
            "::test_word_of_each_broken_execution_of_ours_comes_to_the_conductor"
        ),
    ),
    Guard(
        "Nobody but our own rule gives the conductor orders",
        "infra/journeys.py",
        '                conditions={"ArnEquals": {"aws:SourceArn": broke.attr_arn}},\n',
        "",
        (
            "tests/infra/test_broken_executions.py"
            "::test_word_of_each_broken_execution_of_ours_comes_to_the_conductor"
        ),
    ),
    Guard(
        "A wait that was closed early rings",
        "infra/journeys.py",
        'self._bell.rings_above(self, "ClosedEarly", closed, limit=0',
        'self._bell.rings_above(self, "ClosedEarly", closed, limit=100',
        "tests/infra/test_deployed_machines.py::test_a_wait_that_was_closed_too_early_rings",
    ),
    Guard(
        "A minute that was missed is not made up for twice",
        "infra/clockwork.py",
        "retry_attempts=0, ",
        "",
        (
            "tests/infra/test_functions.py"
            "::test_tick_looks_every_minute_and_does_not_make_up_for_a_missed_one"
        ),
    ),
    Guard(
        "SES tells of bounces and complaints",
        "infra/mail.py",
        "    ses.EmailSendingEvent.COMPLAINT,\n",
        "",
        ("tests/infra/test_outside.py::test_ses_suppresses_and_tells_what_became_of_each_mail"),
    ),
    Guard(
        "What SES tells and nobody can take ends in dead letters",
        "infra/mail.py",
        "dead_letter_queue=feedback.dead",
        "dead_letter_queue=None",
        ("tests/infra/test_outside.py::test_ses_suppresses_and_tells_what_became_of_each_mail"),
    ),
)
