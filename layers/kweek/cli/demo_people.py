"""What people do with a browser and a mail program, over HTTP and nothing else."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BasicAuth, ClientSession

from kweek.cli.trouble import WentWrong

#: What a person's browser says; mail proxies and scanners say other things, and are told apart.
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"}
FAILED = 400


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a browser, and an address to give away."""

    name: str
    address: str
    http: ClientSession
    addresses: Mapping[str, Any]
    cookie: str = field(default_factory=lambda: secrets.token_hex(8))

    async def visit(self, path: str, title: str) -> None:
        """Open a page of the website, where Segment's snippet tells collect."""
        page = {"anonymousId": self.cookie, "name": title, "properties": {"path": path}}
        key = BasicAuth(self.addresses["write_key"], "")
        url = f"{self.addresses['api']}/v1/page"
        async with self.http.post(url, json=page, auth=key, headers=BROWSER) as answer:
            await _fine(answer.status, f"the page view of {path}")

    async def fill_in(self, form: str, **fields: str) -> None:
        """Post a hosted form with its consent box ticked."""
        posted = {"email": self.address, "_consent": "yes", "_anonymous_id": self.cookie, **fields}
        url = f"{self.addresses['api']}/f/{form}"
        async with self.http.post(url, data=posted, headers=BROWSER) as answer:
            await _fine(answer.status, f"the form {form}")

    async def click(self, mail: Mapping[str, Any]) -> None:
        """Follow the first tracked link of a mail, as far as the redirect."""
        url = _first(r'href="([^"]+/c/[^"]+)"', mail["html"])
        async with self.http.get(url, headers=BROWSER, allow_redirects=False) as answer:
            await _fine(answer.status, "the link in the mail")

    async def accept(self, mail: Mapping[str, Any]) -> None:
        """Take a lead over: the button of the hand-off mail, and the one on its page."""
        url = _first(r'href="([^"]+/h/[^"]+)"', mail["html"])
        async with self.http.get(url, headers=BROWSER) as answer:
            await _fine(answer.status, "the page of the hand-off")
        async with self.http.post(url, headers=BROWSER) as answer:
            await _fine(answer.status, "accepting the hand-off")

    async def unsubscribe(self, mail: Mapping[str, Any]) -> None:
        """Press the mail program's own button (RFC 8058): it posts to the header's address."""
        url = _first(r"<(http[^>]+)>", mail["headers"].get("List-Unsubscribe", ""))
        body = {"List-Unsubscribe": "One-Click"}
        async with self.http.post(url, data=body, headers=BROWSER) as answer:
            await _fine(answer.status, "unsubscribing")


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        msg = f"the demo found no link like {pattern} in the mail"
        raise WentWrong(msg)
    return found[1]


async def _fine(status: int, what: str) -> None:
    if status >= FAILED:
        msg = f"the demo came no further: {what} was answered {status}"
        raise WentWrong(msg)
