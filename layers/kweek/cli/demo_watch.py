"""Wait until something can be seen in the system, and print it; what never is ends the demo."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from kweek.cli import demo_lines as lines
from kweek.cli.demo_people import Person
from kweek.cli.demo_reading import Facts, Reading
from kweek.cli.trouble import WentWrong
from kweek.core.times import parse_iso

EVERY = 0.4  # seconds between looks
PATIENCE = 60.0  # seconds; the story's longest silence is under half of it
Found = TypeVar("Found")


class NotSeen(WentWrong):
    """A line of the story did not come true."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Looks again and again, and prints what it finds."""

    reading: Reading
    printer: lines.Printer

    async def until(self, what: str, look: Callable[[], Awaitable[Found | None]]) -> Found:
        """The first thing that `look` finds; raises NotSeen when there is nothing for long."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    if (found := await look()) is not None:
                        return found
                    await asyncio.sleep(EVERY)
        except TimeoutError:
            msg = f"not seen in the system within {PATIENCE:.0f} s: {what}"
            raise NotSeen(msg) from None

    async def contact(self, person: Person, what: str, holds: Callable[[Facts], Any]) -> Facts:
        """The person's contact, as soon as something holds of it."""

        async def look() -> Facts | None:
            contact = await self.reading.contact(person.address)
            return contact if contact and holds(contact) else None

        return await self.until(f"{what}, of {person.name}", look)

    async def event(self, person: Person, name: str, **having: str) -> Facts:
        """An event of the person's timeline; printed."""

        def fits(event: Facts) -> bool:
            said = event["properties"]
            return bool(event["event"] == name and having.items() <= said.items())

        def found(contact: Facts) -> list[Facts]:
            return [event for event in contact["timeline"] if fits(event)]

        contact = await self.contact(person, f"{name} {having or ''}", found)
        event = found(contact)[-1]
        self.printer.show(lines.of_event(event, contact))
        return event

    async def mail(self, to: str, mail: str, about: str | None = None) -> Facts:
        """A mail in the mailbox of an address; printed. `about` is in the text of a notice."""

        async def look() -> Facts | None:
            mails = await self.reading.mails(to)
            fit = [each for each in mails if each["tags"]["mail"] == mail]
            return next((each for each in fit if not about or about in each["text"]), None)

        found = await self.until(f"the mail {mail} to {to}", look)
        self.printer.show(lines.of_mail(found))
        return found

    async def send(self, person: Person, mail: str, state: str) -> None:
        """What became of a mail, by the ledger; printed."""

        def found(contact: Facts) -> list[Facts]:
            return [s for s in contact["sends"] if (s["mail"], s["state"]) == (mail, state)]

        contact = await self.contact(person, f"{mail} is {state}", found)
        self.printer.show(lines.of_send(found(contact)[0], contact))

    async def run(self, person: Person, journey: str, state: str, status: str) -> None:
        """The way of an execution up to a state; printed."""
        contact = await self.contact(
            person, journey, lambda one: [e for e in one["enrolments"] if e["journey"] == journey]
        )
        run = next(e["run"] for e in contact["enrolments"] if e["journey"] == journey)

        async def look() -> lines.Line | None:
            execution = await self.reading.execution(journey, run)
            if execution is None or not execution.has_entered(state) or execution.status != status:
                return None
            states = [each.state for each in execution.entered]
            at = execution.entered[-1].at
            return lines.of_run(contact, at, journey, states, execution.status)

        wanted = f"the execution of {journey} at {state} ({status}), of {person.name}"
        self.printer.show(await self.until(wanted, look))

    async def visitor(self, person: Person, path: str) -> None:
        """A page view of somebody without a name; printed."""

        async def look() -> lines.Line | None:
            contact = await self.reading.visitor(person.cookie)
            for event in contact["timeline"] if contact else ():
                if contact and event["properties"].get("path") == path:
                    return lines.of_event(event, contact)
            return None

        self.printer.show(await self.until(f"the visit of {path}", look))

    async def opted_out(self, person: Person) -> None:
        """The contact itself says that marketing mail is over; printed."""
        contact = await self.contact(person, "opted out", lambda one: one["consent"]["opted_out"])
        at = parse_iso(contact["consent"]["opted_out"])
        self.printer.show(
            lines.Line(at, "contact", lines.who(contact), "no marketing mail any more")
        )

    async def past_before(self, person: Person, event: Facts) -> None:
        """What an anonymous visitor did now stands in the person's timeline; printed."""
        contact = await self.contact(person, "a past", lambda one: len(one["timeline"]) > 1)
        before = [e for e in contact["timeline"] if e["at"] < event["at"]]
        pages = ", ".join(str(e["properties"].get("path")) for e in before)
        text = f"{contact['email']} is the visitor of before: {pages}"
        if not before:
            msg = f"not seen in the system: what {person.name} did before the form"
            raise NotSeen(msg)
        self.printer.show(lines.Line(parse_iso(event["at"]), "contact", lines.who(contact), text))
