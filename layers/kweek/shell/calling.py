"""Calls other systems: one request, over TLS, to the address that was looked at, and no other.

The name is resolved once; each address that it has must be public, and the connection goes to
one of them as it was checked, so that no second answer of a hostile DNS can lead elsewhere.
Nothing of an answer is ever logged.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead

from kweek.core.public_hosts import HTTPS, HostRefused, Place, is_public, place_of
from kweek.core.webhook_call import MOST_ANSWER, Reply, Request


def resolve(host: str) -> Sequence[str]:
    """Every address of a host, as the system's resolver knows it."""
    found = socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


@dataclass(frozen=True)
class Caller:
    """How calls are made. Tests bring a resolver, a trust and a port of their own."""

    resolve: Callable[[str], Sequence[str]] = resolve
    allowed: Callable[[str], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = field(default=_trust)
    port: int = HTTPS

    def post(self, asked: Request, headers: Mapping[str, str]) -> Reply:
        """What comes of the call; every fault of the other side, or of the way, is a value."""
        deadline = time.monotonic() + asked.timeout
        try:
            place = place_of(asked.url)
            address = self._address(place.host)
            return self._exchange(place, address, asked, headers, deadline)
        except HostRefused as refused:
            return Reply(reason=str(refused))
        except ssl.SSLCertVerificationError:
            return Reply(reason="certificate")
        except TimeoutError:
            return Reply(reason="time-out", passing=True)
        except (OSError, HTTPException):
            late = time.monotonic() >= deadline
            return Reply(reason="time-out" if late else "no answer", passing=True)

    def _address(self, host: str) -> str:
        """The one address to call; IPv4 first, since a function has no other way out."""
        found = self.resolve(host)
        if not found or not all(self.allowed(address) for address in found):
            raise HostRefused("not a public address")
        return min(found, key=lambda address: ":" in address)

    def _exchange(
        self,
        place: Place,
        address: str,
        asked: Request,
        headers: Mapping[str, str],
        deadline: float,
    ) -> Reply:
        plain = socket.create_connection((address, self.port), _left(deadline))
        with plain, self._secured(plain, place.host) as secured:
            # A socket's own time-out begins anew with each byte that trickles in.
            watch = threading.Timer(_left(deadline), _cut, [secured])
            watch.daemon = True
            watch.start()
            try:
                secured.do_handshake()
                reply = _talk(secured, place, asked, headers)
            finally:
                watch.cancel()
        _left(deadline)  # what was cut off is no answer
        return reply

    def _secured(self, plain: socket.socket, host: str) -> ssl.SSLSocket:
        return self.trust().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def _talk(
    secured: ssl.SSLSocket, place: Place, asked: Request, headers: Mapping[str, str]
) -> Reply:
    connection = HTTPConnection(place.host)
    connection.sock = secured
    more = {"Host": place.host, "Connection": "close"}
    with closing(connection):
        connection.request("POST", place.target, asked.body, {**headers, **more})
        with connection.getresponse() as response:
            reply = Reply(response.status)
            return replace(reply, content=_content(response)) if reply.done else reply


def _content(response: HTTPResponse) -> bytes:
    """The beginning of an answer: one byte more than is kept tells that there was more."""
    content = response.read(MOST_ANSWER + 1)
    if response.length and len(content) <= MOST_ANSWER:
        raise IncompleteRead(content, response.length)
    return content


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _cut(connection: socket.socket) -> None:
    """End whatever is being waited for; the one who waits sees a connection that broke."""
    try:
        # The plain one: that of TLS changes what the other thread reads with.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself
