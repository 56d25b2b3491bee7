"""What people do about a mail: open, click, do what it asks, stop, complain; or it bounces."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from kweek.core import mail_links
from kweek.core.contact import Contact
from kweek.core.incoming import Incoming
from kweek.core.references import resolver
from kweek.core.times import Instant
from kweek.simulation.behaviour import Behaviour, Line
from kweek.simulation.chance import Chance
from kweek.simulation.values import drawn
from kweek.simulation.vocabulary import FOLLOWS, Words
from kweek.testing.mailbox import Mail
from kweek.testing.virtual_world import VirtualWorld
from kweek.testing.wiring import Content


@dataclass
class Reactions:
    """Reads every mail of a world on behalf of whoever gets it."""

    world: VirtualWorld
    content: Content
    behaviour: Behaviour
    words: Words
    chance: Chance

    def read(self, mail: Mail) -> None:
        """Plan what comes of one mail, the moment it has arrived."""
        contact = self.world.contacts.load(mail.contact)
        if mail.to_owner:
            if self.is_handoff(mail):
                self._perhaps("accept", contact, mail, lambda: self._accepts(mail))
            return
        if self._perhaps("bounce", contact, mail, partial(self.world.bounces, mail)):
            return
        self._perhaps("complain", contact, mail, partial(self.world.complains, mail))
        self._perhaps("unsubscribe", contact, mail, partial(self.world.unsubscribes, mail))
        opened = self._perhaps("open", contact, mail, partial(self._opens, mail))
        line = self._line("click", contact, mail) if opened else None
        if opened and line:
            clicked = self._at(line, "click", mail, opened, partial(self._clicks, mail, line))
            wanted = self._line("goal", contact, mail)
            if wanted:
                self._at(wanted, "goal", mail, clicked, partial(self._reaches, mail))

    def _perhaps(
        self, act: str, contact: Contact, mail: Mail, does: Callable[[], None]
    ) -> Instant | None:
        line = self._line(act, contact, mail)
        return self._at(line, act, mail, self.world.now(), does) if line else None

    def _line(self, act: str, contact: Contact, mail: Mail) -> Line | None:
        """The line by which they do it, if they do."""
        line = self.behaviour.line(act, contact, mail.name, mail.letter.tags["journey"])
        does = line is not None and self.chance.happens(line.chance, act, mail.send_id)
        return line if does else None

    def _at(
        self, line: Line, act: str, mail: Mail, since: Instant, does: Callable[[], None]
    ) -> Instant:
        at = Instant(since + self.chance.wait(line.after, "after", act, mail.send_id))
        self.world.at(at, does)
        return at

    def _opens(self, mail: Mail) -> None:
        about = [mail.contact, mail.send_id]
        now = self.world.now()
        self.world.arrives(mail_links.opened(mail.id, about, "1", proxy=False, now=now))

    def _clicks(self, mail: Mail, line: Line) -> None:
        links = self.content.mails[mail.name]["links"]
        likely = {
            link: line.links.get(one.get("name", ""), 0) if line.links else 1.0
            for link, one in links.items()
        }
        if any(likely.values()):
            link = self.chance.one_of(likely, "link", mail.send_id)
            about = [mail.contact, mail.send_id, link]
            self.world.arrives(mail_links.clicked(mail.id, about, "1", now=self.world.now()))

    def _accepts(self, mail: Mail) -> None:
        about = [mail.contact, mail.letter.tags["run"], mail.send_id]
        self.world.arrives(mail_links.accepted(mail.id, about, now=self.world.now()))

    def is_handoff(self, mail: Mail) -> bool:
        """Whether it gives somebody to sales."""
        tags = mail.letter.tags
        state = self.content.machines[tags["journey"]]["States"].get(tags["step"], {})
        return bool(state["Parameters"]["MessageBody"]["step"]["do"] == "handoff")

    def _reaches(self, mail: Mail) -> None:
        """They do what the journey of the mail is for."""
        tags = mail.letter.tags
        contact = self.world.contacts.load(mail.contact)
        run = contact.enrolments.get(tags["run"])
        journey = self.world.rules.journeys[tags["journey"]]
        pid = next(_events_of(journey.goal), None)
        known = {**self.world.rules.predicates, **journey.predicates}
        if pid not in known or run is None:
            return
        wanted = known[pid]
        event = next((one for one in wanted["events"] if one not in FOLLOWS), None)
        if event is None:
            return
        now = self.world.now()
        asked = resolver(contact, run.entry)
        said = {**self.words.events.get(event, {}), **_met(wanted["where"], asked)}
        about = (mail.send_id, event)
        properties = {n: drawn(one, now, self.chance, n, *about) for n, one in said.items()}
        self.world.arrives(
            Incoming(
                id=self.chance.name("goal", mail.send_id),
                type="track",
                event=event,
                at=now,
                received_at=now,
                contact=mail.contact,
                properties=properties,
            )
        )


def _events_of(condition: Any) -> Any:
    if isinstance(condition, dict):
        if "event" in condition:
            yield condition["event"]
        for many in ("all", "any"):
            for one in condition.get(many, ()):
                yield from _events_of(one)


def _met(where: Mapping[str, Any], resolve: Callable[[Any], Any]) -> dict[str, Any]:
    """Properties that are as a predicate asks, where it names a value."""
    found = {}
    for name, ops in where.items():
        for op, operand in ops:
            if op == "is":
                first = next((one for one in operand if one != "missing"), None)
                found[name] = resolve(first)
            elif op in ("starts_with", "contains", "at_least", "at_most"):
                found[name] = resolve(operand)
    return {name: value for name, value in found.items() if value is not None}
