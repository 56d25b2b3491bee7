"""How often a webhook is called, and what its answer may change."""

from tests.proofs.guards.guard import Guard

WEBHOOKS = (
    Guard(
        "A webhook that was answered before is not called again",
        "shell/webhooks.py",
        (
            "    if message.cause in done or message.cause in contact.outbox:\n"
            "        return None  # decided before; what it ordered has been performed by now\n"
        ),
        "",
        (
            "tests/functions/test_webhooks_walked.py"
            "::test_a_message_delivered_twice_is_one_call_and_one_answer"
        ),
    ),
    Guard(
        "Behind the fence nobody is called",
        "shell/webhooks.py",
        "if FENCE not in world.contacts.standing(None).paused:",
        "if world:",
        (
            "tests/functions/test_webhooks_walked.py"
            "::test_nobody_is_called_behind_the_fence_and_the_call_is_made_once_it_is_down"
        ),
    ),
    Guard(
        "A webhook's answer to a run that was left changes nothing",
        "core/webhook.py",
        (
            "    away = visits.turned_away(contact, message, rules, now)\n"
            "    if away is not None:\n"
            "        return away\n"
            "    turn = visits.turn_of"
        ),
        "    turn = visits.turn_of",
        (
            "tests/core/test_webhook.py"
            "::test_whoever_left_while_the_other_system_thought_takes_nothing_of_its_answer"
        ),
    ),
    Guard(
        "A webhook that nobody answers is not tried for ever",
        "core/webhook.py",
        " and tries < len(TRIES):",
        ":",
        (
            "tests/core/test_webhook.py"
            "::test_who_cannot_answer_now_is_tried_again_three_times_and_has_failed_"
            "then[reply0]"
        ),
    ),
    Guard(
        "A webhook that is refused for good is not tried again",
        "core/webhook.py",
        "if not reply.done and reply.again and",
        "if not reply.done and",
        (
            "tests/core/test_webhook.py"
            "::test_a_no_is_final_and_says_why_in_the_timeline[reply0-why0]"
        ),
    ),
    Guard(
        "A webhook's tries are one call to its receiver",
        "core/webhook_call.py",
        '"Idempotency-Key": asked.id,',
        '"Idempotency-Key": asked.id + str(seconds),',
        (
            "tests/core/test_webhook_call.py"
            "::test_the_receiver_can_reckon_the_signature_from_the_time_and_the_body"
        ),
    ),
    Guard(
        "A receiver can tell that it was us who called, and when",
        "core/webhook_call.py",
        'signed = b"%d.%s" % (seconds, asked.body)',
        "signed = asked.body",
        (
            "tests/core/test_webhook_call.py"
            "::test_the_receiver_can_reckon_the_signature_from_the_time_and_the_body"
        ),
    ),
    Guard(
        "A webhook has no more time than its function",
        "core/webhook_call.py",
        'min(step["timeout"], LONGEST_TIMEOUT)',
        'step["timeout"]',
        "tests/core/test_webhook_call.py::test_no_call_outlives_its_function",
    ),
    Guard(
        "An answer too long to be read whole gives no traits",
        "core/webhook_call.py",
        ("    if len(reply.content) > MOST_ANSWER:\n        return None\n"),
        "",
        (
            "tests/core/test_webhook_call.py"
            "::test_an_answer_is_json_that_could_be_written_again_or_nothing[too long]"
        ),
    ),
    Guard(
        "A webhook's answer gives no trait without end",
        "core/webhook_call.py",
        "return len(value) <= LONGEST_TEXT",
        "return True",
        (
            "tests/core/test_webhook_call.py"
            "::test_what_is_no_plain_value_of_a_trait_is_not_kept[long text]"
        ),
    ),
    Guard(
        "A webhook's answer gives no number that not every reader keeps",
        "core/webhook_call.py",
        "isinstance(value, int | float) and abs(value) <= LARGEST_NUMBER",
        "isinstance(value, int | float)",
        (
            "tests/core/test_webhook_call.py"
            "::test_what_is_no_plain_value_of_a_trait_is_not_kept[large]"
        ),
    ),
    Guard(
        "A webhook's answer shows its beginning only",
        "core/webhook_call.py",
        ")[:MOST_SHOWN]",
        ")",
        "tests/core/test_webhook_call.py::test_the_timeline_gets_the_beginning_of_an_answer",
    ),
)
