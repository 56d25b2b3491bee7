"""Which merge fields a template prints, and which of them it prints without asking first."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from jinja2 import TemplateSyntaxError, nodes

from kweek.catalogue.mail_language import dotted, parsed

Field: TypeAlias = tuple[str, ...]
Found: TypeAlias = tuple[Field, int]


@lru_cache(maxsize=1024)
def bare_fields(source: str) -> tuple[Found, ...]:
    """The fields, with their lines, that are printed whether or not they are empty."""
    return tuple(_in_all(_parsed(source).body, frozenset()))


@lru_cache(maxsize=1024)
def fields(source: str) -> tuple[Found, ...]:
    """All fields that a template speaks of, with their lines."""
    kinds = (nodes.Name, nodes.Getattr, nodes.Getitem)
    found = ((dotted(node), node.lineno) for node in _parsed(source).find_all(kinds))
    return tuple((path, line) for path, line in found if path)


def _parsed(source: str) -> nodes.Template:
    try:
        return parsed(source)
    except TemplateSyntaxError:  # told by whoever checks the mail
        return nodes.Template([], lineno=1)


def _in_all(body: list[nodes.Node], there: frozenset[Field]) -> Iterator[Found]:
    for node in body:
        yield from _in_statement(node, there)


def _in_statement(node: nodes.Node, there: frozenset[Field]) -> Iterator[Found]:
    match node:
        case nodes.Output():
            for each in node.nodes:
                yield from _printed(each, there)
        case nodes.If():
            yield from _in_all(node.body, there | _when(node.test, holds=True))
            missed = there | _when(node.test, holds=False)
            for other in node.elif_:
                yield from _in_all(other.body, missed | _when(other.test, holds=True))
                missed |= _when(other.test, holds=False)
            yield from _in_all(node.else_, missed)
        case nodes.For():
            yield from _in_all(node.body, there)
            yield from _in_all(node.else_, there)


def _printed(node: nodes.Expr, there: frozenset[Field]) -> Iterator[Found]:
    """The fields whose emptiness would show where this is printed."""
    match node:
        case nodes.Filter(name="default"):
            return
        case nodes.Filter(node=inner) if inner is not None:
            yield from _printed(inner, there)
        case nodes.Or():
            yield from _printed(node.right, there | _when(node.left, holds=False))
        case nodes.CondExpr():
            yield from _printed(node.expr1, there | _when(node.test, holds=True))
            if node.expr2 is not None:
                yield from _printed(node.expr2, there | _when(node.test, holds=False))
        case nodes.Concat():
            for each in node.nodes:
                yield from _printed(each, there)
        case nodes.Name() | nodes.Getattr() | nodes.Getitem():
            path = dotted(node)
            if path and path not in there:
                yield path, node.lineno


def _when(test: nodes.Node, *, holds: bool) -> frozenset[Field]:
    """The fields that are sure to be there when a test holds, or when it does not."""
    match test:
        case nodes.Name() | nodes.Getattr() | nodes.Getitem() if holds:
            return frozenset({dotted(test)})
        case nodes.Not():
            return _when(test.node, holds=not holds)
        case nodes.And() | nodes.Or():
            both = _when(test.left, holds=holds), _when(test.right, holds=holds)
            sure = isinstance(test, nodes.And) == holds
            return both[0] | both[1] if sure else both[0] & both[1]
        case nodes.Test():
            there = test.name == "defined"
            return frozenset({dotted(test.node)}) if there == holds else frozenset()
        case nodes.Compare(ops=[nodes.Operand(op=op, expr=nodes.Const(value=value))]) if value:
            same = (op == "eq") == holds
            return frozenset({dotted(test.expr)}) if same else frozenset()
    return frozenset()
