"""What keeps messages in order, all of them or an error, each for itself."""

from tests.proofs.guards.guard import Guard

QUEUES = (
    Guard(
        "What one sender does is handled in order",
        "shell/intake.py",
        '"MessageGroupId": message.group,',
        '"MessageGroupId": digest(message.group, message.id),',
        "tests/shell/test_intake.py::test_messages_arrive_in_order_grouped_by_their_sender",
    ),
    Guard(
        "A message that a client sends again is in the queue once",
        "shell/intake.py",
        ("digest(message.group, message.id),\n    }"),
        ("digest(message.group, message.id, str(time.time_ns())),\n    }"),
        "tests/shell/test_intake.py::test_the_same_message_twice_is_queued_once",
    ),
    Guard(
        "What SQS left out of a batch is sent again",
        "shell/intake.py",
        'left_out = {failure["Id"] for failure in answer.get("Failed", ())}',
        "left_out: set[str] = set()",
        ("tests/shell/test_intake.py::test_what_sqs_leaves_out_of_a_batch_is_sent_again_alone"),
    ),
    Guard(
        "What is not in the queue is not answered as taken",
        "shell/intake.py",
        "raise NotQueued(msg)",
        "return",
        "tests/shell/test_intake.py::test_a_message_that_never_gets_in_is_an_error",
    ),
    Guard(
        "A call that failed is told to whoever must come again",
        "shell/intake.py",
        "raise NotQueued(str(failed)) from failed",
        "return",
        (
            "tests/shell/test_intake.py"
            "::test_a_queue_that_cannot_be_reached_is_an_error_without_its_content"
        ),
    ),
    Guard(
        "No batch has more messages than SQS takes",
        "shell/intake.py",
        "len(batch) == MOST_ENTRIES or ",
        "",
        "tests/shell/test_intake.py::test_messages_arrive_in_order_grouped_by_their_sender",
    ),
    Guard(
        "No batch is larger than SQS takes",
        "shell/intake.py",
        " or size + length > MOST_BYTES)",
        ")",
        ("tests/shell/test_intake.py::test_a_batch_holds_ten_messages_and_a_quarter_of_a_megabyte"),
    ),
    Guard(
        "When a record fails, its sender's later ones return with it",
        "shell/batches.py",
        "Ordered(skip_group_on_error=True)",
        "Ordered(skip_group_on_error=False)",
        (
            "tests/shell/test_batches.py"
            "::test_the_later_records_of_a_bad_ones_group_return_with_it_and_other_groups_stand"
        ),
    ),
    Guard(
        "One bad message in a FIFO batch holds up none of the others",
        "shell/batches.py",
        "    processor.raise_on_entire_batch_failure = False\n",
        "",
        (
            "tests/shell/test_batches.py"
            "::test_a_group_that_fails_whole_returns_without_being_raised_into_lambdas_log"
        ),
    ),
    Guard(
        "A batch of steps that failed whole is in no log with what its errors quote",
        "shell/batches.py",
        "super().__init__(EventType.SQS, raise_on_entire_batch_failure=False)",
        "super().__init__(EventType.SQS)",
        (
            "tests/shell/test_given_up.py"
            "::test_g3_a_batch_that_fails_whole_returns_and_its_machine_is_told_on_the_last_try"
        ),
    ),
    Guard(
        "A batch of orders that failed whole is in no log with what its errors quote",
        "shell/batches.py",
        "return Each(EventType.SQS, raise_on_entire_batch_failure=False)",
        "return Each(EventType.SQS)",
        (
            "tests/shell/test_batches.py"
            "::test_the_log_says_where_a_record_failed_and_not_what_stood_in_it"
        ),
    ),
    Guard(
        "A step that is given up answers its machine",
        "shell/batches.py",
        "return int(record.attributes.approximate_receive_count) >= MOST_RECEIVES",
        "return not record",
        (
            "tests/functions/test_guarantees_events.py"
            "::test_g3_a_step_that_cannot_be_handled_fails_its_run_and_lies_in_the_dead_letters"
        ),
    ),
    Guard(
        "A step that may still be carried out does not fail its machine",
        "shell/batches.py",
        "return int(record.attributes.approximate_receive_count) >= MOST_RECEIVES",
        "return bool(record)",
        (
            "tests/functions/test_guarantees_events.py"
            "::test_g3_a_step_that_cannot_be_handled_fails_its_run_and_lies_in_the_dead_letters"
        ),
    ),
    Guard(
        "What is behind a message that is given up does not follow it into the dead letters",
        "shell/batches.py",
        "            self._failed_group_ids.discard(record.attributes.message_group_id)\n",
        "            pass\n",
        (
            "tests/shell/test_batches.py"
            "::test_a_bad_record_that_is_given_up_does_not_take_its_group_into_the_dead_letters"
        ),
    ),
    Guard(
        "A step of a later release is left to that release",
        "shell/batches.py",
        (
            "        except LaterRelease:\n"
            "            return  # its machine waits on: the release that wrote it "
            "can still take it\n"
        ),
        (
            "        except LaterRelease:\n"
            '            message = StepMessage.from_json({**json.loads(body), "v": 1})\n'
        ),
        ("tests/shell/test_given_up.py::test_a_step_of_a_later_release_is_left_to_that_release"),
    ),
    Guard(
        "A message that cannot be read spoils nothing of its batch",
        "shell/batches.py",
        "except (AttributeError, KeyError, TypeError, ValueError):",
        "except AttributeError:",
        (
            "tests/shell/test_batches.py"
            "::test_what_nobody_can_read_is_given_up_alone_and_answers_no_machine[body0]"
        ),
    ),
    Guard(
        "A message's content is in no log",
        "shell/batches.py",
        "**fault(exception[1])}",
        '**fault(exception[1]), "why": str(exception[1])}',
        (
            "tests/shell/test_batches.py"
            "::test_the_log_says_where_a_record_failed_and_not_what_stood_in_it"
        ),
    ),
)
