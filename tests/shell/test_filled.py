"""Somebody erased is filled for no rules: what is being swept is read by nobody."""

from types import SimpleNamespace

from kweek.core.contact import Contact, Erased
from kweek.shell.filling import filled


def test_nobody_who_was_erased_is_filled():
    tombstone = Contact("ada", version=2, erased=Erased(5))
    world = SimpleNamespace(rules=SimpleNamespace(filled="new rules"), items=None)

    assert filled(world, tombstone, ()) is tombstone
