"""What the conductor is told."""

import json

from kweek.core.orders import read_order


def test_our_own_order_is_read_as_it_stands():
    order = {"v": 1, "do": "stop", "contact": "ada", "run": "r", "epoch": 0, "journey": "drip"}

    assert read_order(order) == order


def test_word_of_a_broken_execution_says_whose_run_it_was():
    start = {"contact": "ada", "run": "r", "epoch": 2, "lap": 0, "at": ""}
    word = {
        "detail-type": "Step Functions Execution Status Change",
        "detail": {"status": "TIMED_OUT", "input": json.dumps(start), "name": "r-2"},
    }

    assert read_order(word) == {**start, "do": "broken", "status": "timed out"}
