import logging
import subprocess
import sys
from dataclasses import replace

import pytest

import links
from kweek.core.ids import digest
from kweek.core.tokens import sign
from kweek.shell.aws import client
from kweek.shell.worker import world

PERSON = {"user-agent": "Mozilla/5.0 (Windows NT 10.0) Thunderbird/128.0"}
ONE_CLICK = b"List-Unsubscribe=One-Click"
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
)


@pytest.fixture
def follow(ask, edge, keys):
    """Follow a link of a mail to Ada: its purpose, and what its token says."""

    def followed(purpose, *parts, method="GET", body=b"", headers=PERSON):
        return at(f"/{purpose}/{sign(keys.signing, '1', purpose, parts)}", method, body, headers)

    def at(path, method="GET", body=b"", headers=PERSON):
        token = path.rpartition("/")[2]
        parameters = {"token": token}
        return ask(links.handler, method, path, parameters=parameters, body=body, headers=headers)

    followed.at, followed.queue = at, edge
    return followed


@pytest.fixture
def ada(edge):  # noqa: ARG001 - it makes the table
    """A contact in the table."""
    contacts = world().contacts
    new = contacts.load("ada")
    contacts.commit(new, replace(new, version=1, address="ada@example.com"))
    return lambda: contacts.load("ada")


def events(queue):
    return [
        {name: body[name] for name in ("type", "event", "contact", "properties")}
        for body in queue.taken()
    ]


def test_an_open_shows_a_picture_and_is_noted(follow):
    answer = follow("o", "ada", "send-1")

    assert answer.status == 200
    assert answer.headers["content-type"] == "image/gif"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.body.startswith(b"GIF89a")
    assert events(follow.queue) == [
        {
            "type": "open",
            "event": "Email Opened",
            "contact": "ada",
            "properties": {"send": "send-1", "proxy": False},
        }
    ]


def test_an_open_by_a_mail_proxy_is_marked(follow):
    follow("o", "ada", "send-1", headers={"user-agent": "Firefox (via ggpht.com GoogleImageProxy)"})

    assert events(follow.queue)[0]["properties"] == {"send": "send-1", "proxy": True}


def test_a_click_leads_to_the_published_address_and_is_noted_under_the_contact(follow):
    answer = follow("c", "ada", "send-1", "link-1")

    assert (answer.status, answer.headers["location"]) == (302, "https://www.example.com/cases")
    assert answer.headers["cache-control"] == "no-store"
    (message,) = follow.queue.messages()
    assert message["Attributes"]["MessageGroupId"] == "ada"
    assert '"type":"click"' in message["Body"]
    assert '{"send":"send-1","link":"link-1"}' in message["Body"]


def test_two_clicks_are_two_events(follow):
    follow("c", "ada", "send-1", "link-1")
    follow("c", "ada", "send-1", "link-1")

    assert len({body["id"] for body in follow.queue.taken()}) == 2


def test_a_link_of_an_older_mail_is_looked_up_in_the_table(follow):
    client("dynamodb").put_item(
        TableName="kweek",
        Item={"pk": {"S": "l#old-1"}, "sk": {"S": "link"}, "url": {"S": "https://example.com/old"}},
    )

    assert follow("c", "ada", "send-1", "old-1").headers["location"] == "https://example.com/old"
    assert len(follow.queue.taken()) == 1


@pytest.mark.parametrize("link", ["gone", "evil-1"])
def test_a_link_without_a_safe_address_leads_nowhere(follow, link):
    answer = follow("c", "ada", "send-1", link)

    assert answer.status == 404
    assert "location" not in answer.headers
    assert follow.queue.taken() == []


def test_head_is_answered_as_get_and_notes_nothing(follow):
    pixel = follow("o", "ada", "send-1", method="HEAD")
    click = follow("c", "ada", "send-1", "link-1", method="HEAD")

    assert (pixel.status, pixel.headers["content-type"], pixel.body) == (200, "image/gif", b"")
    assert (click.status, click.headers["location"]) == (302, "https://www.example.com/cases")
    assert follow.queue.taken() == []


def test_every_bad_token_gets_the_same_answer(follow, keys):
    token = sign(keys.signing, "1", "c", ["ada", "send-1", "link-1"])
    unknown_key = sign(keys.signing, "9", "c", ["ada", "send-1", "link-1"])
    wrong = sign(b"another key", "1", "c", ["ada", "send-1", "link-1"])
    paths = [
        "/c/nonsense",
        f"/c/{token}x",
        f"/o/{token}",
        f"/u/{token}",
        f"/h/{token}",
        f"/x/{token}",
        f"/c/{unknown_key}",
        f"/c/{wrong}",
        "/c/" + "a" * 5_000,
        "/o/nonsense",
    ]

    answers = [follow.at(path, method) for path in paths for method in ("GET", "POST")]

    assert {answer.status for answer in answers} == {404}
    assert len({(answer.body, str(answer.headers)) for answer in answers}) == 1
    assert "There is nothing at this address" in answers[0].text
    assert follow.queue.taken() == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT"])
def test_g5_only_a_post_opts_out(follow, ada, method):
    answer = follow("u", "ada", "send-1", method=method)

    assert answer.status == (200 if method in ("GET", "HEAD") else 405)
    assert ada().opted_out is None
    assert follow.queue.taken() == []


@pytest.mark.usefixtures("ada")
def test_the_page_that_a_get_shows_asks_and_names_nobody(follow):
    answer = follow("u", "ada", "send-1")

    assert "Unsubscribe?" in answer.text
    assert '<form method="post">' in answer.text
    assert "ada" not in answer.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (ONE_CLICK, "application/x-www-form-urlencoded"),
        (MULTIPART, "multipart/form-data; boundary=b"),
        (b"", "application/x-www-form-urlencoded"),
        (b"\xff\x00", ""),
    ],
)
def test_g5_an_rfc_8058_post_opts_out_before_it_is_answered(follow, ada, body, kind):
    answer = follow("u", "ada", "send-1", method="POST", body=body, headers={"content-type": kind})

    assert answer.status == 200
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert ada().opted_out is not None
    assert world().contacts.standing("ada@example.com").block == "unsubscribed"
    assert events(follow.queue) == [
        {
            "type": "unsubscribe",
            "event": "Unsubscribed",
            "contact": "ada",
            "properties": {"send": "send-1"},
        }
    ]


@pytest.mark.usefixtures("ada")
def test_opting_out_twice_is_one_event(follow):
    follow("u", "ada", "send-1", method="POST", body=ONE_CLICK)
    follow("u", "ada", "send-1", method="POST", body=ONE_CLICK)

    assert len({body["id"] for body in follow.queue.taken()}) == 1


def test_opting_out_stands_even_when_its_history_cannot_be_queued(follow, ada, aws, caplog):
    aws.setenv("KWEEK_EVENTS_QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/1/nowhere.fifo")

    with caplog.at_level(logging.ERROR):
        answer = follow("u", "ada", "send-1", method="POST")

    assert answer.status == 200
    assert ada().opted_out is not None
    assert "lost: unsubscribe" in caplog.text
    assert "ada" not in caplog.text


def test_whoever_clicks_gets_on_even_when_the_click_cannot_be_noted(follow, aws, caplog):
    aws.setenv("KWEEK_EVENTS_QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/1/nowhere.fifo")

    with caplog.at_level(logging.ERROR):
        answer = follow("c", "ada", "send-1", "link-1")

    assert answer.status == 302
    assert "lost: click" in caplog.text


def test_accepting_a_lead_asks_first_and_happens_once(follow):
    assert "Will you call this lead?" in follow("h", "ada", "run-1", "send-1").text
    assert follow.queue.taken() == []

    first = follow("h", "ada", "run-1", "send-1", method="POST")
    follow("h", "ada", "run-1", "send-1", method="POST")

    assert first.status == 200
    assert "The lead is yours" in first.text
    (message,) = follow.queue.taken()
    assert message["type"] == "handoff"
    assert message["properties"] == {"run": "run-1", "send": "send-1"}
    assert message["contact"] == "ada"


@pytest.mark.parametrize("purpose", ["o", "c"])
def test_pixels_and_clicks_are_not_posted(follow, purpose):
    answer = follow(purpose, "ada", "send-1", "link-1", method="POST")

    assert (answer.status, answer.headers["allow"]) == (405, "GET")
    assert follow.queue.taken() == []


@pytest.mark.parametrize("purpose", ["o", "c", "u", "h"])
@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("POST", ONE_CLICK)])
def test_a_link_of_a_test_mail_says_so_and_does_nothing(follow, ada, purpose, method, body):
    answer = follow.at(f"/{purpose}/test", method, body)

    assert answer.status == 200
    assert b"This was a test mail" in answer.body
    assert (ada().opted_out, events(follow.queue)) == (None, [])


def test_an_events_id_follows_from_the_token_and_the_request(follow, keys):
    token = sign(keys.signing, "1", "o", ["ada", "send-1"])

    follow.at(f"/o/{token}")

    (body,) = follow.queue.taken()
    number = next(
        number for number in range(10_000) if body["id"] == digest("o", token, f"request-{number}")
    )
    assert number


def test_a_click_waits_for_no_heavy_import():
    heavy = "pydantic", "jinja2", "aws_lambda_powertools", "boto3", "botocore.session"
    code = f"import sys; sys.path[:0] = {sys.path!r}; import links; print(*sys.modules)"

    loaded = subprocess.run(  # noqa: S603 - our own line
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(heavy) & set(loaded.stdout.split()) == set()
