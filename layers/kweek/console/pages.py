"""The pages that visitors and sales people see, as HTML."""

from collections.abc import Mapping
from typing import Any

from kweek.console.templates import environment
from kweek.core.form_post import ANONYMOUS_ID, CONSENT, RENDERED, TRAP

#: Sent with every page. There is no script at all, and the one style sheet goes by its hash (a
#: test keeps it right). Forms may go anywhere on the web, since a thank-you may be a redirect.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "style-src 'sha256-HWiUWlXbFr4yGgPzekpeWg5qdNjqjr486Jd/CvplO1g='; "
    "img-src data:; form-action 'self' https: http:; base-uri 'none'; frame-ancestors 'none'"
)

_NAMES = {"trap": TRAP, "rendered": RENDERED, "anonymous_id": ANONYMOUS_ID, "consent": CONSENT}
#: What browsers may fill in by themselves, by the usual names of traits.
_AUTOCOMPLETE = {
    "email": "email",
    "first_name": "given-name",
    "last_name": "family-name",
    "name": "name",
    "company": "organization",
    "title": "organization-title",
    "phone": "tel",
    "website": "url",
    "city": "address-level2",
    "postal_code": "postal-code",
}


def form_page(
    form: Mapping[str, Any],
    policy: Mapping[str, Any],
    *,
    rendered: str,
    anonymous_id: str = "",
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    """The hosted form; after a refused post with what was filled in and what is wrong with it.

    `rendered` is the signed token of now; `errors` go by field, with CONSENT for the box and
    RENDERED for the page as a whole.
    """
    return _page(
        "form",
        policy,
        title=form["title"],
        indexed=True,
        form=form,
        rendered=rendered,
        anonymous_id=anonymous_id,
        values=values or {},
        errors=errors or {},
        names=_NAMES,
        autocomplete=_AUTOCOMPLETE,
    )


def thanks_page(form: Mapping[str, Any], policy: Mapping[str, Any]) -> str:
    """What follows a post, when the form does not redirect elsewhere."""
    return _page("thanks", policy, title=form["thanks"]["title"], thanks=form["thanks"])


def unsubscribe_page(policy: Mapping[str, Any]) -> str:
    """Asks: only the button's POST ends anything, since scanners open every link."""
    return _page("unsubscribe", policy, title="Unsubscribe")


def unsubscribed_page(policy: Mapping[str, Any]) -> str:
    """Says that it is done. It shows no address: a mail may have been passed on."""
    return _page("unsubscribed", policy, title="Unsubscribed")


def accept_page(policy: Mapping[str, Any]) -> str:
    """Asks whoever got the hand-off mail to confirm."""
    return _page("accept", policy, title="Accept a lead")


def accepted_page(policy: Mapping[str, Any]) -> str:
    """The hand-off was accepted."""
    return _page("accepted", policy, title="Lead accepted")


def tried_page(policy: Mapping[str, Any]) -> str:
    """Says that the mail was a test."""
    return _page("tried", policy, title="A test")


def missing_page(policy: Mapping[str, Any]) -> str:
    """The one answer to every address and token that is not ours, whatever the reason."""
    return _page("missing", policy, title="Not found")


def _page(name: str, policy: Mapping[str, Any], **model: Any) -> str:
    return (
        environment()
        .get_template(f"page_{name}")
        .render(
            sender=policy["sender"]["name"],
            postal_address=policy["postal_address"],
            website=policy["website"],
            **model,
        )
    )
