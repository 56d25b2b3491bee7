"""What keeps two writers of one person or switch from passing each other unseen."""

from tests.proofs.guards.guard import Guard

CONTACTS = (
    Guard(
        (
            "Two decisions about one person never pass each other unseen: the loser "
            "of a race reads again"
        ),
        "shell/contacts.py",
        '"ConditionExpression": "v = :version",',
        '"ConditionExpression": "v = :version OR attribute_exists(pk)",',
        "tests/testing/test_contract_table.py::test_a_version_is_committed_once[moto]",
    ),
    Guard(
        "Nobody who is written for the first time is written over",
        "shell/contacts.py",
        'return {"ConditionExpression": "attribute_not_exists(pk)"}',
        "return {}",
        "tests/testing/test_contract_table.py::test_a_version_is_committed_once[moto]",
    ),
    Guard(
        "A contact is read as the last commit left them",
        "shell/contacts.py",
        "Key=_key(pk, sk), ConsistentRead=True)",
        "Key=_key(pk, sk))",
        ("tests/shell/test_strong_reads.py::test_a_contact_is_read_as_the_last_commit_left_them"),
    ),
    Guard(
        "An opt-out or a pause of this moment is seen at the send",
        "shell/contacts.py",
        '{"Keys": keys, "ConsistentRead": True}',
        '{"Keys": keys, "ConsistentRead": False}',
        (
            "tests/shell/test_strong_reads.py"
            "::test_an_address_and_a_pause_of_this_moment_are_seen_at_the_send"
        ),
    ),
    Guard(
        "A write that failed for another reason is not taken for a lost race",
        "shell/contacts.py",
        (
            'if error.response["Error"]["Code"] != "ConditionalCheckFailedException":\n'
            "            raise"
        ),
        ("if not error.response:\n            raise"),
        (
            "tests/shell/test_table_faults.py"
            "::test_a_write_that_was_throttled_is_no_lost_race_and_no_write"
        ),
    ),
    Guard(
        "A transaction that failed for another reason is not taken for a lost race",
        "shell/contacts.py",
        'if error.response["Error"]["Code"] != "TransactionCanceledException":',
        "if not error.response:",
        (
            "tests/shell/test_table_faults.py"
            "::test_a_write_that_was_throttled_is_no_lost_race_and_no_write"
        ),
    ),
    Guard(
        "A batch of reads that was answered in part is asked for the rest",
        "shell/contacts.py",
        'keys = left["Keys"] if left else []',
        "keys = []",
        (
            "tests/shell/test_table_faults.py"
            "::test_a_standing_that_comes_in_two_answers_is_put_together"
        ),
    ),
    Guard(
        "No contact, alias or address of a later release is read by guess",
        "shell/contacts.py",
        ('        item = dict(answer.get("Item", {}))\n        check(item)'),
        '        item = dict(answer.get("Item", {}))',
        "tests/shell/test_table_faults.py::test_nothing_of_a_later_release_is_read_by_guess",
    ),
    Guard(
        "No block or switch of a later release is passed over at the send",
        "shell/contacts.py",
        ("        for item in found:\n            check(item)"),
        ("        for _item in found:\n            pass"),
        (
            "tests/shell/test_table_faults.py"
            "::test_a_block_of_a_later_release_is_not_passed_over_at_the_send"
        ),
    ),
    Guard(
        "Whoever loses the race for a contact begins again at the read",
        "shell/committing.py",
        ("except ContactChanged as raced:\n            last = raced"),
        ("except ContactChanged:\n            raise"),
        (
            "tests/testing/test_virtual_world.py"
            "::test_two_workers_race_for_one_contact_and_both_are_heard"
        ),
    ),
    Guard(
        "A commit carries over what is still in the outbox",
        "shell/committing.py",
        "outbox = {**left, decision.cause: decided} if keep else left",
        "outbox = {decision.cause: decided} if keep else {}",
        (
            "tests/shell/test_died_between.py"
            "::test_g1_what_came_in_between_leaves_the_decided_event_in_the_outbox"
        ),
    ),
    Guard(
        "What a decision orders lies in the outbox before it is done",
        "shell/committing.py",
        "outbox = {**left, decision.cause: decided} if keep else left",
        "outbox = left",
        (
            "tests/shell/test_died_between.py"
            "::test_g1_an_event_that_was_decided_before_its_worker_died_is_not_decided_again"
        ),
    ),
    Guard(
        "A switch that was turned a moment ago is seen",
        "shell/switches.py",
        "Key=KEY, ConsistentRead=True)",
        "Key=KEY)",
        ("tests/shell/test_strong_reads.py::test_a_switch_that_was_turned_a_moment_ago_is_seen"),
    ),
    Guard(
        "A journey that is paused already stays paused since then",
        "shell/switches.py",
        "SET paused.#journey = if_not_exists(paused.#journey, :now)",
        "SET paused.#journey = :now",
        ("tests/shell/test_switches.py::test_a_journey_is_paused_since_it_was_first_asked_for"),
    ),
    Guard(
        "Whoever pauses one journey keeps the pauses of others",
        "shell/switches.py",
        "paused = if_not_exists(paused, :none)",
        "paused = :none",
        ("tests/shell/test_switches.py::test_a_journey_is_paused_since_it_was_first_asked_for"),
    ),
    Guard(
        "The fence stands since it was put up",
        "shell/switches.py",
        "fenced = if_not_exists(fenced, :now)",
        "fenced = :now",
        (
            "tests/shell/test_switches.py"
            "::test_the_fence_stands_beside_the_switch_and_no_resume_takes_it_down"
        ),
    ),
    Guard(
        "No switch of a later release is read by guess",
        "shell/switches.py",
        ("    check(item)\n    paused = dict("),
        "    paused = dict(",
        "tests/shell/test_table_faults.py::test_nothing_of_a_later_release_is_read_by_guess",
    ),
)
