"""What is counted once, swept whole, and never read by guess."""

from tests.proofs.guards.guard import Guard

COUNTERS = (
    Guard(
        "A record of the stream is counted once, however often it comes",
        "shell/counters.py",
        'condition = "attribute_not_exists(pk)"',
        'condition = "attribute_not_exists(pk) OR attribute_exists(pk)"',
        (
            "tests/shell/test_counters.py"
            "::test_a_record_of_the_stream_is_counted_once_however_often_it_comes"
        ),
    ),
    Guard(
        "A transaction takes no more actions than DynamoDB does",
        "shell/counters.py",
        "if chunk and len(chunk) + 1 + len(steps | own) > MOST_ACTIONS:",
        "if not chunk and steps:",
        (
            "tests/shell/test_counters.py"
            "::test_no_transaction_is_larger_than_dynamodb_takes_and_no_record_is_left_out"
        ),
    ),
    Guard(
        "Counting that failed for another reason is not taken for counted before",
        "shell/counters.py",
        "if not any(folded) and not conflict:",
        "if not folded:",
        (
            "tests/shell/test_counters.py"
            "::test_what_could_not_be_counted_is_not_taken_for_counted_before[ValidationError]"
        ),
    ),
    Guard(
        "A journey's counters are read to their last page",
        "shell/counters.py",
        ('            if not answer.get("LastEvaluatedKey"):\n                return found'),
        ("            if answer:\n                return found"),
        (
            "tests/shell/test_counters.py"
            "::test_a_journeys_counters_are_added_up_over_all_their_lanes_and_pages"
        ),
    ),
    Guard(
        "Two workers that count into one item at once both count",
        "shell/counters.py",
        'conflict = any(one.get("Code") == "TransactionConflict" for one in reasons)',
        "conflict = False",
        (
            "tests/shell/test_counters.py"
            "::test_whoever_counts_into_one_item_at_the_same_time_counts_once_more"
        ),
    ),
    Guard(
        "No counter of a later release is read by guess",
        "shell/counters.py",
        "                check(item)\n",
        "",
        (
            "tests/functions/test_frozen.py"
            "::test_an_item_of_a_later_release_is_refused_wherever_it_is_read[1]"
        ),
    ),
    Guard(
        "A sweep finds what was written a moment before it",
        "shell/deleting.py",
        "            ConsistentRead=True,\n",
        "",
        (
            "tests/shell/test_strong_reads.py"
            "::test_a_sweep_leaves_nothing_that_was_written_a_moment_before_it"
        ),
    ),
    Guard(
        "A sweep leaves no page out",
        "shell/deleting.py",
        ('        if not answer.get("LastEvaluatedKey"):\n            return'),
        ("        if answer:\n            return"),
        (
            "tests/shell/test_table_faults.py"
            "::test_a_past_is_read_and_swept_page_by_page_with_its_runs_tokens"
        ),
    ),
    Guard(
        "A sweep leaves the tombstone and the mark of what it ordered",
        "shell/deleting.py",
        'if item["sk"]["S"] not in ("contact", *keep)]',
        'if item["sk"]["S"] not in ("contact",)]',
        (
            "tests/shell/test_table_faults.py"
            "::test_a_past_is_read_and_swept_page_by_page_with_its_runs_tokens"
        ),
    ),
    Guard(
        "Tokens go before the page that names their runs",
        "shell/deleting.py",
        (
            "        _delete(dynamodb, table, [_token(run) for run in sorted(named)])\n"
            '        _delete(dynamodb, table, [{"pk": item["pk"], "sk": item["sk"]} '
            "for item in found])"
        ),
        (
            '        _delete(dynamodb, table, [{"pk": item["pk"], "sk": item["sk"]} '
            "for item in found])\n"
            "        _delete(dynamodb, table, [_token(run) for run in sorted(named)])"
        ),
        (
            "tests/shell/test_table_faults.py"
            "::test_g6_a_sweep_that_broke_off_is_begun_again_and_leaves_no_token[2]"
        ),
    ),
    Guard(
        "Deletions that DynamoDB left out of a batch are asked for again",
        "shell/deleting.py",
        'left += [one["DeleteRequest"]["Key"] for one in unprocessed]',
        'left += [one["DeleteRequest"]["Key"] for one in unprocessed][:0]',
        (
            "tests/shell/test_table_faults.py"
            "::test_a_past_is_read_and_swept_page_by_page_with_its_runs_tokens"
        ),
    ),
    Guard(
        "No link of a later release is followed by guess",
        "shell/destinations.py",
        '    check_item(item.get("schema", {}).get("N"), "a link")\n',
        "",
        (
            "tests/functions/test_frozen.py"
            "::test_an_item_of_a_later_release_is_refused_wherever_it_is_read[1]"
        ),
    ),
    Guard(
        "No item of a later release is read by guess",
        "core/versions.py",
        (
            "check_item(schema: str | int | None, what: str) -> None:\n"
            '    """LaterRelease when an item of the table is newer; the first '
            'release left some unnumbered."""\n'
            "    _check(int(schema or 1), ITEMS, what)"
        ),
        ('check_item(schema: str | int | None, what: str) -> None:\n    """Take anything."""'),
        (
            "tests/core/test_versions.py"
            "::test_an_item_of_a_later_release_is_refused_and_all_others_are_read"
        ),
    ),
    Guard(
        "No message of a later release is read by guess",
        "core/versions.py",
        "_check(int(number or 1), MESSAGES, what)",
        "_check(1, MESSAGES, what)",
        (
            "tests/core/test_versions.py"
            "::test_a_message_of_a_later_release_is_refused_and_all_others_are_read[<lambda>0]"
        ),
    ),
    Guard(
        "No order of a later release is carried out by guess",
        "core/orders.py",
        '        check_message(body.get("v"), "an order")\n',
        "",
        (
            "tests/core/test_versions.py"
            "::test_a_message_of_a_later_release_is_refused_and_all_others_are_read[<lambda>2]"
        ),
    ),
    Guard(
        "No word of a later release's execution is read by guess",
        "core/orders.py",
        '    check_message(start.get("v"), "an execution\'s input")\n',
        "",
        (
            "tests/core/test_versions.py"
            "::test_a_message_of_a_later_release_is_refused_and_all_others_are_read[<lambda>3]"
        ),
    ),
    Guard(
        "No event of a later release is applied by guess",
        "core/incoming.py",
        '        check_message(body.get("v"), "a message for ingest")\n',
        "",
        (
            "tests/core/test_versions.py"
            "::test_a_message_of_a_later_release_is_refused_and_all_others_are_read[<lambda>1]"
        ),
    ),
    Guard(
        "An alias goes behind the past that it joins",
        "core/incoming.py",
        (
            '        if self.type == "alias" and self.previous_id and not self.contact:\n'
            '            return digest("anonymous", self.previous_id)\n'
        ),
        "",
        "tests/core/test_incoming.py::test_an_alias_goes_behind_the_past_that_it_joins",
    ),
)
