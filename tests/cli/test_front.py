"""The front over real HTTP, with a stand-in for the emulator behind it."""

import asyncio
import json
import socket
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from kweek.cli.front import serving
from kweek.cli.mailbox import Mailbox
from kweek.shell.clock import Clock

TOPIC = "arn:aws:sns:eu-west-1:000000000000:feedback"
MAIL = {
    "FromEmailAddress": "Luwte <hello@mail.example.com>",
    "Destination": {"ToAddresses": ["ada@example.org"]},
    "Content": {
        "Simple": {
            "Subject": {"Data": "Your e-book"},
            "Body": {
                "Text": {"Data": "Read it"},
                "Html": {"Data": "<html><head></head><body><b>Read</b></body></html>"},
            },
            "Headers": [{"Name": "List-Unsubscribe", "Value": "<https://example.com/u/1>"}],
        }
    },
    "EmailTags": [{"Name": "send_id", "Value": "s1"}],
    "ConfigurationSetName": "kweek",
}


class Emulator:
    """Knows one verified domain and one configuration set; keeps what reaches it."""

    def __init__(self):
        self.published = []
        self.passed = []

    def app(self):
        app = web.Application()
        app.router.add_get("/v2/email/identities/{name}", self.identity)
        app.router.add_get("/v2/email/configuration-sets/{name}/event-destinations", self.told)
        app.router.add_post("/", self.publish)
        app.router.add_route("*", "/{rest:.*}", self.take)
        return app

    async def identity(self, request):
        if request.match_info["name"] != "example.com":
            return web.json_response({"message": "no"}, status=404)
        return web.json_response({"VerifiedForSendingStatus": True})

    async def told(self, request):
        if request.match_info["name"] != "kweek":
            return web.json_response({"message": "no"}, status=404)
        sns = {"Enabled": True, "SnsDestination": {"TopicArn": TOPIC}}
        kinds = {"MatchingEventTypes": ["SEND", "BOUNCE"]}
        return web.json_response({"EventDestinations": [{"Name": "told", **sns, **kinds}]})

    async def publish(self, request):
        form = await request.post()
        self.published.append((form["TopicArn"], json.loads(form["Message"])["eventType"]))
        return web.Response(text="<ok/>")

    async def hears(self, events):
        """Wait until so many events were published."""
        async with asyncio.timeout(5):
            while len(self.published) < events:  # noqa: ASYNC110 - it comes from outside
                await asyncio.sleep(0.02)

    async def take(self, request):
        body = await request.read()
        self.passed.append((request.method, request.raw_path, dict(request.headers), body))
        answer = web.Response(status=302, body=b"moved")
        answer.headers["Location"] = "https://example.com/ebook"
        answer.headers.add("Set-Cookie", "a=1")
        answer.headers.add("Set-Cookie", "b=2")
        return answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@asynccontextmanager
async def stack(tmp_path, *, deployed=True):
    emulator, port = Emulator(), free_port()
    runner = web.AppRunner(emulator.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    mailbox = Mailbox(tmp_path / "mails.jsonl")
    clock = Clock()
    async with serving(free_port(), f"http://127.0.0.1:{port}", mailbox, clock) as front:
        front.api_id = "abc" if deployed else None
        async with aiohttp.ClientSession() as http:
            yield front, emulator, http
    await runner.cleanup()


def test_a_request_reaches_the_api_as_it_was_sent_and_so_does_its_answer(tmp_path):
    async def story():
        async with stack(tmp_path) as (front, emulator, http):
            url = aiohttp.client.URL(f"{front.url}/c/to%2Fken?a=b%20c&a=d", encoded=True)
            headers = {"X-Mine": "1", "Content-Type": "text/plain"}
            answer = await http.post(url, data=b"x=1", headers=headers, allow_redirects=False)
            method, path, came, body = emulator.passed[0]

            assert (method, body) == ("POST", b"x=1")
            assert path == "/_aws/execute-api/abc/$default/c/to%2Fken?a=b%20c&a=d"
            assert (came["X-Mine"], came["Content-Type"]) == ("1", "text/plain")
            assert (answer.status, await answer.text()) == (302, "moved")
            assert answer.headers["Location"] == "https://example.com/ebook"
            assert answer.headers.getall("Set-Cookie") == ["a=1", "b=2"]

    asyncio.run(story())


def test_before_the_deploy_the_api_says_that_it_is_coming(tmp_path):
    async def story():
        async with stack(tmp_path, deployed=False) as (front, emulator, http):
            answer = await http.get(f"{front.url}/f/ebook")

            assert (answer.status, await answer.text()) == (503, "Kweek is still being deployed.\n")
            assert emulator.passed == []

    asyncio.run(story())


async def send(front, http, **changes):
    return await http.post(f"{front.url}/ses/v2/email/outbound-emails", json=MAIL | changes)


def test_a_sent_mail_is_in_the_mailbox_with_headers_and_tags_and_its_events_are_published(tmp_path):
    async def story():
        async with stack(tmp_path) as (front, emulator, http):
            answer = await send(front, http)
            message_id = (await answer.json())["MessageId"]
            await emulator.hears(1)
            told = await (await http.get(f"{front.url}/mailbox/messages?to=Ada@example.org")).json()

            assert [mail["id"] for mail in told] == [message_id]
            assert told[0]["from"] == "Luwte <hello@mail.example.com>"
            assert told[0]["headers"]["List-Unsubscribe"] == "<https://example.com/u/1>"
            assert told[0]["tags"] == {"send_id": "s1"}
            # The set asked for sends and bounces; the delivery is not told.
            assert emulator.published == [(TOPIC, "Send")]

    asyncio.run(story())


def test_what_became_of_a_mail_is_told_although_the_front_stops_right_after_it_was_taken(tmp_path):
    async def story():
        async with stack(tmp_path) as (front, emulator, http):
            whom = {"ToAddresses": ["bounce@simulator.amazonses.com"]}
            answer = await send(front, http, Destination=whom)
            told = [*emulator.published]

        assert (answer.status, told) in ((200, []), (200, [(TOPIC, "Send")]))
        assert emulator.published == [(TOPIC, "Send"), (TOPIC, "Bounce")]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"FromEmailAddress": "eve@example.net"}, 400, "MessageRejected"),
        ({"ConfigurationSetName": "other"}, 404, "NotFoundException"),
        ({"Destination": {}}, 400, "BadRequestException"),
        ({"Content": {}}, 400, "BadRequestException"),
    ],
)
def test_what_ses_would_refuse_is_refused_and_kept_nowhere(tmp_path, changes, status, code):
    async def story():
        async with stack(tmp_path) as (front, _, http):
            answer = await send(front, http, **changes)

            assert (answer.status, answer.headers["x-amzn-ErrorType"]) == (status, code)
            assert front.mailbox.mails == []

    asyncio.run(story())


def test_an_address_on_the_suppression_list_bounces(tmp_path):
    async def story():
        async with stack(tmp_path) as (front, emulator, http):
            listed = {"EmailAddress": "ada@example.org", "Reason": "BOUNCE"}
            await http.put(f"{front.url}/ses/v2/email/suppression/addresses", json=listed)
            await send(front, http)
            await emulator.hears(2)

            assert emulator.published == [(TOPIC, "Send"), (TOPIC, "Bounce")]

    asyncio.run(story())


def test_ses_calls_that_the_front_does_not_know_reach_the_emulator(tmp_path):
    async def story():
        async with stack(tmp_path) as (front, emulator, http):
            await http.get(f"{front.url}/ses/v2/email/templates", allow_redirects=False)

            assert [passed[:2] for passed in emulator.passed] == [("GET", "/v2/email/templates")]

    asyncio.run(story())


def test_the_page_shows_the_mail_in_a_frame_that_can_run_nothing(tmp_path):
    async def story():
        async with stack(tmp_path) as (front, _, http):
            message_id = (await (await send(front, http)).json())["MessageId"]
            page = await (await http.get(f"{front.url}/mailbox/mails/{message_id}")).text()
            framed = await http.get(f"{front.url}/mailbox/mails/{message_id}/html")

            assert "Your e-book" in page
            assert "List-Unsubscribe" in page
            assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
            assert "script-src 'none'" in framed.headers["Content-Security-Policy"]
            assert '<head><base target="_blank"></head>' in await framed.text()
            assert (await http.get(f"{front.url}/mailbox/mails/none")).status == 404

    asyncio.run(story())
