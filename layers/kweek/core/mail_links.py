"""What following a link of a mail means: the message it becomes, and where a click may lead."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from kweek.core.ids import digest
from kweek.core.incoming import Incoming, Kind
from kweek.core.times import Instant

#: Who fetches pictures for a mail client, sees the mail or not; a machine that says it is one.
MACHINES = (
    "googleimageproxy",
    "ggpht.com",
    "yahoomailproxy",
    "yahoocachesystem",
    "bot",
    "crawl",
    "spider",
    "proxy",
    "scanner",
    "preview",
    "curl/",
    "wget/",
    "python-",
    "go-http-client",
    "java/",
    "okhttp",
    "headless",
)
#: Stands where the token would be in the links of a mail that `kweek send-test` sent.
TRIED = "test"
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"]")


def fetched_by_machine(user_agent: str, purpose: str = "") -> bool:
    """Whether nobody may have looked: a proxy's picture is no open.

    Apple's mail privacy fetches every picture and calls itself "Mozilla/5.0" and nothing more.
    """
    agent = user_agent.strip().lower()
    if agent in ("", "mozilla/5.0") or "prefetch" in purpose.lower():
        return True
    return any(word in agent for word in MACHINES)


def safe_destination(url: str) -> bool:
    """Whether a browser may be sent there: an absolute web address without tricks."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(host)
        and "@" not in parts.netloc
        and not _UNSAFE.search(url)
    )


def opened(token: str, parts: list[Any], request_id: str, *, proxy: bool, now: Instant) -> Incoming:
    """The pixel of a mail was fetched."""
    contact, send = parts
    about = {"send": send, "proxy": proxy}
    return _message("open", "Email Opened", contact, digest("o", token, request_id), now, about)


def clicked(token: str, parts: list[Any], request_id: str, *, now: Instant) -> Incoming:
    """A link of a mail was followed."""
    contact, send, link = parts
    about = {"send": send, "link": link}
    key = digest("c", token, request_id)
    return _message("click", "Email Link Clicked", contact, key, now, about)


def unsubscribed(token: str, parts: list[Any], *, now: Instant) -> Incoming:
    """Somebody opted out; doing it again by the same mail is the same event."""
    contact, send = parts
    about = {"send": send}
    return _message("unsubscribe", "Unsubscribed", contact, digest("u", token), now, about)


def accepted(token: str, parts: list[Any], *, now: Instant) -> Incoming:
    """The owner will call this lead; saying so again is the same event."""
    contact, run, send = parts
    about = {"run": run, "send": send}
    return _message("handoff", "Handoff Accepted", contact, digest("h", token), now, about)


def _message(
    kind: Kind, event: str, contact: str, key: str, now: Instant, about: Mapping[str, Any]
) -> Incoming:
    """What was followed just now, told of the contact whom the token names."""
    return Incoming(
        id=key, type=kind, event=event, at=now, received_at=now, contact=contact, properties=about
    )
