import json

import pytest

from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.times import Instant
from kweek.shell import intake

AT = Instant(1_795_255_200_000)


def page(number, *, visitor="ada", properties=None):
    return Incoming(
        id=f"m{number}",
        type="page",
        event="Page Viewed",
        at=AT,
        received_at=AT,
        anonymous_id=visitor,
        properties=properties or {},
    )


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(intake, "PAUSES", (0, 0, 0))


def test_messages_arrive_in_order_grouped_by_their_sender(events_queue):
    sent = [page(number) for number in range(23)]

    intake.send(sent)

    arrived = events_queue.messages()
    assert [Incoming.from_json(json.loads(message["Body"])) for message in arrived] == sent
    assert {message["Attributes"]["MessageGroupId"] for message in arrived} == {
        digest("anonymous", "ada")
    }


def test_the_same_message_twice_is_queued_once(events_queue):
    intake.send([page(1)])
    intake.send([page(1), page(2)])

    assert [body["id"] for body in events_queue.taken()] == ["m1", "m2"]


def test_two_visitors_may_use_the_same_message_id(events_queue):
    intake.send([page(1, visitor="ada"), page(1, visitor="bob")])

    assert len(events_queue.taken()) == 2


def test_characters_that_sqs_refuses_travel_escaped(events_queue):
    intake.send([page(1, properties={"title": "bell \x07, emoji \U0001f331, é"})])

    assert [body["properties"] for body in events_queue.taken()] == [
        {"title": "bell \x07, emoji \U0001f331, é"}
    ]


def test_a_batch_holds_ten_messages_and_a_quarter_of_a_megabyte():
    small = [{"MessageBody": "x"}] * 25
    large = [{"MessageBody": "x" * 100_000}] * 5

    assert [len(batch) for batch in intake.batches(small)] == [10, 10, 5]
    assert [len(batch) for batch in intake.batches(large)] == [2, 2, 1]
    assert [entry["Id"] for entry in next(intake.batches(small))] == [str(i) for i in range(10)]


@pytest.mark.usefixtures("at_once")
def test_what_sqs_leaves_out_of_a_batch_is_sent_again_alone(environment):
    environment.setenv("KWEEK_EVENTS_QUEUE_URL", "queue")
    asked = []

    def call(*arguments):
        body = arguments[2]
        asked.append([entry["Id"] for entry in body["Entries"]])
        return {"Failed": [{"Id": "1"}]} if len(asked) == 1 else {"Successful": []}

    environment.setattr(intake, "call", call)

    intake.send([page(0), page(1), page(2)])

    assert asked == [["0", "1", "2"], ["1"]]


@pytest.mark.usefixtures("at_once")
def test_a_message_that_never_gets_in_is_an_error(environment):
    environment.setenv("KWEEK_EVENTS_QUEUE_URL", "queue")
    environment.setattr(intake, "call", lambda *_: {"Failed": [{"Id": "0"}]})

    with pytest.raises(intake.NotQueued, match="1 messages were left out"):
        intake.send([page(0)])


def test_a_queue_that_cannot_be_reached_is_an_error_without_its_content(events_queue, aws):
    aws.setenv("KWEEK_EVENTS_QUEUE_URL", events_queue.url.replace("events", "nowhere"))

    with pytest.raises(intake.NotQueued, match=r"^sqs.SendMessageBatch: \w+"):
        intake.send([page(0)])
