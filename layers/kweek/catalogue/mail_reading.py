"""Reads a rendered mail as its reader sees it: links, words, and the colours of both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from kweek.catalogue.mail_colours import BLACK, WHITE, Colour, colour_in

_VOID = frozenset({"img", "br", "hr", "meta", "link", "input", "col", "area", "base", "wbr"})
_UNSEEN = frozenset({"head", "style", "script", "title"})
_BLOCKS = frozenset({"p", "div", "td", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol", "br"})
_RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
_AT_RULE = re.compile(r"@[^{};]+(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_COMMENT = re.compile(r"<!--.*?-->|/\*.*?\*/", re.DOTALL)
_SIZE = re.compile(r"([\d.]+)px")
_BOLD_FROM = 600
_HEADINGS = {"h1": 32.0, "h2": 24.0, "h3": 18.7}


@dataclass(frozen=True, slots=True)
class Look:
    """How words look that nothing more is said of."""

    colour: Colour = BLACK
    behind: Colour = WHITE
    size: float = 16.0
    bold: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text, and how it looks."""

    text: str
    look: Look


@dataclass(slots=True)
class Link:
    """A link, with what is written or pictured on it."""

    href: str
    text: str = ""


@dataclass(slots=True)
class Reading:
    """All that a reader meets, in order."""

    links: list[Link] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    #: The visible text, a line for each block.
    text: str = ""


def read_html(html: str) -> Reading:
    """Read one mail."""
    reader = _Reader(html)
    reader.feed(_COMMENT.sub("", html))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.shown).splitlines())
    reader.found.text = "\n".join(line for line in lines if line)
    return reader.found


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    classes: tuple[str, ...]
    look: Look
    link: Link | None


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        styles = "".join(re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL))
        self.rules = _RULE.findall(_AT_RULE.sub("", _COMMENT.sub("", styles)))
        self.open: list[_Open] = []
        self.found = Reading()
        self.shown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        around = self.open[-1] if self.open else _Open("", (), Look(), None)
        classes = tuple(said.get("class", "").split())
        styles = {**self._styled(tag, classes), **_declared(said.get("style", ""))}
        if "bgcolor" in said:
            styles.setdefault("background-color", said["bgcolor"])
        look = _looking(tag, styles, around.look)
        link = around.link
        if tag == "a" and "href" in said:
            link = Link(said["href"])
            self.found.links.append(link)
        if tag == "img":
            self.found.pictures.append(said.get("src", ""))
            if link:
                link.text += said.get("alt", "")
        if tag in _BLOCKS:
            self.shown.append("\n")
        if tag not in _VOID:
            self.open.append(_Open(tag, classes, look, link))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.shown.append("\n")
        if any(each.tag == tag for each in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        around = self.open[-1] if self.open else _Open("", (), Look(), None)
        unseen = around.look.hidden or around.look.size == 0
        if unseen or any(each.tag in _UNSEEN for each in self.open):
            return
        self.shown.append(data)
        if data.strip():
            self.found.words.append(Words(" ".join(data.split()), around.look))
            if around.link:
                around.link.text += data

    def _styled(self, tag: str, classes: tuple[str, ...]) -> dict[str, str]:
        """What the style sheet says of such a tag here; the later rule wins."""
        styles: dict[str, str] = {}
        for selectors, said in self.rules:
            if any(self._meant(one, tag, classes) for one in selectors.split(",")):
                styles |= _declared(said)
        return styles

    def _meant(self, selector: str, tag: str, classes: tuple[str, ...]) -> bool:
        *around, last = selector.split() or [""]
        if not _fits(last, tag, classes):
            return False
        return all(any(_fits(one, each.tag, each.classes) for each in self.open) for one in around)


def _fits(selector: str, tag: str, classes: tuple[str, ...]) -> bool:
    """`a`, `.foot`, `a.foot`; anything cleverer is taken to be about something else."""
    name, *wanted = selector.split(".")
    if not re.fullmatch(r"[\w.-]*", selector) or not selector:
        return False
    return name in ("", tag) and set(wanted) <= set(classes)


def _declared(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.split(";") if ":" in part)
    return {
        name.strip().lower(): value.replace("!important", "").strip() for name, _, value in pairs
    }


def _looking(tag: str, styles: Mapping[str, str], around: Look) -> Look:
    behind = colour_in(styles.get("background-color") or styles.get("background", ""))
    size = _SIZE.search(styles.get("font-size", ""))
    weight = styles.get("font-weight", "bold" if tag in ("b", "strong", *_HEADINGS) else "")
    bold = weight == "bold" or (weight.isdigit() and int(weight) >= _BOLD_FROM)
    number = float(size[1]) if size else _HEADINGS.get(tag, around.size)
    return Look(
        colour=colour_in(styles.get("color", "")) or around.colour,
        behind=behind or around.behind,
        size=number,
        bold=bold if weight else around.bold,
        hidden=around.hidden or styles.get("display") == "none",
    )
