"""What DynamoDB refuses, leaves over or gives in pages: no answer of it is taken for another."""

import pytest
from botocore.exceptions import ClientError

from kweek.core.contact import Contact
from kweek.core.effects import KeepToken, LedgerRow, Record
from kweek.core.holds import Standing
from kweek.core.identity import Plan
from kweek.core.versions import LaterRelease
from kweek.shell.aws import client
from kweek.shell.contacts import Contacts
from kweek.shell.items import Items
from kweek.shell.switches import KEY, Switches
from tests.stack import table

ADA = Contact("ada", version=1, address="ada@example.org")
NEXT = Contact("ada", version=2, address="ada@example.org")


class Throttled:
    """A table that has no room for any write."""

    def __getattr__(self, operation):
        def refuse(**_):
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, operation)

        return refuse


class Halved:
    """A client that does half of each batch, leaves the rest over, and gives one item a page."""

    def __init__(self, dynamodb):
        self.dynamodb = dynamodb

    def __getattr__(self, name):
        return getattr(self.dynamodb, name)

    def batch_get_item(self, RequestItems):  # noqa: N803 - DynamoDB's word
        [(name, asked)] = RequestItems.items()
        now, later = halves(asked["Keys"])
        answer = self.dynamodb.batch_get_item(RequestItems={name: {**asked, "Keys": now}})
        left = {name: {**asked, "Keys": later}} if later else {}
        return {**answer, "UnprocessedKeys": left}

    def batch_write_item(self, RequestItems):  # noqa: N803 - as above
        [(name, asked)] = RequestItems.items()
        now, later = halves(asked)
        answer = self.dynamodb.batch_write_item(RequestItems={name: now})
        return {**answer, "UnprocessedItems": {name: later} if later else {}}

    def query(self, **asked):
        return self.dynamodb.query(**asked, Limit=1)


def halves(many):
    middle = (len(many) + 1) // 2
    return many[:middle], many[middle:]


@pytest.fixture
def dynamodb(aws):  # noqa: ARG001 - the table is moto's
    table.make(client("dynamodb"))
    return client("dynamodb")


def contacts_of(dynamodb):
    return Contacts(dynamodb, table.NAME, lambda: b"key")


def event(number):
    return Record("ada", f"e{number}", "Page Viewed", number, number, {"run": f"run-{number}"})


@pytest.mark.parametrize(
    "write",
    [
        lambda: contacts_of(Throttled()).commit(ADA, NEXT),
        lambda: contacts_of(Throttled()).join(Plan(ADA), ADA, NEXT),
        lambda: contacts_of(Throttled()).erase(ADA, NEXT, None),
        lambda: contacts_of(Throttled()).block_address("ada@example.org", "bounced"),
        lambda: contacts_of(Throttled()).forget_address("hash", 1),
        lambda: Items(Throttled(), "t").put_token(KeepToken("run", "token", "step", 0, 1)),
        lambda: Items(Throttled(), "t").put_row(
            LedgerRow("ada", "s", "sent", "m", "j", "s", "r", 1)
        ),
        lambda: Items(Throttled(), "t").raise_row("ada", "s", "bounced", 1),
    ],
)
def test_a_write_that_was_throttled_is_no_lost_race_and_no_write(write):
    with pytest.raises(ClientError, match="ThrottlingException"):
        write()


def test_aliases_that_go_round_in_circles_are_told(dynamodb):
    for one, other in (("ada", "bea"), ("bea", "ada")):
        item = {"pk": {"S": f"c#{one}"}, "sk": {"S": "contact"}, "alias_of": {"S": other}}
        dynamodb.put_item(TableName=table.NAME, Item=item)

    with pytest.raises(ValueError, match="aliases of ada go round in circles"):
        contacts_of(dynamodb).load("ada")


def test_a_standing_that_comes_in_two_answers_is_put_together(dynamodb):
    contacts = contacts_of(Halved(dynamodb))
    contacts.block_address("ada@example.org", "bounced")
    Switches(dynamodb, table.NAME).pause("drip", 5)

    assert contacts.standing("ada@example.org") == Standing("bounced", {"drip": 5})


def test_all_done_marks_are_found_however_many_and_in_however_many_answers(dynamodb):
    items = Items(Halved(dynamodb), table.NAME)
    for number in (0, 60, 119):
        items.put_record(event(number))
    asked = [f"c#ada|e#e{number}" for number in range(120)]

    assert items.existing(asked) == {asked[0], asked[60], asked[119]}


def test_a_past_is_read_and_swept_page_by_page_with_its_runs_tokens(dynamodb):
    items = Items(Halved(dynamodb), table.NAME)
    contacts_of(dynamodb).commit(Contact("ada"), ADA)
    for number in range(3):
        items.put_record(event(number))
        items.put_token(KeepToken(f"run-{number}", "token", "step", 0, 1))
    past = [one["id"] for one in items.under("ada", "e#")]

    items.sweep("ada", ["run-9", "run-0", "run-1"], ["e#e1"])

    assert past == ["e0", "e1", "e2"]
    assert sorted((one["pk"]["S"], one["sk"]["S"]) for one in table.items()) == [
        ("c#ada", "contact"),
        ("c#ada", "e#e1"),
    ]


def test_nothing_of_a_later_release_is_read_by_guess(dynamodb):
    contacts, items = contacts_of(dynamodb), Items(dynamodb, table.NAME)
    later = {"schema": {"N": "2"}}
    keys = [
        KEY,
        {"pk": {"S": "c#ada"}, "sk": {"S": "contact"}},
        {"pk": {"S": "t#run"}, "sk": {"S": "token"}},
        {"pk": {"S": "c#ada"}, "sk": {"S": "e#e1"}},
        {"pk": {"S": f"a#{contacts.hashed('ada@example.org')}"}, "sk": {"S": "address"}},
    ]
    for key in keys:
        dynamodb.put_item(TableName=table.NAME, Item={**key, **later})

    for read in (
        lambda: contacts.load("ada"),
        lambda: contacts.claim("ada@example.org"),
        lambda: contacts.standing("ada@example.org"),
        lambda: Switches(dynamodb, table.NAME).paused(),
        lambda: items.token("run", 1),
        lambda: list(items.under("ada", "e#")),
    ):
        with pytest.raises(LaterRelease):
            read()


def test_a_block_of_a_later_release_is_not_passed_over_at_the_send(dynamodb):
    contacts = contacts_of(dynamodb)
    key = {"pk": {"S": f"a#{contacts.hashed('ada@example.org')}"}, "sk": {"S": "address"}}
    dynamodb.put_item(TableName=table.NAME, Item={**key, "schema": {"N": "2"}})

    with pytest.raises(LaterRelease):
        contacts.standing("ada@example.org")


class Crash(BaseException):
    """The worker dies."""


class Dying:
    """A client whose worker dies before its n-th deletion."""

    def __init__(self, dynamodb, number):
        self.dynamodb, self.left = dynamodb, number

    def __getattr__(self, name):
        return getattr(self.dynamodb, name)

    def batch_write_item(self, **asked):
        self.left -= 1
        if self.left == 0:
            raise Crash
        return self.dynamodb.batch_write_item(**asked)


@pytest.mark.parametrize("number", [1, 2])
def test_g6_a_sweep_that_broke_off_is_begun_again_and_leaves_no_token(dynamodb, number):
    items = Items(dynamodb, table.NAME)
    items.put_record(event(1))
    items.put_token(KeepToken("run-1", "token", "step", 0, 1))

    with pytest.raises(Crash):
        Items(Dying(dynamodb, number), table.NAME).sweep("ada", (), ())
    items.sweep("ada", (), ())

    assert table.items() == []
