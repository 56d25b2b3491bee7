"""What each release has written is handled by this one, and what a later one wrote is refused."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from kweek.core.incoming import Incoming, Kind
from kweek.core.orders import read_order
from kweek.core.secrets import derive
from kweek.core.step_message import StepMessage
from kweek.core.stream import units
from kweek.core.tokens import verify
from kweek.core.versions import ITEMS, MESSAGES, LaterRelease
from kweek.shell import destinations
from kweek.shell.admin import desk
from kweek.shell.worker import world
from tests.stack import frozen, kweek_stack, table
from tests.stack.campaign import put
from tests.stack.kweek_stack import Stack

PLACE = Path(__file__).parents[1] / "frozen"
RELEASES = sorted(path.name for path in PLACE.iterdir() if path.name.isdigit())

pytestmark = pytest.mark.usefixtures("the_secret")


def read(release, name):
    return json.loads((PLACE / release / f"{name}.json").read_text())


@dataclass
class Frozen:
    """One release's files, and a stack with the campaigns that it had."""

    release: str
    stack: Stack

    def read(self, name):
        return read(self.release, name)

    def lay(self, case):
        """As it was when the message came."""
        items = self.read("items")
        table.clear()
        frozen.put_back([items[number] for number in case["before"]])
        self.stack.queues.empty()
        self.stack.forget()
        self.stack.ms = case["at"]
        self.stack.ses.mails[:] = [None] * case["mailed"]  # SES numbers its mails


@pytest.fixture(scope="module", params=RELEASES)
def campaigns(request, tmp_path_factory):
    root = tmp_path_factory.mktemp("campaigns")
    for name, text in read(request.param, "campaigns"):
        put(root / name, text)
    return request.param, root


@pytest.fixture
def was(aws, campaigns, tmp_path):
    release, root = campaigns
    aws.setattr(kweek_stack, "BATCH", dict.fromkeys(kweek_stack.CONSUMERS, 1))
    return Frozen(release, Stack(aws, root, tmp_path))


def test_every_kind_of_message_and_of_item_is_among_what_is_frozen(was):
    kinds = {one["kind"] for one in was.read("cases")}
    steps = {"branch", "end", "split", "start", "update", "wait", "wait_for"}
    items = {one["sk"]["S"].partition("#")[0] for one in was.read("items")}

    assert kinds == {
        *(f"events.fifo {one}" for one in get_args(Kind)),
        *(f"steps {one}" for one in steps),
        *(f"mails {one}" for one in ("send", "notify", "task", "handoff")),
        *(f"orders {one}" for one in ("start", "answer", "fail", "stop", "broken")),
        *(f"feedback {one}" for one in ("Send", "Delivery", "Bounce", "Complaint")),
        "webhooks webhook",
    }
    assert items == {"contact", "e", "m", "s", "token", "address", "link", "settings"}


@pytest.mark.slow
def test_each_frozen_message_comes_to_what_it_came_to_then(was, proven):
    unlike, cases = {}, was.read("cases")
    for case in cases:
        queue, _, _ = case["kind"].partition(" ")
        was.lay(case)
        was.stack.ses.tells = ("Send", "Delivery")
        group = Incoming.from_json(case["message"]).group if queue == "events.fifo" else None
        was.stack.queues.put(queue, case["message"], group)
        came = frozen.Witness(was.stack).consume(queue, was.stack.consume)
        came = json.loads(json.dumps(came))
        if came != case["result"]:
            unlike[case["kind"]] = list(differing(came, case["result"]))
    assert unlike == {}
    proven("frozen messages", f"{len(cases)} kinds of release 1 come to what they came to then")


def differing(came, was, place=""):
    """Where two results differ, and how, so that a reader need not look for it."""
    if isinstance(came, dict) and isinstance(was, dict):
        for name in came.keys() | was.keys():
            yield from differing(came.get(name), was.get(name), f"{place}/{name}")
    elif came != was:
        yield f"{place}: {came} is not {was}"


def test_each_frozen_token_says_what_it_said(was):
    keys = {"1": derive(frozen.ROOT).signing}

    for purpose, token, said in was.read("tokens"):
        assert verify(keys, purpose, token) == said


def test_each_frozen_input_of_an_execution_starts_it_and_asks_the_same(was):
    machines = was.stack.machines
    asked = []
    machines.send = lambda queue, body: asked.append([queue, body])
    for number, one in enumerate(was.read("inputs")):
        asked.clear()
        arn = f"arn:aws:states:eu-west-1:123456789012:stateMachine:kweek-{one['machine']}"
        given = json.dumps(one["input"])
        machines.start_execution(stateMachineArn=arn, name=f"n{number}", input=given)
        assert [without_moment(body) for _, body in asked] == [
            without_moment(body) for _, body in one["asked"]
        ]


def without_moment(body):
    return {name: value for name, value in body.items() if name not in ("token", "entered")}


def test_each_frozen_record_of_the_stream_counts_what_it_counted(was):
    for record, counted in was.read("stream"):
        assert sorted([*key, n] for key, n in units(record).items()) == counted


LATER = MESSAGES + 1


@pytest.mark.parametrize(
    "reads",
    [
        lambda: Incoming.from_json({"v": LATER, "id": "1"}),
        lambda: StepMessage.from_json({"v": LATER}),
        lambda: read_order({"v": LATER, "do": "start"}),
        lambda: read_order({"detail-type": "x", "detail": {"input": json.dumps({"v": LATER})}}),
    ],
)
def test_a_message_of_a_later_release_is_refused_whatever_it_says(reads):
    with pytest.raises(LaterRelease, match=f"has form {LATER}, and this release knows those up to"):
        reads()


@pytest.mark.slow
def test_such_messages_end_as_dead_letters_and_nothing_is_answered(was):
    case = {one["kind"]: one for one in was.read("cases")}
    was.lay(case["steps branch"])
    before = table.items()
    for kind, one in case.items():
        queue = kind.partition(" ")[0]
        if queue not in ("feedback", "mails", "webhooks") and "broken" not in kind:
            was.stack.queues.put(queue, {**one["message"], "v": LATER}, "g")
            while was.stack.queues.waiting(queue):
                was.stack.consume(queue)
    assert table.items() == before
    assert {name: len(dead) for name, dead in was.stack.queues.dead.items() if dead} == {
        "events.fifo": len(get_args(Kind)), "steps": 7, "orders": 4,
    }  # fmt: skip


def test_an_item_of_a_later_release_is_refused_wherever_it_is_read(was):
    case = next(one for one in was.read("cases") if one["kind"] == "events.fifo unsubscribe")
    was.lay(case)
    for item in table.items():
        later = {**item, "schema": {"N": str(ITEMS + 1)}}
        world().items.dynamodb.put_item(TableName=table.NAME, Item=later)
    contact = case["message"]["contact"]
    token = next(one for one in table.items() if one["sk"]["S"] == "token")["pk"]["S"][2:]
    link = next(one for one in table.items() if one["sk"]["S"] == "link")["pk"]["S"][2:]
    world().items.dynamodb.put_item(
        TableName=table.NAME,
        Item={"pk": {"S": "j#drip"}, "sk": {"S": "n##0"}, "schema": {"N": str(ITEMS + 1)}},
    )
    was.stack.monkeypatch.setattr(destinations, "document", lambda _: {})

    for reads in (
        lambda: world().contacts.load(contact),
        lambda: world().contacts.claim("ada@example.org"),
        lambda: world().contacts.standing("ada@example.org"),
        lambda: list(world().items.under(contact, "e#")),
        lambda: list(world().items.under(contact, "s#")),
        lambda: world().items.token(token, 1),
        lambda: destinations.destination(link),
        desk().switches.paused,
        lambda: desk().counters.of_journey("drip"),
        lambda: desk().everyone.contacts(None),
    ):
        with pytest.raises(LaterRelease):
            reads()
