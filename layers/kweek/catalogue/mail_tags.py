"""What is wrong with the tags of an MJML file, and on which line: the converter tells neither."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import TemplateSyntaxError, nodes

from kweek.catalogue.mail_language import Wrong, dotted, environment
from kweek.catalogue.mail_urls import wrong_url
from kweek.catalogue.problems import did_you_mean

_TAGS = frozenset(
    [
        "mjml",
        "mj-head",
        "mj-body",
        "mj-attributes",
        "mj-all",
        "mj-class",
        "mj-style",
        "mj-font",
        "mj-title",
        "mj-breakpoint",
        "mj-include",
        "mj-raw",
        "mj-section",
        "mj-column",
        "mj-group",
        "mj-wrapper",
        "mj-text",
        "mj-button",
        "mj-image",
        "mj-divider",
        "mj-spacer",
        "mj-table",
        "mj-hero",
        "mj-navbar",
        "mj-navbar-link",
        "mj-social",
        "mj-social-element",
        "mj-accordion",
        "mj-accordion-element",
        "mj-accordion-title",
        "mj-accordion-text",
        "mj-carousel",
        "mj-carousel-image",
    ]
)
_PICTURES = frozenset({"img", "mj-image", "mj-carousel-image"})
#: Links that the mailer fills in and does not track.
UNTRACKED = frozenset(
    {
        ("unsubscribe_url",),
        ("lead", "accept_url"),
        ("lead", "profile_url"),
        ("policy", "website"),
    }
)
_BARE = re.compile(r"<(?![a-zA-Z/!])")


def wrong_tags(source: str) -> list[Wrong]:
    """Tags that do not exist or do not close, pictures without alt text, links gone wrong."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    bare = [
        Wrong(source.count("\n", 0, found.start()) + 1, "a < stands alone", "write &lt;")
        for found in _BARE.finditer(source)
    ]
    return [*reader.found, *reader.unclosed(), *bare]


def wrong_link(href: str) -> tuple[str, str] | None:
    """What is wrong with what stands in `href`, and the remedy."""
    if "{" not in href:
        wrong = wrong_url(href)
        return (f"the link '{href}' {wrong}", "") if wrong else None
    try:
        body = environment(autoescape=False).parse(href).body
    except TemplateSyntaxError:
        return None  # told by whoever reads the whole file
    if all(_is_link(node) for node in body):
        return None
    return "a link cannot be put together from pieces", "name it under `links` in mail.yaml"


def _is_link(node: nodes.Node) -> bool:
    """Whether this, and each of its branches, is one of our links and nothing else."""
    match node:
        case nodes.Output():
            return all(_is_link(inner) for inner in node.nodes)
        case nodes.TemplateData():
            return not node.data.strip()
        case nodes.If():
            branches = [*node.body, *node.elif_, *node.else_]
            return all(_is_link(inner) for inner in branches)
        case nodes.CondExpr():
            return node.expr2 is not None and _is_link(node.expr1) and _is_link(node.expr2)
    path = dotted(node)
    return path in UNTRACKED or path[:1] == ("link",)


class _Reader(HTMLParser):
    """Reads the tags of one file, whole mail or part."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Wrong] = []
        self.open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look_at(tag, dict(attrs))
        if tag in _TAGS:
            self.open.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look_at(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _TAGS:
            return
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
            return
        around = (
            "<{}> of line {} is still open".format(*self.open[-1])
            if self.open
            else "no tag is open"
        )
        self._wrong(f"</{tag}> closes nothing here: {around}")
        # Go on from the tag it was meant for, so that one slip gives one problem.
        while any(name == tag for name, _ in self.open) and self.open.pop()[0] != tag:
            pass

    def unclosed(self) -> Iterator[Wrong]:
        for tag, line in self.open:
            yield Wrong(line, f"<{tag}> is not closed", f"write </{tag}>")

    def _look_at(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "mj-preview":
            self._wrong("the preview text stands in mail.yaml", "write `preview:` there")
        elif tag.startswith("mj") and tag not in _TAGS:
            self._wrong(f"there is no <{tag}>", did_you_mean(tag, _TAGS))
        if tag in _PICTURES:
            self._look_at_picture(attrs)
        href = attrs.get("href")
        wrong = wrong_link(href) if href is not None else None
        if wrong:
            self._wrong(*wrong)

    def _look_at_picture(self, attrs: dict[str, str | None]) -> None:
        if "alt" not in attrs:
            self._wrong("a picture has no alt text", 'write alt="…", or alt="" when it only adorns')
        wrong = wrong_url(attrs.get("src") or "")
        if wrong:
            self._wrong(f"the address of a picture {wrong}")

    def _wrong(self, text: str, remedy: str = "") -> None:
        self.found.append(Wrong(self.getpos()[0], text, remedy))
