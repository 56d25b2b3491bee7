"""Records are folded in as few transactions as may be, and none too large for DynamoDB."""

from collections import Counter

from kweek.shell.counters import MOST_ACTIONS, chunks


def record(number, *steps):
    return (f"r{number}", Counter({("drip", step, "entered"): 1 for step in steps}))


def actions(chunk):
    return len(chunk) + len({key[:2] for _, units in chunk for key in units})


def test_records_of_one_step_share_its_counter_in_one_transaction():
    records = [record(n, "deliver") for n in range(99)]

    assert list(chunks(records)) == [records]


def test_no_transaction_is_larger_than_dynamodb_takes_and_no_record_is_left_out():
    records = [record(n, f"a{n}", f"b{n}", "deliver") for n in range(100)]

    found = list(chunks(records))

    assert [one for chunk in found for one in chunk] == records
    assert [actions(chunk) for chunk in found] == [100, 100, 100, 4]
    assert MOST_ACTIONS == 100
