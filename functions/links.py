"""The links of mails -> the events queue: opens, clicks, opting out, accepting a lead.

A click waits for this function's cold start, so pages and clients are imported where they are used.
"""

import logging
from typing import Any

from kweek.core import mail_links
from kweek.core.incoming import Incoming
from kweek.core.tokens import verify
from kweek.core.web import Answer, Request, not_allowed, pixel, redirect
from kweek.shell.destinations import destination
from kweek.shell.documents import document
from kweek.shell.intake import NotQueued, send
from kweek.shell.secrets import secret
from kweek.shell.settings import settings

log = logging.getLogger(__name__)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request for /o, /c, /u or /h."""
    request = Request.read(event)
    place = event["rawPath"].rpartition("/")[0].rpartition("/")[2]
    return _answer(place, request.path.get("token", ""), request).to(request)


def _answer(place: Any, token: str, request: Request) -> Answer:
    if token == mail_links.TRIED:
        return _page("tried")
    act = {"o": _open, "c": _click, "u": _unsubscribe, "h": _accept}.get(place)
    parts = verify(secret().signing, place, token) if act else None
    if act is None or parts is None:
        return _page("missing")
    if not request.shows and (request.method != "POST" or place in "oc"):
        return not_allowed("GET" if place in "oc" else "GET, POST")
    return act(token, parts, request)


def _open(token: str, parts: list[Any], request: Request) -> Answer:
    agent, purpose = (request.headers.get(name, "") for name in ("user-agent", "sec-purpose"))
    if request.method == "GET":
        proxy = mail_links.fetched_by_machine(agent, purpose)
        now = settings().clock.now()
        _note(mail_links.opened(token, parts, request.id, proxy=proxy, now=now))
    return pixel()


def _click(token: str, parts: list[Any], request: Request) -> Answer:
    url = destination(parts[2])
    if url is None or not mail_links.safe_destination(url):
        return _page("missing")
    if request.method == "GET":
        _note(mail_links.clicked(token, parts, request.id, now=settings().clock.now()))
    return redirect(302, url)


def _unsubscribe(token: str, parts: list[Any], request: Request) -> Answer:
    """Scanners open every link, so only a POST acts; its body, if any, says nothing we need."""
    if request.shows:
        return _page("ask_to_unsubscribe")
    from kweek.shell.content import rules  # noqa: PLC0415 - a click need not wait for it
    from kweek.shell.optout import opt_out  # noqa: PLC0415 - a click need not wait for it
    from kweek.shell.worker import world  # noqa: PLC0415

    now = settings().clock.now()
    opt_out(world().contacts, rules, parts[0], now)
    _note(mail_links.unsubscribed(token, parts, now=now))
    return _page("unsubscribed")


def _accept(token: str, parts: list[Any], request: Request) -> Answer:
    if request.shows:
        return _page("ask_to_accept")
    send([mail_links.accepted(token, parts, now=settings().clock.now())])
    return _page("accepted")


def _note(message: Incoming) -> None:
    """Queue it; whoever followed the link is answered even when that fails."""
    try:
        send([message])
    except NotQueued as failed:
        log.error("lost: %s %s: %s", message.type, message.id, failed)  # noqa: TRY400 - it says all


def _page(name: str) -> Answer:
    from kweek.console import answers  # noqa: PLC0415 - a click need not wait for it

    answer: Answer = getattr(answers, name)(document("rules.json")["policy"])
    return answer
