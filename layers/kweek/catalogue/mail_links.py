"""Finds the links of a mail and makes each of them tracked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from kweek.catalogue.mail_file import MailFile, link_id
from kweek.catalogue.mail_language import dotted

#: A style sheet's address is nothing to click on, so `<link>` is stepped over whole.
_IN_HTML = re.compile(r'(?s:<link\b.*?>)|(?<=href=")(?P<url>https?://[^"]*)')
IN_TEXT = re.compile(r"(?P<url>https?://[^\s<>]*[^\s<>.,;:!?)\]'\"])")


@dataclass(slots=True)
class Links:
    """The tracked links of a mail by their id, as they are found."""

    mail: str
    file: MailFile
    found: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def tracked(self) -> bool:
        """Notices to owners are not: a click there says nothing about the contact."""
        return self.file.to == "contact"

    def named(self, name: str) -> nodes.Expr:
        """The expression for `link.NAME`."""
        link = self.file.links[name]
        return self._expression(name, link.url, link.file)

    def literal(self, url: str) -> nodes.Expr:
        """The expression for a URL that was written out; it goes by its own address."""
        return self._expression(url, url, None)

    def _expression(self, name: str, url: str, file: str | None) -> nodes.Expr:
        if not self.tracked:
            return nodes.Const(url)
        key = link_id(self.mail, name, url)
        self.found[key] = {"url": url, "name": name} | ({"file": file} if file else {})
        return nodes.Getitem(nodes.Name("link", "load"), nodes.Const(key), "load")


class Rewrite(NodeTransformer):
    """Turns every link of a parsed body into a look-up by its id."""

    def __init__(self, links: Links, *, html: bool) -> None:
        self.links = links
        self.html = html

    def visit(self, node: nodes.Node, *args: object, **kwargs: object) -> Any:
        """The node, with the links in it looked up."""
        match node:
            case nodes.Getattr() | nodes.Getitem():
                return self._look_up(node)
            case nodes.Output():
                node.nodes = [piece for inner in node.nodes for piece in self._pieces(inner)]
                return node
        return self.generic_visit(node, *args, **kwargs)

    def _look_up(self, node: nodes.Expr) -> nodes.Expr:
        match dotted(node):
            case ("link", name):
                return self.links.named(name)
        return node

    def _pieces(self, node: nodes.Expr) -> Iterator[nodes.Expr]:
        """What stands between the links, and the links."""
        if not isinstance(node, nodes.TemplateData):
            yield self.visit(node)
            return
        text, done = node.data, 0
        for found in (_IN_HTML if self.html else IN_TEXT).finditer(text):
            if not (url := found["url"]):
                continue
            yield nodes.TemplateData(text[done : found.start()])
            yield self.links.literal(unescape(url) if self.html else url)
            done = found.end()
        yield nodes.TemplateData(text[done:])
