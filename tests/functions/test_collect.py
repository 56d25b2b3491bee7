import base64
import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest
from segment.analytics.client import Client

import collect
from kweek.core.ids import digest
from kweek.shell import brake, intake
from kweek.shell.brake import Brake

JSON = {"content-type": "application/json"}

pytestmark = pytest.mark.usefixtures("the_secret", "events_queue")


@pytest.fixture
def segment(ask, environment, keys):
    """POST to the tracking API with the stack's write key."""
    environment.setattr(collect, "BRAKE", Brake())

    def post(kind, body, *, method="POST", key=keys.write_key, **headers):
        user = base64.b64encode(f"{key}:".encode()).decode()
        return ask(
            collect.handler,
            method,
            f"/v1/{kind}",
            parameters={"proxy": kind},
            body=body if isinstance(body, bytes) else json.dumps(body).encode(),
            headers={**JSON, "authorization": f"Basic {user}", **headers},
        )

    return post


def test_a_call_is_in_the_queue_when_success_is_answered(segment, events_queue):
    answer = segment("track", {"messageId": "m1", "anonymousId": "ada", "event": "Demo Watched"})

    assert (answer.status, json.loads(answer.text)) == (200, {"success": True})
    assert answer.headers["access-control-allow-origin"] == "*"
    (message,) = events_queue.taken()
    assert message.pop("at") == message.pop("received_at")
    assert message == {
        "v": 1,
        "id": "m1",
        "type": "track",
        "event": "Demo Watched",
        "anonymous_id": "ada",
    }


def test_a_browser_may_send_its_key_in_a_text_body(ask, events_queue, keys):
    body = {"userId": "u1", "event": "X", "messageId": "m1", "writeKey": keys.write_key}

    answer = ask(
        collect.handler,
        "POST",
        "/v1/track",
        parameters={"proxy": "track"},
        body=json.dumps(body).encode(),
        headers={"content-type": "text/plain"},
    )

    assert answer.status == 200
    assert len(events_queue.taken()) == 1


@pytest.mark.parametrize("key", ["", "wrong", "clé"])
def test_without_the_write_key_nothing_is_taken(segment, events_queue, key):
    answer = segment("track", {"userId": "u1", "event": "X"}, key=key)

    assert answer.status == 401
    assert json.loads(answer.text) == {
        "success": False,
        "code": "unauthorized",
        "message": "the write key is missing or not this stack's",
    }
    assert events_queue.taken() == []


def test_a_bad_event_in_a_batch_refuses_all_of_it_and_says_where(segment, events_queue):
    good = {"type": "track", "userId": "u1", "event": "X", "messageId": "m1"}

    answer = segment("batch", {"batch": [good, good, {**good, "event": ""}]})

    assert answer.status == 400
    assert json.loads(answer.text)["message"] == (
        "batch[2].event: string should have at least 1 character"
    )
    assert events_queue.taken() == []


@pytest.mark.parametrize("body", [b"", b"{", b"\x1f\x8bx", b"[]", b"{}", b" " * 600_000])
def test_a_body_that_cannot_be_read_is_refused_with_a_reason(segment, body):
    answer = segment("batch", body)

    assert answer.status == 400
    assert json.loads(answer.text)["message"]


def test_a_gzipped_body_is_taken(segment, events_queue):
    body = gzip.compress(json.dumps({"userId": "u1", "event": "X"}).encode())

    assert segment("track", body, **{"content-encoding": "gzip"}).status == 200
    assert len(events_queue.taken()) == 1


def test_gzip_that_a_gateway_took_for_text_is_refused_with_the_remedy(segment):
    body = gzip.compress(json.dumps({"userId": "u1", "event": "X"}).encode())

    answer = segment("track", body.decode(errors="replace").encode())

    assert answer.status == 400
    assert "send it plain" in answer.text


@pytest.mark.parametrize("kind", ["dance", "m", "", "projects", "projects//settings", "t/t"])
def test_what_is_not_taken_is_answered_with_what_is(segment, kind):
    answer = segment(kind, {})

    assert answer.status == 404
    taken = "track and page and screen and identify and group and alias and batch are"
    assert taken in json.loads(answer.text)["message"]


@pytest.mark.parametrize(
    ("short", "call", "event"),
    [
        ("t", {"event": "X"}, "X"),
        ("p", {}, "Page Viewed"),
        ("s", {"name": "Home"}, "Screen Viewed"),
        ("i", {"traits": {"a": 1}}, "Identified"),
        ("g", {"groupId": "g"}, "Group Joined"),
        ("a", {"previousId": "ada", "userId": "u"}, "Aliased"),
        ("b", {"batch": [{"type": "track", "event": "Y", "userId": "u"}]}, "Y"),
    ],
)
def test_the_short_paths_of_browsers_take_the_same_calls(segment, events_queue, short, call, event):
    answer = segment(short, {"anonymousId": "ada", **call})

    assert answer.status == 200
    assert [body["event"] for body in events_queue.taken()] == [event]


@pytest.fixture
def settings_of(ask, environment):
    """Ask for the settings document of a write key."""
    environment.setenv("KWEEK_PUBLIC_URL", "https://hi.example.com/")

    def asked(key, method="GET"):
        path = f"projects/{key}/settings"
        return ask(collect.handler, method, f"/v1/{path}", parameters={"proxy": path})

    return asked


def test_the_settings_document_leads_a_browser_back_to_this_stack(settings_of, keys):
    answer = settings_of(keys.write_key)

    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=300"
    document = json.loads(answer.text)
    assert document["integrations"] == {
        "Segment.io": {
            "apiKey": keys.write_key,
            "apiHost": "hi.example.com/v1",
            "protocol": "https",
            "unbundledIntegrations": [],
            "addBundledMetadata": False,
            "maybeBundledConfigIds": {},
        }
    }
    assert document["plan"]["track"] == {"__default": {"enabled": True, "integrations": {}}}
    assert document["metrics"] == {"sampleRate": 0}


def test_there_are_no_settings_for_another_key_and_no_other_way_to_ask(settings_of, keys):
    assert settings_of("another").status == 404
    assert settings_of(keys.write_key, "POST").status == 405
    assert settings_of(keys.write_key, "HEAD").body == b""
    preflight = settings_of(keys.write_key, "OPTIONS")
    assert (preflight.status, preflight.headers["access-control-allow-methods"]) == (204, "GET")


@pytest.mark.parametrize(("key", "status", "taken"), [(None, 200, 1), ("another", 401, 0)])
def test_a_beacon_may_send_its_key_in_the_query(ask, events_queue, keys, key, status, taken):
    def with_query(event, context):
        query = {"writeKey": key or keys.write_key}
        return collect.handler({**event, "queryStringParameters": query}, context)

    body = json.dumps({"userId": "u1", "event": "X"}).encode()
    answer = ask(with_query, "POST", "/v1/t", parameters={"proxy": "t"}, body=body)

    assert answer.status == status
    assert len(events_queue.taken()) == taken


def test_a_browser_may_ask_before_it_sends_and_other_methods_are_refused(segment):
    assert segment("track", b"", method="OPTIONS").status == 204
    assert segment("track", b"", method="GET").status == 405


def test_a_sender_who_floods_is_told_to_wait_and_nothing_is_taken(segment, events_queue, aws):
    aws.setattr(brake, "AT_ONCE", 2)
    aws.setattr(brake, "PER_SECOND", 1)
    batch = [
        {"type": "track", "userId": "u1", "event": "X", "messageId": str(number)}
        for number in range(6)
    ]

    assert segment("batch", {"batch": batch}).status == 200
    answer = segment("track", {"userId": "u1", "event": "X", "messageId": "late"})

    assert answer.status == 429
    assert answer.headers["retry-after"] == "4"
    assert len(events_queue.taken()) == 6


def test_what_could_not_be_queued_is_no_success(segment, aws):
    aws.setenv("KWEEK_EVENTS_QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/1/nowhere.fifo")

    with pytest.raises(intake.NotQueued):
        segment("track", {"userId": "u1", "event": "X"})


@pytest.mark.slow
@pytest.mark.parametrize("packed", [False, True])
def test_segments_own_sdk_delivers_with_its_host_and_key_changed_only(
    serve, events_queue, keys, packed
):
    host = serve(collect.handler, lambda path: {"proxy": path.removeprefix("/v1/")})
    troubles = []
    client = Client(
        keys.write_key,
        host=host,
        gzip=packed,
        max_retries=1,
        on_error=lambda error, _: troubles.append(error),
    )
    earlier = datetime.now(UTC) - timedelta(hours=2)

    client.page(anonymous_id="ada", name="Home", properties={"path": "/"}, timestamp=earlier)
    client.page(anonymous_id="ada", name="Pricing", properties={"path": "/pricing"})
    client.identify("u1", {"email": "Ada@Example.com"}, anonymous_id="ada")
    client.track("u1", "Demo Watched", {"minutes": 3}, anonymous_id="ada")
    client.screen("u1", name="Prices", anonymous_id="ada")
    client.group("u1", "g1", {"name": "Initech"}, anonymous_id="ada")
    client.alias("ada", "u1")
    client.shutdown()

    assert troubles == []
    arrived = events_queue.messages()
    bodies = [json.loads(message["Body"]) for message in arrived]
    assert [
        (body["event"], body.get("anonymous_id"), body.get("user_id"), body.get("properties"))
        for body in bodies
    ] == [
        ("Page Viewed", "ada", None, {"path": "/", "name": "Home"}),
        ("Page Viewed", "ada", None, {"path": "/pricing", "name": "Pricing"}),
        ("Identified", "ada", "u1", None),
        ("Demo Watched", "ada", "u1", {"minutes": 3}),
        ("Screen Viewed", "ada", "u1", {"name": "Prices"}),
        ("Group Joined", "ada", "u1", {"groupId": "g1", "traits": {"name": "Initech"}}),
        ("Aliased", None, "u1", None),
    ]
    assert bodies[2]["traits"] == {"email": "ada@example.com"}
    assert bodies[6]["previous_id"] == "ada"
    assert {message["Attributes"]["MessageGroupId"] for message in arrived[:6]} == {
        digest("anonymous", "ada")
    }
    two_hours = bodies[0]["received_at"] - bodies[0]["at"]
    assert abs(two_hours - 7_200_000) < 60_000
