"""The pause switch, as the mailer will read it."""

import pytest

from kweek.core.holds import EVERY, FENCE
from kweek.shell.aws import client
from kweek.shell.switches import KEY, Switches
from tests.stack import table


@pytest.fixture
def switches(aws):  # noqa: ARG001 - the table is moto's
    table.make(client("dynamodb"))
    return Switches(client("dynamodb"), table.NAME)


def test_nothing_is_paused_to_begin_with(switches):
    assert switches.paused() == {}
    assert switches.resume("drip") == {}


def test_a_journey_is_paused_since_it_was_first_asked_for(switches):
    switches.pause("drip", 1_000)

    assert switches.pause("drip", 2_000) == {"drip": 1_000}
    assert switches.paused() == {"drip": 1_000}


def test_each_journey_is_resumed_by_itself(switches):
    switches.pause("drip", 1_000)
    switches.pause("year-end.2", 2_000)
    switches.pause(EVERY, 3_000)

    assert switches.resume("year-end.2") == {"drip": 1_000, "*": 3_000}


def test_resuming_all_forgets_also_those_that_were_paused_by_name(switches):
    switches.pause("drip", 1_000)
    switches.pause(EVERY, 3_000)

    assert switches.resume_every() == {}
    assert switches.paused() == {}


def test_the_switch_lies_where_the_mailer_looks_for_it(switches):
    switches.pause("drip", 1_000)

    item = client("dynamodb").get_item(TableName=table.NAME, Key=KEY)["Item"]
    assert item == {
        "pk": {"S": "x#settings"},
        "sk": {"S": "settings"},
        "schema": {"N": "1"},
        "paused": {"M": {"drip": {"N": "1000"}}},
    }


def test_the_fence_stands_beside_the_switch_and_no_resume_takes_it_down(switches):
    switches.pause(EVERY, 1_000)
    switches.fence(2_000)

    assert switches.fence(3_000) == {EVERY: 1_000, FENCE: 2_000}
    assert switches.resume_every() == {FENCE: 2_000}
    assert switches.release() == {}
