"""Carries out what was decided: first what earlier causes left behind, the done mark last."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, assert_never

from kweek.core.contact import Contact
from kweek.core.effects import Effect, KeepToken, LedgerRow, Mark, Order, Record
from kweek.shell.protocols import ItemTable, SendOrder

_SAY_DONE = frozenset((LedgerRow, Mark))  # that the rest of the effects are done


def _comes_last(effect: Effect) -> bool:
    return type(effect) in _SAY_DONE


@dataclass(frozen=True)
class Performer:
    """The two kinds of effect: put an item, send a message."""

    items: ItemTable
    order: SendOrder

    def perform(self, effects: Iterable[Effect]) -> None:
        """Perform each effect; rows and marks come last, since they say that the rest is done."""
        for effect in sorted(effects, key=_comes_last):
            match effect:
                case Record():
                    self.items.put_record(effect)
                case KeepToken():
                    self.items.put_token(effect)
                case LedgerRow():
                    self.items.put_row(effect)
                case Mark():
                    self.items.put_mark(effect)
                case Order():
                    self.order(effect)
                case _:
                    assert_never(effect)

    def catch_up(self, contact: Contact, done: set[str]) -> dict[str, Any]:
        """Perform what earlier causes ordered and may not have got; what the outbox still holds.

        A cause that is an event puts its own record when its message comes again, so it
        stays until then; every other cause's mark is among its effects. What an erasure
        ordered is finished by whoever sweeps, and by nobody after them.
        """
        if contact.erased is not None:
            return {}
        left = {cause: one for cause, one in contact.outbox.items() if cause not in done}
        for one in left.values():
            self.perform(one.effects)
        return {cause: one for cause, one in left.items() if "|e#" in cause}
