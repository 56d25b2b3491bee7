"""Puts the real procedures over the adapters in memory: one worker of each function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from kweek.core.effects import Order
from kweek.core.letter import Signer
from kweek.core.orders import order_json
from kweek.core.rules import Rules
from kweek.shell.conducting import Conductor
from kweek.shell.fates import Feedback
from kweek.shell.mailing import Post
from kweek.shell.performing import Performer
from kweek.shell.protocols import SendEvents
from kweek.shell.webhooks import Hooks
from kweek.shell.world import World
from kweek.testing.clock import VirtualClock
from kweek.testing.contacts import MemoryContacts
from kweek.testing.elsewhere import Elsewhere
from kweek.testing.items import MemoryItems
from kweek.testing.machines import Machines
from kweek.testing.mailbox import Mailbox
from kweek.testing.unrendered import LINKS, unrendered
from kweek.testing.watching import Watch, watched, watched_call
from kweek.testing.workers import Workers

T = TypeVar("T")
Render = Callable[[str, dict[str, Any]], Any]


class Content(Protocol):
    """Compiled campaigns, as `kweek.catalogue.build` makes them."""

    @property
    def rules(self) -> dict[str, Any]:
        """What deciding needs."""

    @property
    def machines(self) -> dict[str, dict[str, Any]]:
        """The state machine of each journey."""

    @property
    def mails(self) -> dict[str, dict[str, Any]]:
        """What the mailer knows of each mail."""


@dataclass(frozen=True)
class Reading:
    """How mails are made: the names of their templates alone, unless somebody reads them."""

    render: Render = unrendered
    signer: Signer = LINKS


@dataclass
class Adapters:
    """Everything outside of a worker; `watch` sees each call to it."""

    clock: VirtualClock
    contacts: MemoryContacts
    items: MemoryItems
    machines: Machines
    mailbox: Mailbox
    elsewhere: Elsewhere
    send: SendEvents
    order: Callable[[Mapping[str, Any]], None]
    watch: Watch | None = None
    at_work: str = ""

    def seen(self, adapter: T, name: str) -> T:
        """The adapter, as workers get it."""
        return watched(adapter, name, self._worker, self.watch) if self.watch else adapter

    def seen_call(self, call: Callable[..., T], name: str) -> Callable[..., T]:
        """An adapter that is one function, as workers get it."""
        return watched_call(call, name, self._worker, self.watch) if self.watch else call

    def _worker(self) -> str:
        return self.at_work


def hired(adapters: Adapters, rules: Rules, content: Content, reading: Reading) -> Workers:
    """Workers that remember nothing yet."""
    contacts = adapters.seen(adapters.contacts, "contacts")
    items = adapters.seen(adapters.items, "items")
    put_order = adapters.seen_call(adapters.order, "orders.send")
    send = adapters.seen_call(adapters.send, "events.send")

    def order(one: Order) -> None:
        put_order(order_json(one))

    links = {
        link: one["url"] for mail in content.mails.values() for link, one in mail["links"].items()
    }
    return Workers(
        world=World(contacts, items, Performer(items, order), adapters.clock, rules),
        post=Post(
            send=adapters.seen_call(adapters.mailbox.send, "ses.send"),
            signer=reading.signer,
            configuration_set="kweek",
            pace=_at_once,
            mails=content.mails,
            links=links,
            render=reading.render,
            seconds=adapters.clock.seconds,
        ),
        hooks=Hooks(adapters.seen(adapters.elsewhere, "elsewhere"), "key"),
        conductor=Conductor(
            executions=adapters.seen(adapters.machines, "machines"),
            contacts=contacts,
            items=items,
            clock=adapters.clock,
            send=send,
        ),
        feedback=Feedback(contacts, items, adapters.clock, lambda: rules, send),
    )


def _at_once() -> None:
    """Mails need no pace here."""
