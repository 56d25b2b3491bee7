"""Somebody in a story: what they do, and what can be seen of them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kweek.core.contact import Contact
from kweek.core.ids import digest
from kweek.stories.acts import Acts
from kweek.stories.telling import told
from kweek.testing.mailbox import Mail

if TYPE_CHECKING:
    from kweek.stories.world import World


@dataclass(eq=False)
class Person(Acts):
    """One of the people of a story; made by the fixture `person`."""

    world: "World"
    email: str
    traits: dict[str, Any]
    _acted: int = field(default=0, repr=False)
    _acted_at: int = field(default=0, repr=False)

    @property
    def _who(self) -> "Person":
        return self

    @property
    def contact(self) -> Contact:
        """Their record as it is now."""
        return self.world.virtual.contacts.load(digest("anonymous", self.email))

    @property
    def mails(self) -> list[Mail]:
        """Every mail that they got, oldest first."""
        return [mail for mail in self.world.virtual.mails(self.email) if not mail.to_owner]

    @property
    def notices(self) -> list[Mail]:
        """Every mail about them that went to an owner of ours, oldest first."""
        mails, ids = self.world.virtual.mails(), self.contact.ids
        return [mail for mail in mails if mail.to_owner and mail.contact in ids]

    def mail(self, name: str = "", link: str = "") -> Mail:
        """The latest mail that they got: of this name, and with this link, if one is said.

        Raises AssertionError when there is none.
        """
        known = self.world.playbook.mails
        with_link = [
            mail
            for mail in self.mails
            if not link or any(one["name"] == link for one in known[mail.name]["links"].values())
        ]
        wanted = f"mail {name}".strip() + (f" with a link {link}" if link else "")
        return self._latest(with_link, name, wanted)

    def notice(self, name: str = "") -> Mail:
        """The latest mail about them that went to an owner; raises AssertionError without one."""
        return self._latest(self.notices, name, f"notice {name}".strip())

    def acts_now(self) -> str:
        """They do something, a moment after what they did before; a name for this act."""
        virtual = self.world.virtual
        if self._acted_at == virtual.clock.ms:
            virtual.advance(1)
        self._acted, self._acted_at = self._acted + 1, virtual.clock.ms
        return f"{self.email} {self._acted}"

    def told(self) -> str:
        """What happened to them, line by line."""
        return told(self)

    def __str__(self) -> str:
        return self.told()

    def _latest(self, mails: list[Mail], name: str, wanted: str) -> Mail:
        found = [mail for mail in mails if name in ("", mail.name)]
        if not found:
            msg = f"{self.email} has got no {wanted}.\n\n{self.told()}"
            raise AssertionError(msg)
        return found[-1]
