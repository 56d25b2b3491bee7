"""SES in memory: takes mails, answers as it is told to, and tells what became of each."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kweek.core.handover import Answer, Letter
from kweek.core.times import Instant, iso
from kweek.testing.clock import VirtualClock

TAKEN = "taken"  # SES has the mail, and its answer is lost


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was taken, and when."""

    id: str
    at: Instant
    letter: Letter

    @property
    def to(self) -> str:
        """The address."""
        return self.letter.to

    @property
    def name(self) -> str:
        """Which mail it is."""
        return self.letter.tags["mail"]

    @property
    def send_id(self) -> str:
        """The one send it is of."""
        return self.letter.tags["send_id"]

    @property
    def contact(self) -> str:
        """Whom it is about."""
        return self.letter.tags["contact"]

    @property
    def to_owner(self) -> bool:
        """Whether it is a notice about the contact, not a mail to them."""
        return self.letter.tags["to"] == "owner"


@dataclass
class Mailbox:
    """Everything that was mailed; `lasting` ms of it, or all."""

    clock: VirtualClock
    publish: Callable[[dict[str, Any]], None]  # where SES's events go
    lasting: int | None = None
    tells: tuple[str, ...] = ("Send", "Delivery")
    answers: deque[Answer] = field(default_factory=deque)  # instead of taking the next mails
    readers: list[Callable[[Mail], None]] = field(default_factory=list)
    calls: int = 0
    taken: int = 0
    _mails: deque[Mail] = field(default_factory=deque)

    def __iter__(self) -> Iterator[Mail]:
        return iter(self._mails)

    def __len__(self) -> int:
        return len(self._mails)

    def send(self, letter: Letter) -> Answer:
        """Take a mail, once each time it is asked; a silent answer `taken` has taken it."""
        self.calls += 1
        answer = self.answers.popleft() if self.answers else None
        if answer is not None and answer.detail != TAKEN:
            return answer
        # Named by nothing that hangs on other people's mails: what they do tells their next names.
        name = f"message-{letter.tags['send_id']}-{self.clock.ms}"
        mail = Mail(name, self.clock.now(), letter)
        self.taken += 1
        self._mails.append(mail)
        while self.lasting is not None and self._mails[0].at < self.clock.ms - self.lasting:
            self._mails.popleft()
        for kind in self.tells:
            self.tell(mail, kind)
        for read in self.readers:
            read(mail)
        return answer or Answer("accepted", mail.id)

    def tell(self, mail: Mail, kind: str, **details: Any) -> None:
        """Tell what became of a mail, in the shape of SES's events."""
        at = iso(self.clock.now())
        tags = {name: [value] for name, value in mail.letter.tags.items()}
        about = {"messageId": mail.id, "timestamp": at, "destination": [mail.to], "tags": tags}
        self.publish({"eventType": kind, "mail": about, kind.lower(): {"timestamp": at, **details}})
