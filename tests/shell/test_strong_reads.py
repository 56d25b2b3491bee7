"""What a decision rests on is read strongly: a replica that lags behind is never asked.

moto reads everything strongly. Here whoever does not ask for it reads a replica to which nothing
has come yet.
"""

from types import SimpleNamespace

import pytest

from kweek.core.contact import Contact
from kweek.core.effects import KeepToken, Mark, Record
from kweek.core.holds import EVERY, Standing
from kweek.shell.aws import client
from kweek.shell.contacts import Contacts
from kweek.shell.filling import filled
from kweek.shell.items import Items
from kweek.shell.switches import Switches
from tests.stack import table

ADDRESS = "ada@example.org"


class Lagging:
    """A client whose weak reads are answered by an empty replica."""

    def __init__(self, dynamodb):
        self.dynamodb = dynamodb

    def __getattr__(self, name):
        return getattr(self.dynamodb, name)

    def get_item(self, **asked):
        return self.dynamodb.get_item(**asked) if asked.get("ConsistentRead") else {}

    def batch_get_item(self, RequestItems):  # noqa: N803 - DynamoDB's word
        [asked] = RequestItems.values()
        strong = asked.get("ConsistentRead")
        return self.dynamodb.batch_get_item(RequestItems=RequestItems) if strong else EMPTY

    def query(self, **asked):
        return self.dynamodb.query(**asked) if asked.get("ConsistentRead") else {"Items": []}


EMPTY = {"Responses": {}, "UnprocessedKeys": {}}


@pytest.fixture
def dynamodb(aws):  # noqa: ARG001 - the table is moto's
    table.make(client("dynamodb"))
    return Lagging(client("dynamodb"))


@pytest.fixture
def contacts(dynamodb):
    return Contacts(dynamodb, table.NAME, lambda: b"key")


@pytest.fixture
def items(dynamodb):
    return Items(dynamodb, table.NAME)


def event(number):
    return Record("ada", f"e{number}", "Page Viewed", number, number, {"path": "/"})


def test_a_contact_is_read_as_the_last_commit_left_them(contacts):
    ada = Contact("ada", version=1, stage="mql")
    contacts.commit(Contact("ada"), ada)

    assert contacts.load("ada") == ada


def test_an_address_and_a_pause_of_this_moment_are_seen_at_the_send(contacts, dynamodb):
    contacts.block_address(ADDRESS, "unsubscribed")
    Switches(dynamodb, table.NAME).pause(EVERY, 5)

    assert contacts.standing(ADDRESS) == Standing("unsubscribed", {EVERY: 5})


def test_a_switch_that_was_turned_a_moment_ago_is_seen(dynamodb):
    switches = Switches(dynamodb, table.NAME)
    switches.pause("drip", 5)

    assert switches.paused() == {"drip": 5}


def test_a_done_mark_of_this_moment_is_seen(items):
    items.put_mark(Mark("ada", "m1"))

    assert items.existing(["c#ada|m#m1"]) == {"c#ada|m#m1"}


def test_the_token_that_was_just_kept_is_found(items):
    items.put_token(KeepToken("run", "token", "step", 0, 7))

    assert items.token("run", 7) == "token"


def test_a_sweep_leaves_nothing_that_was_written_a_moment_before_it(items):
    items.put_record(event(1))

    items.sweep("ada", (), ())

    assert table.items() == []


def test_whoever_is_filled_for_new_rules_is_filled_from_their_latest_event_too(items):
    items.put_record(event(1))
    rules = SimpleNamespace(
        filled="new rules",
        matching=lambda *_: ["views"],
        sequences={},
        keep=lambda *_: 3,
    )

    ada = filled(SimpleNamespace(items=items, rules=rules), Contact("ada", version=1), ())

    assert (ada.filled, ada.tallies["views"].recent) == ("new rules", (1,))
