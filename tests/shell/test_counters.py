"""Records are folded in as few transactions as may be, and none too large for DynamoDB."""

from collections import Counter

import pytest
from botocore.exceptions import ClientError

from kweek.shell.aws import client
from kweek.shell.counters import MOST_ACTIONS, Counters, chunks
from tests.stack import table


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


class Cancelling:
    """A client whose first transaction DynamoDB cancels, for these reasons."""

    def __init__(self, *reasons):
        self.cancelled, self.reasons, self.taken = False, reasons, []

    def transact_write_items(self, TransactItems):  # noqa: N803 - DynamoDB's word
        if self.cancelled:
            self.taken.append(len(TransactItems))
            return
        self.cancelled = True
        said = {
            "Error": {"Code": "TransactionCanceledException"},
            "CancellationReasons": [{"Code": reason} for reason in self.reasons],
        }
        raise ClientError(said, "TransactWriteItems")


TWO = [("r1", Counter({("drip", "", "started"): 1})), ("r2", Counter({("drip", "", "started"): 1}))]


def test_whoever_counts_into_one_item_at_the_same_time_counts_once_more():
    client = Cancelling("None", "None", "TransactionConflict")

    assert Counters(client, "t").fold(TWO) == Counter({("drip", "", "started"): 2})
    assert client.taken == [3]


def test_what_was_counted_before_is_left_out_and_the_rest_counts():
    client = Cancelling("ConditionalCheckFailed", "None", "None")

    assert Counters(client, "t").fold(TWO) == Counter({("drip", "", "started"): 1})
    assert client.taken == [2]


@pytest.mark.parametrize("reason", ["ValidationError", "ThrottlingError", "None"])
def test_what_could_not_be_counted_is_not_taken_for_counted_before(reason):
    with pytest.raises(ClientError):
        Counters(Cancelling("None", "None", reason), "t").fold(TWO)


class Pages:
    """A client that gives a journey's counters one a page."""

    def query(self, **asked):
        number = int(asked.get("ExclusiveStartKey", {}).get("n", 1))
        item = {"sk": {"S": f"n#deliver#{number}"}, "entered": {"N": "2"}, "schema": {"N": "1"}}
        return {"Items": [item], **({"LastEvaluatedKey": {"n": number + 1}} if number < 3 else {})}


def test_a_journeys_counters_are_added_up_over_all_their_lanes_and_pages():
    assert Counters(Pages(), "t").of_journey("drip") == Counter({("deliver", "entered"): 6})


def test_a_record_of_the_stream_is_counted_once_however_often_it_comes(aws):  # noqa: ARG001 - moto
    table.make(client("dynamodb"))
    counters = Counters(client("dynamodb"), table.NAME)

    folded = [counters.fold(TWO[:1]), counters.fold(TWO), counters.fold(TWO)]

    one = Counter({("drip", "", "started"): 1})
    assert folded == [one, one, Counter()]
    assert counters.of_journey("drip") == Counter({("", "started"): 2})
