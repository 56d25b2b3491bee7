"""Pages as answers: the status, the headers that guard them, the HTML."""

from collections.abc import Mapping
from typing import Any

from kweek.console import pages
from kweek.core.form_post import Errors, Post
from kweek.core.web import Answer, Request, json_answer, page, redirect

Policy = Mapping[str, Any]


def missing(policy: Policy) -> Answer:
    """The same for every address and token that is not ours, whatever the reason."""
    return _answer(404, pages.missing_page(policy))


def ask_to_unsubscribe(policy: Policy) -> Answer:
    """What a GET of an unsubscribe link shows."""
    return _answer(200, pages.unsubscribe_page(policy))


def unsubscribed(policy: Policy) -> Answer:
    """It is done. RFC 8058 allows no redirect here, and no cookie."""
    return _answer(200, pages.unsubscribed_page(policy))


def ask_to_accept(policy: Policy) -> Answer:
    """What a GET of a hand-off's link shows."""
    return _answer(200, pages.accept_page(policy))


def accepted(policy: Policy) -> Answer:
    """The lead has an owner."""
    return _answer(200, pages.accepted_page(policy))


def tried(policy: Policy) -> Answer:
    """A link of a test mail: it does nothing, and says so."""
    return _answer(200, pages.tried_page(policy))


def form(post: Post, policy: Policy, rendered: str) -> Answer:
    """The hosted form, empty."""
    return _form(200, post, policy, rendered, {})


def wrong(request: Request, post: Post, errors: Errors, policy: Policy, rendered: str) -> Answer:
    """The form with what was filled in and what is wrong with it; a script gets the errors."""
    if request.wants_json:
        return json_answer(422, {"errors": errors})
    return _form(422, post, policy, rendered, errors)


def thanks(request: Request, post: Post, policy: Policy) -> Answer:
    """What follows a post: the form's own page or address, never one that the post names."""
    if request.wants_json:
        return json_answer(200, {"success": True})
    if url := post.form["thanks"].get("redirect"):
        return redirect(303, url)
    return _answer(200, pages.thanks_page(post.form, policy))


def _form(status: int, post: Post, policy: Policy, rendered: str, errors: Errors) -> Answer:
    html = pages.form_page(
        post.form,
        policy,
        rendered=rendered,
        anonymous_id=post.anonymous_id or "",
        values=post.fields,
        errors=errors,
    )
    return _answer(status, html)


def _answer(status: int, html: str) -> Answer:
    return page(status, html, pages.CONTENT_SECURITY_POLICY)
