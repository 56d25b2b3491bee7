"""One file of `forms/`: a hosted form, and what its post means."""

from typing import Annotated, Any, Literal

from pydantic import Field

from kweek.catalogue.mail_file import Accepted, Text
from kweek.catalogue.piece import Piece
from kweek.catalogue.scope import Scope
from kweek.catalogue.shape import Shape, read

CHOICES = ("select", "radio")


class _Field(Shape):
    field: Text
    label: Text
    type: Literal[
        "email", "text", "tel", "textarea", "select", "radio", "checkbox", "number", "date", "url"
    ] = "text"
    required: bool = False
    options: list[str] = Field(default_factory=list)


class _Consent(Shape):
    topics: Annotated[list[str], Field(min_length=1)]
    wording: Text
    required: bool = False


class _Thanks(Shape):
    title: str | None = None
    text: str | None = None
    redirect: str | None = None


class _Form(Shape):
    title: Text
    intro: str = ""
    topic: str | None = None
    fields: Annotated[list[_Field], Field(min_length=1)]
    consent: _Consent | None = None
    button: str = "Send"
    thanks: _Thanks
    properties: dict[str, Any] = Field(default_factory=dict)
    accept: Accepted = Field(default_factory=dict, exclude=True)


def read_form(piece: Piece, scope: Scope) -> dict[str, Any]:
    """The form as `forms.json` holds it."""
    said = read(_Form, piece, scope.problems)
    if said is None:
        return {}
    _check_fields(piece["fields"], said, scope)
    if topic := piece.get("topic"):
        scope.names.known("topic", topic, scope.problems)
    if consent := piece.get("consent"):
        scope.names.all_known("topic", consent["topics"], scope.problems)
    texts = (said.thanks.title, said.thanks.text)
    if (said.thanks.redirect is None) != all(texts) or (said.thanks.redirect and any(texts)):
        remedy = "write { title:, text: } or { redirect: https://… }"
        scope.problems.add(piece["thanks"].problem("must say what follows", remedy))
    return {**said.model_dump(), "thanks": said.thanks.model_dump(exclude_none=True)}


def _check_fields(piece: Piece, form: _Form, scope: Scope) -> None:
    names = [field.field for field in form.fields]
    if "email" not in names:
        remedy = "add { field: email, label: E-mail, type: email, required: true }"
        scope.problems.add(piece.problem("nobody can be mailed without an address", remedy))
    for each, field in zip(piece.list(), form.fields, strict=True):
        if names.count(field.field) > 1:
            scope.problems.add(each.problem(f"two fields are called '{field.field}'"))
        if (field.type in CHOICES) != bool(field.options):
            text = "needs `options`" if field.type in CHOICES else "has options to choose from"
            remedy = "" if field.type in CHOICES else "say `type: select`"
            scope.problems.add(each.problem(text, remedy))
