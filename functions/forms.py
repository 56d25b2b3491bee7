"""Hosted forms: the page, and posts from it or from any other site -> the events queue."""

from dataclasses import replace
from typing import Any

from kweek.console import answers
from kweek.core import web
from kweek.core.bodies import unpacked
from kweek.core.form_post import ANONYMOUS_ID, RENDERED, Errors, Post, accept, age_problem
from kweek.core.incoming import Incoming
from kweek.core.post_body import LARGEST_POST, posted
from kweek.core.tokens import sign, verify
from kweek.core.web import Answer, Request
from kweek.shell.clock import machine_now
from kweek.shell.documents import document
from kweek.shell.intake import send
from kweek.shell.secrets import secret
from kweek.shell.settings import settings


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request for /f/{form}; any site's script may read the answer."""
    request = Request.read(event)
    answer = _answer(request, request.path.get("form", ""))
    return replace(answer, headers={**answer.headers, **web.ANY_SITE}).to(request)


def _answer(request: Request, name: str) -> Answer:
    form = document("forms.json").get(name)
    if request.method == "OPTIONS":
        return web.preflight("GET, POST")
    if form is None:
        return answers.missing(_policy())
    if request.shows:
        visitor = {ANONYMOUS_ID: request.query.get("anonymous_id")}
        return answers.form(Post(name, form, visitor, request.id), _policy(), _rendered(name))
    return (
        _posted(request, name, form) if request.method == "POST" else web.not_allowed("GET, POST")
    )


def _posted(request: Request, name: str, form: dict[str, Any]) -> Answer:
    try:
        body = unpacked(request.body, LARGEST_POST)
        post = Post(name, form, posted(request.headers.get("content-type", ""), body), request.id)
    except ValueError as wrong:
        return web.json_answer(400, {"message": str(wrong)})
    message = None if post.trapped else _decided(post)
    if isinstance(message, dict):
        # Whoever mends a slip has been here long enough: the first page's time still counts.
        rendered = post.rendered if RENDERED not in message else None
        return answers.wrong(request, post, message, _policy(), rendered or _rendered(name))
    if message:
        send([message])
    return answers.thanks(request, post, _policy())


def _decided(post: Post) -> Incoming | Errors:
    if post.rendered:
        made = verify(secret().signing, "f", post.rendered)
        if problem := age_problem(post.name, made, machine_now()):
            return {RENDERED: problem}
    return accept(post, settings().clock.now())


def _rendered(name: str) -> str:
    signed = secret()
    return sign(signed.keys.signing, signed.kid, "f", [name, machine_now()])


def _policy() -> dict[str, Any]:
    policy: dict[str, Any] = document("rules.json")["policy"]
    return policy
