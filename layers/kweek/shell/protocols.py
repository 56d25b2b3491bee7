"""What the shell's procedures work with, whoever provides it: AWS, or a world in memory."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Protocol

from kweek.core.contact import Contact
from kweek.core.effects import KeepToken, LedgerRow, Mark, Order, Record
from kweek.core.holds import Standing
from kweek.core.identity import Claim, Plan
from kweek.core.incoming import Incoming
from kweek.core.times import Instant, MachineInstant

#: Takes messages for ingest: all of them, or an error.
SendEvents = Callable[[Iterable[Incoming]], None]
#: Takes one order for the conductor.
SendOrder = Callable[[Order], None]


class ContactChanged(Exception):
    """Someone else committed first; start again from the read."""


class Timekeeper(Protocol):
    """Campaign time beside machine time (DESIGN 4.6)."""

    @property
    def speed(self) -> float:
        """How many times faster the campaign's clock runs."""

    def now(self) -> Instant:
        """This instant, in campaign time."""

    def machine_now(self) -> MachineInstant:
        """This instant, in machine time."""

    def campaign(self, real_ms: MachineInstant, /) -> Instant:
        """The campaign instant at a machine instant."""

    def real(self, instant: Instant, /) -> MachineInstant:
        """The first machine millisecond at which the campaign has reached an instant."""


class ContactTable(Protocol):
    """Contacts and addresses; every write is conditional on what was read."""

    def load(self, contact_id: str, /) -> Contact:
        """The contact of an id, following aliases; version 0 when there is none yet."""

    def known(self, contact_id: str, /) -> Contact | None:
        """The contact of an id, or None when nobody has it, or nobody has it any more."""

    def owner(self, address: str, /) -> Contact | None:
        """Who has claimed an address."""

    def claim(self, address: str, /) -> Claim:
        """Who has claimed an address, and when it last became free by an erasure."""

    def hashed(self, address: str, /) -> str:
        """The keyed hash under which an address lies."""

    def standing(self, address: str | None, /) -> Standing:
        """Why an address must not be mailed, and which journeys are paused, in one read."""

    def block_address(self, address: str, reason: str, /) -> None:
        """Write on an address why it must not be mailed; a weaker reason leaves a stronger one."""

    def block(self, hashed: str, reason: str, /) -> None:
        """The same, of an address of which only the keyed hash is known."""

    def commit(self, before: Contact, after: Contact, /) -> None:
        """Put the next version; raises ContactChanged when `before` is no longer the latest."""

    def join(self, plan: Plan, before: Contact, after: Contact, /) -> None:
        """Commit a contact with the past, address and user id that become its own; or nothing."""

    def erase(self, before: Contact, after: Contact, block: str | None, /) -> None:
        """Commit a tombstone and give its address free, which stays blocked if it was, or `block`.

        The address keeps when that was, until it is forgotten.
        """

    def forget_address(self, hashed: str, at: Instant, /) -> None:
        """Delete an address that this erasure gave free, unless it is blocked or claimed anew."""


class ItemTable(Protocol):
    """The items around a contact, put once and read seldom."""

    def existing(self, causes: Collection[str], /) -> set[str]:
        """Which done marks exist, in one strongly consistent read."""

    def put_record(self, record: Record, /) -> None:
        """Put an event into the timeline."""

    def put_mark(self, mark: Mark, /) -> None:
        """Put a done mark."""

    def put_token(self, kept: KeepToken, /) -> None:
        """Keep the token of a run's present wait; an older one never replaces it."""

    def token(self, run: str, entered: MachineInstant, /) -> str | None:
        """The token of the wait that was entered then; None when a later one has replaced it.

        Raises KeyError while no token as late has been kept.
        """

    def put_row(self, row: LedgerRow, /) -> None:
        """Put a ledger row, unless it already stands higher."""

    def raise_row(self, contact: str, send: str, state: str, at: int, /) -> bool:
        """Raise the rank of a row that stands; False when there is none but `unknown`."""

    def put_link(self, link: str, url: str, /) -> None:
        """Keep where a link leads."""

    def under(
        self, contact: str, prefix: str, /, *, consistent: bool = False
    ) -> Iterator[dict[str, Any]]:
        """The bodies of a contact's items of one kind (`e#` events, `s#` ledger rows)."""

    def sweep(self, contact: str, runs: Collection[str], keep: Collection[str], /) -> None:
        """Delete all that lies under an id but its contact and what is to be kept.

        With it go the tokens of these runs, and of those that events and rows there name.
        """


class Executions(Protocol):
    """Step Functions from outside; each says whether it could still be done."""

    def start(self, journey: str, name: str, given: Mapping[str, Any], /) -> bool:
        """Start an execution; False when its name is used, but by the very same that still runs."""

    def answer(self, token: str, output: Mapping[str, Any], /) -> bool:
        """Give the step that waits with this token its outcome; False when it is closed."""

    def fail(self, token: str, error: str, /) -> bool:
        """Fail the step that waits with this token; False when it is closed."""

    def stop(self, journey: str, name: str, cause: str, /) -> bool:
        """Stop an execution; False when there is none of that name."""
