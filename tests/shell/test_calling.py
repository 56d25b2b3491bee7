"""Calling other systems: to the address that was looked at, whatever stands at the other end."""

import itertools
import socket
import ssl
import time

import pytest
from tls_server import HOST, Server, certificate, raw, says

from kweek.core.webhook_call import MOST_ANSWER, Reply, Request
from kweek.shell.calling import Caller, resolve

URL = f"https://{HOST}/in?a=b"
LOCAL = ("127.0.0.1",)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trust(known):
    context = ssl.create_default_context(cafile=str(known))
    return lambda: context


@pytest.fixture
def call(known, trust):
    """Call a server that says this; the reply, and the server."""

    def called(say, *, timeout=5, url=URL, tls=True, **caller):
        with Server(known, say, tls=tls) as server:
            given = {"resolve": lambda _: LOCAL, "allowed": LOCAL.__contains__, "trust": trust}
            made = Caller(**{**given, **caller}, port=server.port)
            asked = Request("id-1", url, b'{"a":1}', timeout)
            return made.post(asked, {"Content-Type": "application/json", "X": "y"}), server

    return called


def test_a_call_is_one_post_with_the_name_it_was_meant_for(call):
    reply, server = call(says(200, b'{"ok":true}'))

    assert reply == Reply(200, b'{"ok":true}')
    [(name, request)] = server.asked
    assert name == HOST
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    assert first == "POST /in?a=b HTTP/1.1"
    assert sorted(lines) == [
        "Accept-Encoding: identity",
        "Connection: close",
        "Content-Length: 7",
        "Content-Type: application/json",
        f"Host: {HOST}",
        "X: y",
    ]
    assert body == b'{"a":1}'


def test_a_name_is_looked_up_once_and_the_answer_of_that_time_is_called(call):
    answers = iter([LOCAL, ("8.8.8.8",)])
    asked = []

    def turns(host):
        asked.append(host)
        return next(answers)

    reply, server = call(says(200), resolve=turns)

    assert (reply.status, asked, len(server.asked)) == (200, [HOST], 1)


@pytest.mark.parametrize(
    "found",
    [(), ("127.0.0.1",), ("93.184.216.34", "10.0.0.1"), ("::1",), ("::ffff:93.184.216.34",)],
)
def test_one_address_that_is_not_public_refuses_the_whole_host(call, found):
    fresh = {"allowed": Caller().allowed, "resolve": lambda _: found}

    reply, server = call(says(200), **fresh)

    assert reply == Reply(reason="not a public address")
    assert server.asked == []


def test_the_systems_resolver_tells_this_machine_by_name_and_it_is_refused():
    assert set(resolve("localhost")) <= {"127.0.0.1", "::1"}
    asked = Request("id", "https://intern.example.org/", b"{}", 5)

    reply = Caller(resolve=lambda _: resolve("localhost")).post(asked, {})

    assert reply == Reply(reason="not a public address")


def test_a_url_that_is_none_is_refused_before_anything_is_looked_up(call):
    def never(_):
        raise AssertionError

    reply, server = call(says(200), url="https://127.0.0.1/", resolve=never)

    assert reply == Reply(reason="no public host name")
    assert server.asked == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(call, status):
    reply, server = call(says(status, b"moved", f"Location: https://{HOST}/other"))

    assert reply == Reply(status)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_a_no_is_its_status_and_what_it_says_is_not_read(call, status):
    reply, _ = call(says(status, b'{"secret": 1}'))

    assert reply == Reply(status)


def test_a_certificate_for_another_name_is_no_way_through(call):
    reply, server = call(says(200), url="https://other.example.org/")

    assert reply == Reply(reason="certificate")
    assert server.asked == []


def test_a_certificate_that_nobody_vouches_for_is_no_way_through(call):
    reply, server = call(says(200), trust=ssl.create_default_context)

    assert reply == Reply(reason="certificate")
    assert server.asked == []


def test_of_a_long_answer_no_more_is_read_than_shows_that_it_is_too_long(call):
    reply, _ = call(says(200, b"x" * (MOST_ANSWER + 5_000)))

    assert reply == Reply(200, b"x" * (MOST_ANSWER + 1))


def test_an_answer_in_chunks_is_put_together(call):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    reply, _ = call(raw(head, b"3\r\n[1,\r\n", b"2\r\n2]\r\n", b"0\r\n\r\n"))

    assert reply == Reply(200, b"[1,2]")


@pytest.mark.parametrize(
    "say",
    [
        raw(),
        raw(b"HTTP/1.1 2"),
        raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n"),
    ],
    ids=["silence", "half a line", "no HTTP", "cut", "cut chunk", "200 headers", "long header"],
)
def test_what_breaks_off_or_is_no_answer_may_be_tried_again(call, say):
    reply, _ = call(say)

    assert reply == Reply(reason="no answer", passing=True)


def test_a_server_that_speaks_no_tls_is_no_answer(call):
    reply, _ = call(raw(b"HTTP/1.1 200 OK\r\n\r\n" * 9), tls=False)

    assert reply == Reply(reason="no answer", passing=True)


def test_a_port_where_nobody_listens_is_no_answer(trust):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    caller = Caller(lambda _: LOCAL, LOCAL.__contains__, trust, port)

    reply = caller.post(Request("id", URL, b"{}", 5), {})

    assert reply == Reply(reason="no answer", passing=True)


def test_a_name_that_nobody_knows_is_no_answer(call):
    def unknown(_):
        raise socket.gaierror

    reply, _ = call(says(200), resolve=unknown)

    assert reply == Reply(reason="no answer", passing=True)


def drips(start):
    return raw(start, *itertools.repeat(b"a", 100), every=0.1)


@pytest.mark.parametrize(
    "say",
    [
        drips(b"HTTP/1.1 200 OK\r\nA: "),
        drips(b"HTTP/1.1 200 OK\r\n\r\n"),
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n", every=10),
    ],
    ids=["headers", "a body without end", "a body", "silence"],
)
def test_the_time_is_over_when_it_is_over_however_an_answer_trickles(call, say):
    begun = time.monotonic()

    reply, _ = call(say, timeout=0.5)

    assert reply == Reply(reason="time-out", passing=True)
    assert time.monotonic() - begun < 3


def test_a_handshake_that_trickles_has_no_longer(call):
    hello = b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03"

    begun = time.monotonic()
    reply, _ = call(drips(hello), timeout=0.5, tls=False)

    assert reply == Reply(reason="time-out", passing=True)
    assert time.monotonic() - begun < 3


def test_a_slow_resolver_eats_the_time(call):
    def slow(_):
        time.sleep(0.3)
        return LOCAL

    reply, server = call(says(200), resolve=slow, timeout=0.2)

    assert reply == Reply(reason="time-out", passing=True)
    assert server.asked == []
