import gzip
import json
import tracemalloc
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kweek.core.bodies import BodyTooLarge, read_json, unpacked
from kweek.core.incoming import Incoming
from kweek.core.times import DAY, HOUR, MINUTE, Instant, parse_iso
from kweek.core.tracking import LARGEST_EVENT, MOST_PROBLEMS, Arrival, Refused, take

EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
NOW = parse_iso("2026-11-21T10:00:00Z")
ARRIVAL = Arrival(received_at=NOW, machine=NOW, speed=1)


def track(**fields):
    return {"messageId": "m1", "anonymousId": "ada", "event": "Demo Watched", **fields}


def refusal(kind, body):
    with pytest.raises(Refused) as refused:
        take(kind, body, ARRIVAL)
    return refused.value.problems


def test_a_track_call_becomes_one_message():
    assert take("track", track(properties={"length": 3}), ARRIVAL) == [
        Incoming(
            id="m1",
            type="track",
            event="Demo Watched",
            at=NOW,
            received_at=NOW,
            anonymous_id="ada",
            properties={"length": 3},
        )
    ]


def test_a_page_call_tells_the_page_and_derives_its_path():
    (message,) = take(
        "page",
        {
            "messageId": "m2",
            "userId": "u1",
            "name": "Pricing",
            "category": "Shop",
            "properties": {"url": "https://example.com/pricing?x=1", "plan": "pro"},
            "context": {
                "ip": "192.0.2.1",
                "userAgent": "a browser",
                "page": {"title": "Prices", "referrer": "", "search": "?x=1"},
                "campaign": {"name": "spring", "source": "news", "secret": "no"},
            },
        },
        ARRIVAL,
    )

    assert (message.type, message.event, message.user_id) == ("page", "Page Viewed", "u1")
    assert message.properties == {
        "context": {"campaign": {"name": "spring", "source": "news"}},
        "title": "Prices",
        "name": "Pricing",
        "category": "Shop",
        "url": "https://example.com/pricing?x=1",
        "plan": "pro",
        "path": "/pricing",
    }


@pytest.mark.parametrize(
    ("url", "path"),
    [("https://example.com", "/"), ("https://[broken/x", "/"), ("/prices#top", "/prices")],
)
def test_a_path_is_derived_from_any_url(url, path):
    (message,) = take("page", {"userId": "u1", "properties": {"url": url}}, ARRIVAL)

    assert message.properties["path"] == path


def test_of_a_track_calls_context_only_page_and_campaign_are_kept():
    context = {
        "ip": "192.0.2.1",
        "locale": "nl",
        "page": {"path": "/x", "title": "t" * 5_000, "url": None},
        "campaign": "not an object",
        "traits": {"email": "ada@example.com"},
    }

    (message,) = take("track", track(context=context), ARRIVAL)

    assert message.properties == {"context": {"page": {"path": "/x", "title": "t" * 1_000}}}


def test_an_identify_call_keeps_traits_with_the_address_in_one_spelling():
    (message,) = take(
        "identify",
        {
            "messageId": "m3",
            "anonymousId": "ada",
            "userId": 17,
            "traits": {"email": " Ada@Example.COM ", "plan": None, "seats": 3},
        },
        ARRIVAL,
    )

    assert message == Incoming(
        id="m3",
        type="identify",
        event="Identified",
        at=NOW,
        received_at=NOW,
        anonymous_id="ada",
        user_id="17",
        address="ada@example.com",
        traits={"email": "ada@example.com", "plan": None, "seats": 3},
    )


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_address_is_no_trait(empty):
    (message,) = take("identify", {"userId": "u", "traits": {"email": empty, "a": 1}}, ARRIVAL)

    assert message.traits == {"a": 1}


def test_an_alias_call_joins_two_ids():
    (message,) = take("alias", {"messageId": "m", "previousId": "ada", "userId": "u1"}, ARRIVAL)

    assert message == Incoming(
        id="m",
        type="alias",
        event="Aliased",
        at=NOW,
        received_at=NOW,
        user_id="u1",
        previous_id="ada",
    )


def test_a_screen_call_is_what_somebody_did_in_an_app():
    call = {"messageId": "m", "userId": "u1", "name": "Prices", "category": ""}
    context = {"page": {"path": "/no"}, "campaign": {"source": "news"}}

    (message,) = take("screen", {**call, "properties": {"tab": 2}, "context": context}, ARRIVAL)

    assert message == Incoming(
        id="m",
        type="track",
        event="Screen Viewed",
        at=NOW,
        received_at=NOW,
        user_id="u1",
        properties={"context": {"campaign": {"source": "news"}}, "name": "Prices", "tab": 2},
    )


def test_a_group_call_names_the_account_and_what_is_known_of_it():
    traits = {"name": "Initech", "employees": 12}
    call = {"messageId": "m", "anonymousId": "ada", "groupId": 42, "traits": traits}

    (message,) = take("group", call, ARRIVAL)

    assert message == Incoming(
        id="m",
        type="group",
        event="Group Joined",
        at=NOW,
        received_at=NOW,
        anonymous_id="ada",
        properties={"groupId": "42", "traits": traits},
        traits={"account": "42"},
    )


def test_a_batch_keeps_its_order():
    batch = [
        {"type": "page", "anonymousId": "ada", "messageId": "1"},
        {"type": "identify", "anonymousId": "ada", "userId": "u1", "messageId": "2"},
        {"type": "track", "anonymousId": "ada", "event": "X", "messageId": "3"},
    ]

    messages = take("batch", {"batch": batch}, ARRIVAL)

    assert [message.id for message in messages] == ["1", "2", "3"]


def test_without_a_message_id_the_same_body_has_the_same_id():
    call = {"userId": "u1", "event": "X", "properties": {"a": 1, "b": 2}}
    again = {"properties": {"b": 2, "a": 1}, "event": "X", "userId": "u1"}

    (first,) = take("track", {**call, "sentAt": "2026-11-21T09:59:59Z"}, ARRIVAL)
    (second,) = take("track", {**again, "sentAt": "2026-11-21T10:00:09Z"}, ARRIVAL)
    (other,) = take("track", {**call, "event": "Y"}, ARRIVAL)

    assert first.id == second.id != other.id


@pytest.mark.parametrize(
    ("times", "ago"),
    [
        ({}, 0),
        ({"timestamp": "2026-11-21T09:00:00Z"}, HOUR),
        ({"timestamp": "2026-11-21T10:00:00+01:00"}, HOUR),
        # The client's clock is a day fast, and its event was a minute old when it was sent.
        ({"timestamp": "2026-11-22T10:00:00Z", "sentAt": "2026-11-22T10:01:00Z"}, MINUTE),
        # Sent from an offline phone whose clock began in 1970.
        ({"timestamp": "1970-01-01T00:10:00Z", "sentAt": "1970-01-01T01:10:00Z"}, HOUR),
        ({"timestamp": "2026-11-21T10:05:00Z"}, 0),
        ({"timestamp": "2026-11-21T10:05:00Z", "sentAt": "2026-11-21T10:00:00Z"}, 0),
        (
            {
                "originalTimestamp": "2026-11-21T09:00:00Z",
                "timestamp": "2026-11-21T08:00:00Z",
                "sentAt": "2026-11-21T09:02:00Z",
            },
            2 * MINUTE,
        ),
    ],
)
def test_event_time_is_the_clients_corrected_by_when_it_was_sent_and_never_later(times, ago):
    (message,) = take("track", track(**times), ARRIVAL)

    assert (message.at, message.received_at) == (NOW - ago, NOW)


def test_calls_of_one_millisecond_are_received_in_their_order():
    same = track(type="track", timestamp="2026-11-21T09:00:00Z")
    batch = {"batch": [{**same, "messageId": "m2"}, {**same, "messageId": "m1"}]}

    assert [(each.id, each.at, each.received_at) for each in take("batch", batch, ARRIVAL)] == [
        ("m2", NOW - HOUR, NOW),
        ("m1", NOW - HOUR, NOW + 1),
    ]


def test_a_batchs_sent_at_counts_for_its_events_unless_they_have_their_own():
    batch = {
        "sentAt": "2026-11-22T10:01:00Z",
        "batch": [
            track(type="track", timestamp="2026-11-22T10:00:00Z"),
            track(type="track", timestamp="2026-11-22T10:00:00Z", sentAt="2026-11-22T11:00:00Z"),
        ],
    }

    assert [each.at for each in take("batch", batch, ARRIVAL)] == [NOW - MINUTE, NOW - HOUR]


def test_on_a_sped_up_stack_client_times_are_mapped_onto_the_campaigns_clock():
    fast = Arrival(received_at=Instant(NOW + 30 * DAY), machine=NOW, speed=86_400)

    (message,) = take("track", track(timestamp="2026-11-21T09:59:58Z"), fast)

    assert message.at == NOW + 28 * DAY


YEARS = st.datetimes(timezones=st.sampled_from([UTC, EAST, WEST]))


@given(happened=YEARS, sent=st.none() | YEARS, speed=st.sampled_from([1, 300, 86_400]))
def test_whatever_a_clients_clock_says_an_event_is_neither_before_all_time_nor_after_its_arrival(
    happened, sent, speed
):
    times = {"timestamp": happened.isoformat(), "sentAt": sent and sent.isoformat()}

    (message,) = take("track", track(**times), Arrival(NOW, NOW, speed))

    assert 1 <= message.at <= message.received_at == NOW


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-01",
        "2026-11-21T25:00:00Z",
        "2026-11-21T10:00:00+99:00",
        "0000-00-00T00:00:00Z",
        "99999-01-01",
        "1764000000",
        "now",
        "\x00",
        " ",
        "",
        5,
        True,
        {},
    ],
)
def test_a_time_that_is_none_is_refused_with_how_to_write_one(text):
    assert refusal("track", track(timestamp=text)) == [
        "timestamp: this is no ISO 8601 date and time; write one like 2026-11-21T10:00:00Z"
    ]


def test_a_time_before_all_time_is_the_earliest_one():
    fast = Arrival(received_at=Instant(NOW), machine=NOW, speed=86_400)

    (message,) = take("track", track(timestamp="0001-01-01T00:00:00Z"), fast)

    assert message.at == 1


@pytest.mark.parametrize(
    ("kind", "body", "problem"),
    [
        ("track", [], "the body: a JSON object is required"),
        ("track", {"event": "X"}, "the body: anonymousId or userId is required"),
        ("track", {"userId": "", "event": "X"}, "the body: anonymousId or userId is required"),
        ("track", {"userId": "u"}, "event: field required"),
        ("track", {"userId": "u", "event": " "}, "event: string should have at least 1 character"),
        (
            "track",
            track(messageId="m" * 101),
            "messageId: string should have at most 100 characters",
        ),
        (
            "track",
            track(anonymousId="a" * 257),
            "anonymousId: string should have at most 256 characters",
        ),
        (
            "track",
            track(timestamp="yesterday"),
            "timestamp: this is no ISO 8601 date and time; write one like 2026-11-21T10:00:00Z",
        ),
        (
            "track",
            track(properties=[1]),
            "properties: input should be a valid dictionary",
        ),
        ("track", track(properties={"n": float("inf")}), "the body: a number in it is too large"),
        (
            "identify",
            {"userId": "u", "traits": {"email": "zoë@example.com"}},
            "traits.email: the part before the @ may only have plain letters, digits and signs",
        ),
        ("alias", {"userId": "u"}, "previousId: field required"),
        ("alias", {"previousId": "u"}, "userId: field required"),
        ("group", {"userId": "u"}, "groupId: field required"),
        (
            "group",
            {"userId": "u", "groupId": ""},
            "groupId: string should have at least 1 character",
        ),
        ("group", {"groupId": "g"}, "the body: anonymousId or userId is required"),
        ("screen", {"name": "Home"}, "the body: anonymousId or userId is required"),
        (
            "batch",
            {"batch": [{}] * 2_501},
            "batch: 2501 events are too many; send 2500 at a time",
        ),
        ("batch", {}, "batch: a list with at least one event is required"),
        ("batch", {"batch": []}, "batch: a list with at least one event is required"),
        ("batch", {"batch": ["x"]}, "batch[0]: a JSON object is required"),
        (
            "batch",
            {"batch": [{"userId": "u"}]},
            "batch[0].type: None is none of track, page, screen, identify, group, alias",
        ),
        (
            "batch",
            {"batch": [track(type="dance")]},
            "batch[0].type: 'dance' is none of track, page, screen, identify, group, alias",
        ),
    ],
)
def test_a_refusal_names_the_place_and_the_reason(kind, body, problem):
    assert refusal(kind, body) == [problem]


def test_one_bad_event_refuses_the_batch_and_every_bad_place_is_named():
    batch = [track(type="track"), {"type": "track", "userId": "u"}, {"type": "page"}]

    assert refusal("batch", {"batch": batch}) == [
        "batch[1].event: field required",
        "batch[2]: anonymousId or userId is required",
    ]


def test_an_answer_names_a_few_problems_not_hundreds():
    with pytest.raises(Refused) as refused:
        take("batch", {"batch": [{}] * 400}, ARRIVAL)

    assert str(refused.value).count("batch[") == MOST_PROBLEMS


def test_an_event_may_have_32_kilobytes():
    def of_size(size):
        empty = track(type="track", properties={"text": ""})
        (room,) = [size - len(str(empty).replace("'", '"').encode())]
        return track(type="track", properties={"text": "x" * room})

    assert len(take("batch", {"batch": [of_size(LARGEST_EVENT)]}, ARRIVAL)) == 1
    assert refusal("batch", {"batch": [of_size(LARGEST_EVENT + 1)]}) == [
        "batch[0]: an event may have 32 KB, this has 32769 bytes"
    ]


def test_a_bomb_is_not_unpacked_beyond_the_limit():
    assert unpacked(gzip.compress(b"{}"), 100) == b"{}"
    with pytest.raises(BodyTooLarge, match="may have 1 KB"):
        unpacked(gzip.compress(b"0" * 10_000_000), 1_024)
    with pytest.raises(ValueError, match="cannot be unpacked"):
        unpacked(b"\x1f\x8bnonsense", 1_024)
    with pytest.raises(ValueError, match="cut off"):
        unpacked(gzip.compress(b"0" * 100)[:-9], 1_024)


def test_a_bomb_takes_no_more_room_than_the_limit():
    bomb = gzip.compress(bytes(16 * 1024 * 1024))
    tracemalloc.start()

    with pytest.raises(BodyTooLarge):
        unpacked(bomb, 500 * 1024)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 4 * 1024 * 1024


@pytest.mark.parametrize(
    ("field", "longest"), [("anonymousId", 256), ("userId", 256), ("messageId", 100)]
)
def test_an_id_has_an_end(field, longest):
    assert take("track", track(**{field: "x" * longest}), ARRIVAL)
    assert refusal("track", track(**{field: "x" * (longest + 1)})) == [
        f"{field}: string should have at most {longest} characters"
    ]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b'{"a": "\\ud800"}', b'{"a": NaN}', b"[" * 100_000, b"9" * 5_000],
)
def test_what_is_no_json_is_refused(body):
    with pytest.raises(ValueError, match="the body is no JSON"):
        read_json(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
FIELDS = st.sampled_from(
    (
        *("type", "event", "userId", "anonymousId", "groupId", "previousId", "messageId", "name"),
        *("traits", "properties", "context", "timestamp", "sentAt", "originalTimestamp", "batch"),
    )
)
KIND = st.sampled_from(["track", "page", "screen", "identify", "group", "alias", "batch"])


# The first text that Hypothesis draws makes it list all of Unicode, which takes seconds.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(KIND, st.dictionaries(FIELDS, JSON | KIND))
def test_whatever_is_sent_is_taken_whole_or_refused_with_reasons(kind, body):
    body = {**body, "batch": [{**body, "type": kind}]} if kind == "batch" else body
    try:
        messages = take(kind, body, ARRIVAL)
    except Refused:
        return
    for message in messages:
        written = json.loads(json.dumps(message.as_json(), allow_nan=False))
        assert Incoming.from_json(written) == message
        assert message.sender


@pytest.mark.parametrize(
    "text", ["a\x00b", "\x07", "\U0001f331", "\u2028", "\ufeff", "\uffff", "x" * 30_000]
)
def test_any_text_that_json_can_carry_arrives_as_it_was(text):
    body = read_json(json.dumps(track(properties={"t": text})).encode())

    (message,) = take("track", body, ARRIVAL)

    assert message.properties == {"t": text}


def test_nesting_that_can_be_read_can_be_written_again():
    def nested(depth):
        return b'{"userId":"u","event":"X","properties":{"a":' + b"[" * depth + b"]" * depth + b"}}"

    (message,) = take("track", read_json(nested(150)), ARRIVAL)

    assert json.loads(json.dumps(message.as_json()))["properties"] == message.properties
    with pytest.raises(ValueError, match="the body is no JSON"):
        read_json(nested(1_000))
