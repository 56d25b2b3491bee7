"""Pass a request on to the emulator and its answer back, untouched."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import ClientConnectionError, ClientSession, web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

#: Headers that the HTTP client would add where the caller sent none.
ONLY_WHAT_CAME = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

#: What belongs to one connection and not to the message (RFC 9110, 7.6.1), and the lengths,
#: which the server counts itself.
OF_THE_CONNECTION = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host"}
    | {"proxy-authenticate", "proxy-authorization", "content-length"}
)


def passing(http: ClientSession, target: Callable[[str], str | None]) -> Handler:
    """A handler that passes requests to the URL that `target` makes of their raw path.

    A target of None means that there is nothing to pass to yet.
    """

    async def handle(request: web.Request) -> web.StreamResponse:
        url = target(request.raw_path)
        if url is None:
            return _sorry("Kweek is still being deployed.")
        headers = _own(request.headers)
        headers["X-Forwarded-For"] = request.remote or ""
        try:
            async with http.request(
                request.method,
                URL(url, encoded=True),
                headers=headers,
                data=await request.read() or None,
                allow_redirects=False,
                skip_auto_headers=ONLY_WHAT_CAME,
            ) as answer:
                body = await answer.read()
        except ClientConnectionError:
            return _sorry("The emulator does not answer.")
        return web.Response(status=answer.status, body=body, headers=_own(answer.headers))

    return handle


def _own(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    kept = ((name, value) for name, value in headers.items())
    return CIMultiDict((name, v) for name, v in kept if name.lower() not in OF_THE_CONNECTION)


def _sorry(sentence: str) -> web.Response:
    return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text=sentence + "\n")
