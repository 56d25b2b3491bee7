"""Serves the page of `kweek watch` and what it asks for, to this machine alone."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any
from urllib.parse import unquote, urlsplit

from kweek.cli.ports import HOST
from kweek.cli.watching import Watched

#: How often a page that hears nothing is told that we are still here, in seconds.
STILL_HERE = 10.0
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
#: No script of a mail runs here; its pictures may come from wherever it says.
_MAIL_POLICY = (
    "sandbox allow-same-origin allow-popups;"
    " default-src 'none'; style-src 'unsafe-inline'; img-src *"
)


def page() -> str:
    """The one page."""
    return (files("kweek.cli") / "pages/watch.html").read_text("utf-8")


def serving(port: int, watched: Watched) -> ThreadingHTTPServer:
    """The server, bound and not yet serving."""

    class Here(_Handler):
        state = watched
        html = page()

    server = ThreadingHTTPServer((HOST, port), Here)
    server.daemon_threads = True
    return server


class _Handler(BaseHTTPRequestHandler):
    state: Watched
    html: str
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer one request; a page elsewhere that reaches us by another name is refused."""
        place = unquote(urlsplit(self.path).path)
        host = self.headers.get("host", "").rpartition(":")[0]
        if host not in (HOST, "localhost"):
            self._send(HTTPStatus.FORBIDDEN, "text/plain", "only this machine is served")
        elif place == "/":
            self._send(HTTPStatus.OK, "text/html", self.html, _page_policy(self.html))
        elif place == "/events":
            self._tell_changes()
        elif place == "/state":
            self._send_json(self.state.overview())
        elif found := re.fullmatch(r"/(journey|mail)/([^/]+)", place):
            asked = self.state.journey if found[1] == "journey" else self.state.mail
            self._send_one(asked, found[2])
        elif found := re.fullmatch(r"/mail/([^/]+)/html", place):
            self._send_mail(found[1])
        else:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", "there is nothing here")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Nothing: the terminal is for what the author asked for."""

    def _send_one(self, asked: Callable[[str], dict[str, Any] | None], name: str) -> None:
        found = asked(name)
        if found is None:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", f"there is no '{name}'")
        else:
            self._send_json(found)

    def _send_mail(self, name: str) -> None:
        found = self.state.mail(name) or {}
        html = found.get("html", "").replace("<head>", '<head><base target="_blank">', 1)
        self._send(HTTPStatus.OK, "text/html", html, _MAIL_POLICY)

    def _send_json(self, found: Any) -> None:
        self._send(HTTPStatus.OK, "application/json", json.dumps(found, ensure_ascii=False))

    def _send(self, status: HTTPStatus, kind: str, text: str, policy: str = "") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("content-type", f"{kind}; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.send_header("cache-control", "no-store")
        if policy:
            self.send_header("content-security-policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def _tell_changes(self) -> None:
        """One line at each change, until the page goes."""
        self.send_response(HTTPStatus.OK)
        self.send_header("content-type", "text/event-stream")
        self.send_header("cache-control", "no-store")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        told = -1
        try:
            while True:
                with self.state.changed:
                    if self.state.version == told:
                        self.state.changed.wait(STILL_HERE)
                    version = self.state.version
                line = f"data: {version}\n\n" if version != told else ": still here\n\n"
                told = version
                self.wfile.write(line.encode())
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            return


def _page_policy(html: str) -> str:
    [script] = _SCRIPT.findall(html)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline';"
        " connect-src 'self'; frame-src 'self'; img-src data:"
    )
