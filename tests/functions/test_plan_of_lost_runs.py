"""A removed journey's machine stays as long as somebody could still be brought back into it."""

import pytest
from test_restored_table import Here

from kweek.cli.plan import standing
from kweek.cli.planning import Machine, plan
from tests.stack import campaign
from tests.stack.kweek_stack import Stack
from tests.stack.losing import stops_everything

pytestmark = pytest.mark.usefixtures("the_secret")

EMPTY = {"States": {}}
NOTHING = {"mail": (), "owner": (), "journey": ()}


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


def test_a_run_whose_execution_broke_still_counts_for_its_machine(aws, campaigns, tmp_path):
    stack = Stack(aws, campaigns, tmp_path)
    stack.posts_form("ebook", "ada@example.org")
    stack.run()
    stops_everything(stack)
    [run] = stack.contact("ada@example.org").enrolments.values()
    assert (run.status, run.shown) == ("active", "failed")

    removed = {run.journey: Machine(EMPTY, in_stack=False), "old": Machine(EMPTY, in_stack=False)}
    there = standing(Here(stack), removed)

    assert {name: one.running for name, one in there.items()} == {run.journey: 1, "old": 0}
    assert [change.sentence for change in plan({}, there, NOTHING).changes] == [
        f"{run.journey}: removed; 1 run goes on to the end",
        "old: was removed, and nobody is in it any more: its machine is deleted",
    ]
