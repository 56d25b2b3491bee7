"""The template language of mails: so little of Jinja that rendering cannot fail or run away."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import ChainableUndefined, Environment, TemplateSyntaxError, nodes, pass_context
from jinja2.visitor import NodeVisitor

from kweek.catalogue.mail_vocabulary import LISTS, LOOP, Fields, Vocabulary

#: Ours. A template is compiled with their names alone: console knows the firm's zone.
DATES = frozenset({"day", "time"})
FILTERS = DATES | {"default", "upper", "lower", "capitalize", "title", "trim"}
_TESTS = frozenset({"defined", "undefined", "none"})

#: Everything a mail may consist of. No calls, no arithmetic, no ordering: whatever type a trait
#: turns out to have, there is nothing in here that could raise on it.
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Getattr,
    nodes.Getitem, nodes.If, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare,
    nodes.Operand, nodes.Filter, nodes.Test, nodes.Concat, nodes.For, nodes.Include,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something in a template, with its line there."""

    line: int
    text: str
    remedy: str = ""


def environment(*, autoescape: bool) -> Environment:
    """Jinja as mails and pages are compiled with; the choice to escape is compiled in."""
    jinja = Environment(
        autoescape=autoescape,  # noqa: S701 - text bodies and subjects are no HTML
        undefined=ChainableUndefined,
        keep_trailing_newline=True,
    )
    jinja.filters |= dict.fromkeys(DATES, _said)
    return jinja


@pass_context
def _said(_context: object, value: object) -> object:
    """Stands for a filter of ours while templates are compiled; it is never called."""
    return value


def wrong_words(source: str, vocabulary: Vocabulary) -> list[Wrong]:
    """Syntax errors, fields that do not exist, and what mails must not do."""
    try:
        tree = parsed(source)
    except TemplateSyntaxError as error:
        return [Wrong(error.lineno, error.message or "is no template")]
    reader = _Reader(vocabulary)
    reader.visit(tree)
    return reader.found


@lru_cache(maxsize=1024)
def parsed(source: str) -> nodes.Template:
    """The tree of a template, which is only looked at; whoever compiles one makes its own.

    Raises TemplateSyntaxError.
    """
    return environment(autoescape=False).parse(source)


def names_used(source: str) -> set[tuple[str, ...]]:
    """The dotted names that a template mentions; empty when it cannot be read."""
    try:
        tree = parsed(source)
    except TemplateSyntaxError:
        return set()
    paths = (dotted(node) for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem)))
    return {path for path in paths if path}


def dotted(node: nodes.Node) -> tuple[str, ...]:
    """`lead.name` as `("lead", "name")`; empty when it is anything else."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        around = dotted(node.node)
        return (*around, node.attr) if around else ()
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        around = dotted(node.node)
        return (*around, str(node.arg.value)) if around else ()
    return ()


class _Reader(NodeVisitor):
    """Goes through a template and remembers what it must not say."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.scope: dict[str, Fields] = {}
        self.found: list[Wrong] = []

    def visit(self, node: nodes.Node, *args: object, **kwargs: object) -> None:
        match node:
            case nodes.Name() | nodes.Getattr() | nodes.Getitem():
                self._check_path(node)
                return
            case nodes.For():
                self._check_loop(node)
                return
            case nodes.Compare() if any(each.op not in ("eq", "ne") for each in node.ops):
                self._wrong(node, "a mail compares by == and != only", "make it a segment instead")
            case nodes.Filter() if node.name not in FILTERS:
                known = ", ".join(sorted(FILTERS))
                self._wrong(node, f"there is no filter '{node.name}'", f"use one of: {known}")
            case nodes.Test() if node.name not in _TESTS:
                self._wrong(node, f"there is no test '{node.name}'", "compare by == instead")
        if isinstance(node, _ALLOWED):
            self.generic_visit(node, *args, **kwargs)
        else:
            self._wrong(node, f"a mail cannot use {type(node).__name__.lower()}", "put it simpler")

    def _check_loop(self, node: nodes.For) -> None:
        fields = LISTS.get(dotted(node.iter))
        if fields is None or node.recursive or not isinstance(node.target, nodes.Name):
            known = " and ".join(".".join(path) for path in LISTS)
            self._wrong(node, "a mail cannot go through that", f"`for` goes through {known}")
            return
        if node.test is not None:
            self._wrong(node, "`for` takes no `if` here", "put an {% if %} inside it")
        with self._also({node.target.name: fields, "loop": LOOP}):
            for each in node.body:
                self.visit(each)
        for each in node.else_:
            self.visit(each)

    def _check_path(self, node: nodes.Node) -> None:
        path = dotted(node)
        wrong = (
            self.vocabulary.wrong(path, self.scope)
            if path
            else ("a field is looked up in names only", "write it as contact.country")
        )
        if wrong:
            self._wrong(node, *wrong)

    def _wrong(self, node: nodes.Node, text: str, remedy: str) -> None:
        self.found.append(Wrong(node.lineno, text, remedy))

    @contextmanager
    def _also(self, names: Mapping[str, Fields]) -> Iterator[None]:
        before = self.scope
        self.scope = {**before, **names}
        yield
        self.scope = before
