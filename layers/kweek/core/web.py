"""HTTP as API Gateway's HTTP API speaks it: what a request says, and how an answer looks."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

ANY_SITE = {"access-control-allow-origin": "*"}
#: Sent with every answer that a person's browser shows.
GUARDED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
#: The smallest transparent GIF.
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, its body decoded as the event's flag says."""

    id: str
    method: str
    path: Mapping[str, str]  # the parameters that the route names
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, event: Mapping[str, Any]) -> Self:
        """The request in an event of payload format 2.0."""
        context = event["requestContext"]
        headers = event.get("headers") or {}
        return cls(
            id=context["requestId"],
            method=context["http"]["method"].upper(),
            path=event.get("pathParameters") or {},
            headers={name.lower(): value for name, value in headers.items()},
            body=_body(event),
            query=event.get("queryStringParameters") or {},
        )

    @property
    def media_type(self) -> str:
        """The body's type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def shows(self) -> bool:
        """Whether it only asks to be shown something."""
        return self.method in ("GET", "HEAD")

    @property
    def wants_json(self) -> bool:
        """Whether a script asks, rather than a person's browser."""
        accept = self.headers.get("accept", "").lower()
        asked = "application/json" in accept and "text/html" not in accept
        return asked or self.media_type == "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, headers and a body."""

    status: int
    body: str | bytes = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def to(self, request: Request) -> dict[str, Any]:
        """What the function returns; who asked by HEAD gets the headers alone."""
        body = "" if request.method == "HEAD" else self.body
        encoded = isinstance(body, bytes)
        return {
            "statusCode": self.status,
            "headers": dict(self.headers),
            "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
            "isBase64Encoded": encoded,
        }


def page(status: int, html: str, content_policy: str) -> Answer:
    """A page, and what a browser may load and do for it."""
    content = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": content_policy,
    }
    return Answer(status, html, {**content, **GUARDED})


def json_answer(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON answer that any site's script may read."""
    content = {"content-type": "application/json", **ANY_SITE, **GUARDED}
    return Answer(status, json.dumps(value), {**content, **(headers or {})})


def redirect(status: int, url: str) -> Answer:
    """Send the browser on, and tell neither caches nor the next site about it."""
    return Answer(status, "", {"location": url, **GUARDED})


def pixel() -> Answer:
    """The picture that nobody sees."""
    return Answer(200, PIXEL, {"content-type": "image/gif", **GUARDED})


def preflight(methods: str) -> Answer:
    """Any site's script may send these methods, with a write key or a body of any type."""
    headers = "authorization, content-type, content-encoding, x-retry-count"
    allowed = {
        "access-control-allow-methods": methods,
        "access-control-allow-headers": headers,
        "access-control-max-age": "7200",
    }
    return Answer(204, "", {**ANY_SITE, **allowed})


def not_allowed(methods: str) -> Answer:
    """This place knows other methods only."""
    return json_answer(405, {"message": f"send {methods}"}, {"allow": methods})


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(text).encode(errors="replace")
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""
