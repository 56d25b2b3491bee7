"""What a later release wrote is refused, not guessed at; what has no number is of the first."""

import json

import pytest

from kweek.core.incoming import Incoming
from kweek.core.orders import read_order
from kweek.core.step_message import StepMessage
from kweek.core.versions import ITEMS, MESSAGES, LaterRelease, check_item, check_message

STEP = {
    "journey": "drip",
    "step": {"name": "ask", "do": "wait_for"},
    "contact": "ada",
    "run": "run",
    "epoch": 0,
    "lap": 0,
    "entered": "2026-11-21T10:00:00Z",
}
EVENT = {
    "id": "e1",
    "type": "track",
    "event": "Viewed",
    "at": 1,
    "received_at": 1,
    "contact": "ada",
}
ORDER = {"do": "stop", "contact": "ada", "run": "run", "epoch": 0, "journey": "drip"}


def broke(given):
    return {"detail-type": "status", "detail": {"status": "FAILED", "input": json.dumps(given)}}


@pytest.mark.parametrize(
    "read",
    [
        lambda number: StepMessage.from_json({**STEP, **number}),
        lambda number: Incoming.from_json({**EVENT, **number}),
        lambda number: read_order({**ORDER, **number}),
        lambda number: read_order(broke({**ORDER, **number})),
    ],
)
def test_a_message_of_a_later_release_is_refused_and_all_others_are_read(read):
    assert [read({}), read({"v": None})]
    for number in range(1, MESSAGES + 1):
        assert read({"v": number})

    with pytest.raises(LaterRelease, match=f"has form {MESSAGES + 1}"):
        read({"v": MESSAGES + 1})


def test_an_item_of_a_later_release_is_refused_and_all_others_are_read():
    for number in (None, "1", str(ITEMS), ITEMS):
        check_item(number, "an item")

    with pytest.raises(LaterRelease, match="an item has form"):
        check_item(str(ITEMS + 1), "an item")
    with pytest.raises(LaterRelease, match="a message has form"):
        check_message(MESSAGES + 1, "a message")
