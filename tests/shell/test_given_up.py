"""Steps that nobody can carry out: each is given up by itself, and its machine told, or not."""

import json
from types import SimpleNamespace

import pytest

from kweek.core.versions import MESSAGES
from kweek.shell.batches import MOST_RECEIVES, Steps, handle

STEP = {
    "journey": "drip",
    "step": {"name": "ask", "do": "wait_for"},
    "contact": "ada",
    "run": "run",
    "epoch": 0,
    "lap": 0,
    "entered": "2026-11-21T10:00:00Z",
    "token": "token",
}


def record(body, times):
    return {
        "messageId": "m0",
        "eventSource": "aws:sqs",
        "body": json.dumps(body),
        "attributes": {"ApproximateReceiveCount": str(times)},
    }


def given_up(body, times=MOST_RECEIVES):
    """What becomes of a batch in which nothing can be taken, and what its machines are told."""
    told = []
    processor = Steps(lambda: SimpleNamespace(perform=told.extend))

    def take(_):
        raise ValueError

    answer = handle({"Records": [record(body, times)]}, SimpleNamespace(), take, processor)
    return answer, [(order.do, order.step, order.token) for order in told]


RETURNED = {"batchItemFailures": [{"itemIdentifier": "m0"}]}


def test_g3_a_batch_that_fails_whole_returns_and_its_machine_is_told_on_the_last_try():
    assert given_up(STEP) == (RETURNED, [("fail", "ask", "token")])


@pytest.mark.parametrize("times", range(1, MOST_RECEIVES))
def test_a_step_that_will_be_tried_again_fails_no_machine(times):
    assert given_up(STEP, times) == (RETURNED, [])


def test_a_step_of_a_later_release_is_left_to_that_release():
    assert given_up({**STEP, "v": MESSAGES + 1}) == (RETURNED, [])


@pytest.mark.parametrize(
    "body", [{}, {**STEP, "entered": "soon"}, {**STEP, "epoch": None}, [], "a"]
)
def test_what_nobody_can_read_is_given_up_and_no_machine_told(body):
    assert given_up(body) == (RETURNED, [])
