"""What the stack gives its queues and functions."""

from tests.proofs.guards.guard import Guard

STACK = (
    Guard(
        "A message stays hidden while a function works on it",
        "infra/work_queue.py",
        ("            visibility_timeout=target.visibility(Duration.seconds(work.timeout)),\n"),
        "",
        (
            "tests/infra/test_queues.py"
            "::test_every_queue_has_its_dead_letters_which_outlive_what_they_hold"
        ),
    ),
    Guard(
        "What cannot be done ends in dead letters after five tries",
        "infra/work_queue.py",
        "RECEIVES = 5",
        "RECEIVES = 50",
        (
            "tests/infra/test_queues.py"
            "::test_every_queue_has_its_dead_letters_which_outlive_what_they_hold"
        ),
    ),
    Guard(
        "A record that fails returns alone",
        "infra/work_queue.py",
        "report_batch_item_failures=True",
        "report_batch_item_failures=False",
        "tests/infra/test_queues.py::test_each_source_returns_failed_records_alone",
    ),
    Guard(
        "A duplicate is what the sender calls one, not a body that looks alike",
        "infra/work_queue.py",
        "content_based_deduplication=False if",
        "content_based_deduplication=True if",
        (
            "tests/infra/test_queues.py"
            "::test_every_queue_has_its_dead_letters_which_outlive_what_they_hold"
        ),
    ),
    Guard(
        "Senders do not share their duplicates",
        "infra/work_queue.py",
        "sqs.DeduplicationScope.MESSAGE_GROUP if",
        "sqs.DeduplicationScope.QUEUE if",
        (
            "tests/infra/test_queues.py"
            "::test_every_queue_has_its_dead_letters_which_outlive_what_they_hold"
        ),
    ),
    Guard(
        "AWS's six times a function's time-out are kept",
        "infra/target.py",
        "VISIBILITY_FACTOR = 6",
        "VISIBILITY_FACTOR = 1",
        (
            "tests/infra/test_target.py"
            "::test_a_message_is_hidden_six_times_as_long_in_aws_and_half_a_minute_locally"
        ),
    ),
    Guard(
        "The table outlives its stack",
        "infra/target.py",
        "RemovalPolicy.DESTROY if self.context.local else RemovalPolicy.RETAIN",
        "RemovalPolicy.DESTROY",
        (
            "tests/infra/test_store.py"
            "::test_in_aws_people_links_and_running_journeys_outlive_the_stack"
        ),
    ),
    Guard(
        "Dead letters are kept longer than the queue keeps its own",
        "infra/dead_letters.py",
        "KEPT = Duration.days(14)",
        "KEPT = Duration.days(1)",
        (
            "tests/infra/test_queues.py"
            "::test_every_queue_has_its_dead_letters_which_outlive_what_they_hold"
        ),
    ),
    Guard(
        "A dead letter rings",
        "infra/dead_letters.py",
        "        limit=0,",
        "        limit=1000,",
        "tests/infra/test_queues.py::test_the_first_dead_letter_rings[Store]",
    ),
    Guard(
        "Events are in order per sender",
        "infra/queues.py",
        "patience=15 * MINUTE, fifo=True)",
        "patience=15 * MINUTE)",
        (
            "tests/infra/test_queues.py"
            "::test_every_queue_has_its_dead_letters_which_outlive_what_they_hold"
        ),
    ),
    Guard(
        "Mailers are as many as share the rate",
        "infra/stack.py",
        "feed(mailer, batch=BATCH, at_once=MAILERS)",
        "feed(mailer, batch=BATCH)",
        "tests/infra/test_queues.py::test_each_source_returns_failed_records_alone",
    ),
    Guard(
        "A batch of mails fits into its function's time",
        "infra/stack.py",
        "feed(mailer, batch=BATCH, at_once=MAILERS)",
        "feed(mailer, at_once=MAILERS)",
        "tests/infra/test_queues.py::test_each_source_returns_failed_records_alone",
    ),
    Guard(
        "A call to a slow webhook holds up no other",
        "infra/stack.py",
        "feed(webhook, batch=1, at_once=CALLERS)",
        "feed(webhook, at_once=CALLERS)",
        "tests/infra/test_queues.py::test_each_source_returns_failed_records_alone",
    ),
    Guard(
        "The mailer has time for its mails",
        "infra/stack.py",
        '"Sends mails at the rate SES allows", timeout=30)',
        '"Sends mails at the rate SES allows")',
        (
            "tests/infra/test_functions.py"
            "::test_no_function_takes_longer_than_what_waits_for_it_and_each_long_enough"
        ),
    ),
    Guard(
        "A webhook has time for its answer",
        "infra/stack.py",
        '"Calls other systems", timeout=30)',
        '"Calls other systems")',
        (
            "tests/infra/test_functions.py"
            "::test_no_function_takes_longer_than_what_waits_for_it_and_each_long_enough"
        ),
    ),
    Guard(
        "A browser that sends an event is not kept waiting",
        "infra/stack.py",
        '"Takes events as Segment\'s API does", timeout=10)',
        '"Takes events as Segment\'s API does")',
        (
            "tests/infra/test_functions.py"
            "::test_no_function_takes_longer_than_what_waits_for_it_and_each_long_enough"
        ),
    ),
    Guard(
        "A browser that posts a form is not kept waiting",
        "infra/stack.py",
        '"Shows forms and takes what is posted", timeout=10)',
        '"Shows forms and takes what is posted")',
        (
            "tests/infra/test_functions.py"
            "::test_no_function_takes_longer_than_what_waits_for_it_and_each_long_enough"
        ),
    ),
    Guard(
        "A browser that follows a link is not kept waiting",
        "infra/stack.py",
        '"Opens, clicks, opting out, hand-offs", timeout=10)',
        '"Opens, clicks, opting out, hand-offs")',
        (
            "tests/infra/test_functions.py"
            "::test_no_function_takes_longer_than_what_waits_for_it_and_each_long_enough"
        ),
    ),
)
