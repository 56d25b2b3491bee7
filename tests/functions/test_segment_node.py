"""Segment's own SDK for Node, unmodified, against the tracking API over a real socket."""

import pytest

import collect
from kweek.shell import brake
from kweek.shell.brake import Brake
from tests.e2e import segment_node

pytestmark = [
    pytest.mark.slow,  # it is fetched when it is first asked for
    pytest.mark.usefixtures("the_secret", "events_queue"),
]
ADA = {"anonymousId": "ada", "userId": "u1"}


@pytest.fixture
def deliver(serve, environment, keys):
    """Make calls with the SDK; nothing but its host and key is changed."""
    environment.setattr(collect, "BRAKE", Brake())
    statuses = []

    def answers(event, context):
        result = collect.handler(event, context)
        statuses.append(result["statusCode"])
        return result

    host = serve(answers, lambda path: {"proxy": path.removeprefix("/v1/")})

    def delivered(calls, key=keys.write_key):
        return segment_node.send(host, key, calls)

    delivered.statuses = statuses
    return delivered


def test_every_call_arrives_in_its_order(deliver, events_queue):
    troubles = deliver(
        [
            ("page", {"anonymousId": "ada", "name": "Home", "properties": {"path": "/"}}),
            ("identify", {**ADA, "traits": {"email": "Ada@Example.com", "seats": 3}}),
            ("track", {**ADA, "event": "Demo Watched", "properties": {"minutes": 3}}),
            ("screen", {**ADA, "name": "Prices"}),
            ("group", {**ADA, "groupId": "g1", "traits": {"name": "Initech"}}),
            ("track", {**ADA, "event": "Long Ago", "timestamp": "2020-01-01T00:00:00.000Z"}),
            ("alias", {"previousId": "ada", "userId": "u1"}),
        ]
    )

    assert troubles == []
    bodies = events_queue.taken()
    names = ("event", "anonymous_id", "user_id", "properties", "traits")
    assert [tuple(body.get(name) for name in names) for body in bodies] == [
        ("Page Viewed", "ada", None, {"path": "/", "name": "Home"}, None),
        ("Identified", "ada", "u1", None, {"email": "ada@example.com", "seats": 3}),
        ("Demo Watched", "ada", "u1", {"minutes": 3}, None),
        ("Screen Viewed", "ada", "u1", {"name": "Prices"}, None),
        (
            "Group Joined",
            "ada",
            "u1",
            {"groupId": "g1", "traits": {"name": "Initech"}},
            {"account": "g1"},
        ),
        ("Long Ago", "ada", "u1", None, None),
        ("Aliased", None, "u1", None, None),
    ]
    assert all(0 <= body["received_at"] - body["at"] < 60_000 for body in bodies[:5])
    assert bodies[5]["received_at"] - bodies[5]["at"] > 5 * 365 * 86_400_000
    assert len({body["id"] for body in bodies}) == len(bodies)


def test_told_to_wait_the_sdk_waits_and_nothing_is_lost_or_double(deliver, events_queue, aws):
    aws.setattr(brake, "AT_ONCE", 2)
    aws.setattr(brake, "PER_SECOND", 20)
    calls = [("track", {**ADA, "event": f"Event {number}"}) for number in range(40)]

    troubles = deliver(calls)

    assert troubles == []
    assert 429 in deliver.statuses
    arrived = [body["event"] for body in events_queue.taken()]  # it sends batches side by side
    assert sorted(arrived) == sorted(call["event"] for _, call in calls)


def test_a_wrong_key_is_a_trouble_that_the_sdk_tells(deliver, events_queue):
    [trouble] = deliver([("track", {**ADA, "event": "X"})], key="another")

    assert "401" in trouble
    assert events_queue.taken() == []
