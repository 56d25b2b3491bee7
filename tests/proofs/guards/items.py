"""What keeps marks, rows and tokens true, and a past whole."""

from tests.proofs.guards.guard import Guard

ITEMS = (
    Guard(
        "A done mark of this moment is seen: nothing is decided twice",
        "shell/items.py",
        '"ConsistentRead": True,',
        '"ConsistentRead": False,',
        "tests/shell/test_strong_reads.py::test_a_done_mark_of_this_moment_is_seen",
    ),
    Guard(
        "Done marks beyond the hundredth are asked for too",
        "shell/items.py",
        "*wanted[100:]]",
        "]",
        (
            "tests/shell/test_table_faults.py"
            "::test_all_done_marks_are_found_however_many_and_in_however_many_answers"
        ),
    ),
    Guard(
        "The token that was just kept is found",
        "shell/items.py",
        'Key=_key(f"t#{run}", "token"), ConsistentRead=True',
        'Key=_key(f"t#{run}", "token")',
        "tests/shell/test_strong_reads.py::test_the_token_that_was_just_kept_is_found",
    ),
    Guard(
        "A past that is read whole has its latest event",
        "shell/items.py",
        "ConsistentRead=consistent,",
        "ConsistentRead=False,",
        (
            "tests/shell/test_strong_reads.py"
            "::test_whoever_is_filled_for_new_rules_is_filled_from_their_latest_event_too"
        ),
    ),
    Guard(
        "A past is read to its last page",
        "shell/items.py",
        ('            if not answer.get("LastEvaluatedKey"):\n                return'),
        ("            if answer:\n                return"),
        (
            "tests/shell/test_table_faults.py"
            "::test_a_past_is_read_and_swept_page_by_page_with_its_runs_tokens"
        ),
    ),
    Guard(
        "An older token never replaces a later one",
        "shell/items.py",
        '"attribute_not_exists(pk) OR entered <= :mine",',
        '"attribute_not_exists(pk) OR attribute_exists(pk) OR entered <= :mine",',
        (
            "tests/testing/test_contract_table.py"
            "::test_an_older_token_never_replaces_a_later_one[moto]"
        ),
    ),
    Guard(
        "A machine that has gone on is not answered with a later step's token",
        "shell/items.py",
        "if kept == entered else None",
        "if kept else None",
        (
            "tests/testing/test_contract_table.py"
            "::test_an_older_token_never_replaces_a_later_one[moto]"
        ),
    ),
    Guard(
        "An answer whose token is not kept yet waits for it",
        "shell/items.py",
        ("        if kept < entered:\n            raise KeyError(run)\n"),
        ("        if not item:\n            return None\n"),
        (
            "tests/testing/test_contract_table.py"
            "::test_an_older_token_never_replaces_a_later_one[moto]"
        ),
    ),
    Guard(
        "A ledger row never falls in rank",
        "shell/items.py",
        '"attribute_not_exists(pk) OR #rank < :rank",',
        '"attribute_not_exists(pk) OR attribute_exists(pk) OR #rank < :rank",',
        "tests/testing/test_contract_table.py::test_g8_a_row_only_rises[moto]",
    ),
    Guard(
        "A fate that SES tells late or twice never lowers a row",
        "shell/items.py",
        '"attribute_exists(pk) AND #rank < :rank AND #state <> :unknown"',
        ('"attribute_exists(pk) AND (#rank < :rank OR #rank >= :rank) AND #state <> :unknown"'),
        "tests/testing/test_contract_table.py::test_g8_a_row_only_rises[moto]",
    ),
    Guard(
        "A fate of a mail without a row makes no row: the contact learns of it first",
        "shell/items.py",
        '"attribute_exists(pk) AND #rank < :rank AND #state <> :unknown"',
        '"(attribute_not_exists(pk) OR #rank < :rank) AND #state <> :unknown"',
        (
            "tests/testing/test_contract_table.py"
            "::test_what_nobody_wrote_and_what_is_unknown_must_be_told_to_the_contact[moto]"
        ),
    ),
    Guard(
        "A mail that was unknown is found out by its contact, not by its row alone",
        "shell/items.py",
        'AND #rank < :rank AND #state <> :unknown"',
        'AND #rank < :rank AND (#state <> :unknown OR #state = :unknown)"',
        (
            "tests/testing/test_contract_table.py"
            "::test_what_nobody_wrote_and_what_is_unknown_must_be_told_to_the_contact[moto]"
        ),
    ),
    Guard(
        "What SES tells of a mail whose row is not written yet reaches its contact",
        "shell/items.py",
        'return bool(item) and item["state"] != _s("unknown")',
        "return True",
        (
            "tests/testing/test_contract_table.py"
            "::test_what_nobody_wrote_and_what_is_unknown_must_be_told_to_the_contact[moto]"
        ),
    ),
    Guard(
        "No token of a later release is given to a machine",
        "shell/items.py",
        ("        check(item)\n        kept = int"),
        "        kept = int",
        "tests/shell/test_table_faults.py::test_nothing_of_a_later_release_is_read_by_guess",
    ),
    Guard(
        "No past of a later release is read by guess",
        "shell/items.py",
        "                check(item)\n",
        "",
        "tests/shell/test_table_faults.py::test_nothing_of_a_later_release_is_read_by_guess",
    ),
    Guard(
        ("Whoever is filled for new rules is filled from all of their past, the latest event too"),
        "shell/filling.py",
        'world.items.under(part, "e#", consistent=True)',
        'world.items.under(part, "e#")',
        (
            "tests/shell/test_strong_reads.py"
            "::test_whoever_is_filled_for_new_rules_is_filled_from_their_latest_event_too"
        ),
    ),
    Guard(
        "While a decided event has no item, the past counts as not read whole",
        "shell/filling.py",
        "replace(whole, filled=contact.filled) if left else whole",
        "whole",
        (
            "tests/functions/test_filled_before_deciding.py"
            "::test_while_an_event_has_no_place_in_the_timeline_yet_the_past_is_not_whole"
        ),
    ),
    Guard(
        "Nobody who was erased is filled from what is being swept",
        "shell/filling.py",
        " or contact.erased is not None:",
        ":",
        "tests/shell/test_filled.py::test_nobody_who_was_erased_is_filled",
    ),
)
