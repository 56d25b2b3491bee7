"""Every mail that was sent, as it was sent: in memory, and a line each in mails.jsonl."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail. `at` is campaign time, `sent_at` this machine's."""

    id: str
    at: str
    sent_at: str
    sender: str
    to: str
    subject: str
    headers: Mapping[str, str]
    html: str
    text: str
    tags: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As `GET {mailbox}/messages` tells it."""
        told = asdict(self)
        told["from"] = told.pop("sender")
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Mail":
        """Read back what `as_json` wrote."""
        rest = {name: value for name, value in told.items() if name != "from"}
        return cls(sender=told["from"], **rest)


@dataclass
class Mailbox:
    """All mails, oldest first, and what the receiving side made of each."""

    file: Path
    mails: list[Mail] = field(default_factory=list)
    fates: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def opened(cls, file: Path) -> "Mailbox":
        """The mailbox with what an earlier run left in the file."""
        mailbox = cls(file)
        for line in file.read_text("utf-8").splitlines() if file.exists() else ():
            told = json.loads(line)
            if "event" in told:
                mailbox.fates.setdefault(told["id"], []).append(told["event"])
            else:
                mailbox.mails.append(Mail.from_json(told))
        return mailbox

    def add(self, mail: Mail) -> None:
        """Keep a mail."""
        self.mails.append(mail)
        self._write(mail.as_json())

    def tell(self, mail_id: str, event: str) -> None:
        """Note what became of a mail: Send, Delivery, Bounce, Complaint."""
        self.fates.setdefault(mail_id, []).append(event)
        self._write({"id": mail_id, "event": event})

    def _write(self, told: Mapping[str, Any]) -> None:
        with self.file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(told, ensure_ascii=False) + "\n")

    def find(self, mail_id: str) -> Mail | None:
        """The mail with this id."""
        return next((mail for mail in self.mails if mail.id == mail_id), None)

    def messages(self, to: str | None = None) -> list[Mail]:
        """The mails to an address, or all; upper and lower case do not matter."""
        if not to:
            return list(self.mails)
        wanted = bare(to)
        return [mail for mail in self.mails if wanted in map(bare, mail.to.split(","))]


def bare(address: str) -> str:
    """The address in `Ada <ada@example.com>`, in lower case."""
    return parseaddr(address)[1].lower()
