"""A small content package: three forms, three links, the real pages."""

import json
import sys
from pathlib import Path

from kweek.catalogue.mail_templates import Templates
from kweek.console import templates
from kweek.shell import content, documents

PAGES = Path(__file__).parents[2] / "layers/kweek/console/pages"

POLICY = {
    "sender": {"name": "Luwte", "address": "hello@example.com"},
    "postal_address": "Havenkade 12, Sneek",
    "website": "https://www.example.com",
}
CONSENT = {"topics": ["nurture", "sales"], "wording": "Yes, mail me.", "required": True}


def field(name, kind="text", *, required=False, options=()):
    return {
        "field": name,
        "label": name.replace("_", " ").capitalize(),
        "type": kind,
        "required": required,
        "options": list(options),
    }


def form(*fields, **more):
    return {
        "title": "The Quiet Factory",
        "intro": "24 pages.",
        "fields": list(fields),
        "consent": None,
        "button": "Send it",
        "thanks": {"title": "It is on its way", "text": "Look in your inbox."},
        "properties": {},
        **more,
    }


FORMS = {
    "ebook": form(
        field("email", "email", required=True),
        field("first_name"),
        field("country", "select", options=["NL", "BE", "The  rest"]),
        consent=CONSENT,
        properties={"document": "The Quiet Factory"},
    ),
    "survey": form(
        field("email", "email", required=True),
        field("compressors", "number"),
        field("visit", "date"),
        field("site", "url"),
        field("note", "textarea"),
        field("size", "radio", options=["small", "large"]),
        field("rules", "checkbox", required=True),
        field("call", "checkbox"),
        thanks={"redirect": "https://www.example.com/thanks"},
        consent={**CONSENT, "required": False},
    ),
    "newsletter": form(field("email", "email")),
}
LINKS = {"link-1": "https://www.example.com/cases", "evil-1": "javascript:alert(1)"}
RULES = {
    "predicates": {},
    "scores": {},
    "interests": {},
    "stages": [],
    "segments": {},
    "journeys": {},
    "links": {},
    "mails": {},
    "policy": POLICY,
}


def write(folder):
    package = folder / "kweek_content"
    made = Templates(package / "templates")
    for page in PAGES.glob("*.html"):
        made.add_page(page.stem, page.read_text())
    (package / "__init__.py").touch()
    for name, value in {"forms": FORMS, "links": LINKS, "rules": RULES}.items():
        (package / f"{name}.json").write_text(json.dumps(value))


def forget():
    """Content that was read before is of another test."""
    for cached in (documents.document, templates.environment, content.rules):
        cached.cache_clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "kweek_content"]:
        del sys.modules[name]
