"""Hosted forms: the page, and posts from it or from any other site -> the events queue."""

from dataclasses import replace
from typing import Any

from kweek.console import pages
from kweek.core.bodies import unpacked
from kweek.core.form_post import ANONYMOUS_ID, RENDERED, Post, accept, age_problem
from kweek.core.incoming import Incoming
from kweek.core.post_body import LARGEST_POST, posted
from kweek.core.tokens import sign, verify
from kweek.core.web import (
    ANY_SITE,
    Answer,
    Request,
    json_answer,
    not_allowed,
    page,
    preflight,
    redirect,
)
from kweek.shell.clock import machine_now
from kweek.shell.documents import document
from kweek.shell.intake import send
from kweek.shell.secrets import secret
from kweek.shell.settings import settings


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request for /f/{form}."""
    request = Request.read(event)
    answer = _answer(request, request.path.get("form", ""))
    return replace(answer, headers={**answer.headers, **ANY_SITE}).to(request)


def _answer(request: Request, name: str) -> Answer:
    form = document("forms.json").get(name)
    if request.method == "OPTIONS":
        return preflight("GET, POST")
    if form is None:
        return _page(404, pages.missing_page(_policy()))
    if request.shows:
        return _form(200, Post(name, form, {ANONYMOUS_ID: _visitor(request)}, request.id))
    return _posted(request, name, form) if request.method == "POST" else not_allowed("GET, POST")


def _posted(request: Request, name: str, form: dict[str, Any]) -> Answer:
    try:
        body = unpacked(request.body, LARGEST_POST)
        post = Post(name, form, posted(request.headers.get("content-type", ""), body), request.id)
    except ValueError as wrong:
        return json_answer(400, {"message": str(wrong)})
    if post.trapped:
        return _thanks(request, form)
    message = _decided(post)
    if not isinstance(message, Incoming):
        script = json_answer(422, {"errors": message})
        return script if request.wants_json else _form(422, post, message)
    send([message])
    return _thanks(request, form)


def _decided(post: Post) -> Incoming | dict[str, str]:
    if post.rendered:
        made = verify(secret().signing, "f", post.rendered)
        if problem := age_problem(post.name, made, machine_now()):
            return {RENDERED: problem}
    return accept(post, settings().clock.now())


def _form(status: int, post: Post, errors: dict[str, str] | None = None) -> Answer:
    signed = secret()
    rendered = sign(signed.keys.signing, signed.kid, "f", [post.name, machine_now()])
    html = pages.form_page(
        post.form,
        _policy(),
        rendered=rendered,
        anonymous_id=post.anonymous_id or "",
        values=post.fields,
        errors=errors,
    )
    return _page(status, html)


def _thanks(request: Request, form: dict[str, Any]) -> Answer:
    if request.wants_json:
        return json_answer(200, {"success": True})
    if url := form["thanks"].get("redirect"):
        return redirect(303, url)
    return _page(200, pages.thanks_page(form, _policy()))


def _visitor(request: Request) -> str:
    return request.query.get("anonymous_id", "")


def _page(status: int, html: str) -> Answer:
    return page(status, html, pages.CONTENT_SECURITY_POLICY)


def _policy() -> dict[str, Any]:
    policy: dict[str, Any] = document("rules.json")["policy"]
    return policy
