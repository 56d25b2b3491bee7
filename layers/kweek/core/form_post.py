"""What the post of a form means: the message it becomes, or what is wrong with it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kweek.core.form_values import Trait, ticked, value
from kweek.core.ids import digest
from kweek.core.incoming import Consent, Incoming
from kweek.core.times import Instant

# Fields that Kweek adds to a form. Pages of other sites may post them as well.
TRAP = "_website"  # people never see it; what fills it in is no person
RENDERED = "_t"  # the signed machine time at which the page was made
ANONYMOUS_ID = "_anonymous_id"
CONSENT = "_consent"

SOONEST = 2_000  # milliseconds of machine time: nobody fills in a form in less
LATEST = 24 * 3_600_000
LONGEST_ID = 256
#: Fields that the form does not have, such as a campaign's name, are kept within these bounds.
MOST_EXTRAS = 20
LONGEST_EXTRA = 500
_EXTRA_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")

Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Post:
    """One post to one form: its fields, and when and as what it came."""

    name: str
    form: Mapping[str, Any]
    fields: Mapping[str, Any]
    request_id: str

    @property
    def trapped(self) -> bool:
        """Whether it was filled in by something that sees what people do not."""
        return bool(self.fields.get(TRAP))

    @property
    def rendered(self) -> str | None:
        """The token of the page it was filled in on, when there was one of ours."""
        token = self.fields.get(RENDERED)
        return str(token) if token else None

    @property
    def anonymous_id(self) -> str | None:
        """The visitor that the site knows."""
        given = self.fields.get(ANONYMOUS_ID)
        return given[:LONGEST_ID] if isinstance(given, str) and given else None


def age_problem(name: str, made: list[Any] | None, now: int) -> str | None:
    """Why a page made then cannot be posted now, in words for a person; None when it can."""
    if made is None or made[0] != name:
        return "This page cannot be sent any more. Please press the button once more."
    if now - made[1] < SOONEST:
        return "That was very quick. Please look it over and press the button once more."
    if now - made[1] > LATEST:
        return "This page was open for more than a day. Please press the button once more."
    return None


def accept(post: Post, now: Instant) -> Incoming | Errors:
    """The message to queue, or the errors by field."""
    traits, errors = _traits(post)
    consent = post.form.get("consent")
    agreed = consent is not None and ticked(post.fields.get(CONSENT))
    if consent and consent["required"] and not agreed:
        errors[CONSENT] = "Please tick the box: without it we may not mail you."
    if not errors and "email" not in traits and post.anonymous_id is None:
        errors["email"] = "please fill this in"
    return errors or Incoming(
        id=_id(post),
        type="form",
        event="Form Submitted",
        at=now,
        received_at=now,
        anonymous_id=post.anonymous_id,
        address=str(traits["email"]) if "email" in traits else None,
        properties={**_extras(post), **post.form.get("properties", {}), "form": post.name},
        traits=traits,
        consent=_consent(post.name, consent) if agreed and consent else None,
    )


def _traits(post: Post) -> tuple[dict[str, Trait], Errors]:
    traits: dict[str, Trait] = {}
    errors: Errors = {}
    for field in post.form["fields"]:
        try:
            given = value(field, post.fields.get(field["field"]))
        except ValueError as wrong:
            errors[field["field"]] = f"{field['label']}: {wrong}."
        else:
            if given is not None:
                traits[field["field"]] = given
    return traits, errors


def _consent(name: str, consent: Mapping[str, Any]) -> Consent:
    return Consent(tuple(consent["topics"]), consent["wording"], name)


def _extras(post: Post) -> dict[str, str]:
    known = {field["field"] for field in post.form["fields"]}
    extras = {
        name: text[:LONGEST_EXTRA]
        for name, text in post.fields.items()
        if name not in known and _EXTRA_NAME.fullmatch(name) and isinstance(text, str) and text
    }
    return dict(list(extras.items())[:MOST_EXTRAS])


def _id(post: Post) -> str:
    """The same for the same page posted twice; without a page of ours every post is its own."""
    if post.rendered is None:
        return digest("form", post.name, post.request_id)
    return digest("form", post.name, post.rendered, json.dumps(dict(post.fields), sort_keys=True))
