"""Made-up people: they come one by one, say who they are, and then do what people do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from kweek.core.ids import digest
from kweek.core.incoming import Consent, Incoming, Kind
from kweek.core.times import DAY, Instant
from kweek.simulation.behaviour import Behaviour, Deed
from kweek.simulation.chance import Chance
from kweek.simulation.values import drawn
from kweek.simulation.vocabulary import FORM, PAGE, Words
from kweek.testing.virtual_world import VirtualWorld

FIRST_NAMES = ("Anna", "Bram", "Chris", "Daan", "Eva", "Femke", "Guus", "Hanna", "Imke", "Joost")
LAST_NAMES = ("Visser", "de Boer", "Bakker", "Smit", "Mulder", "Peters", "Jansen", "Vos")


def address_of(number: int) -> str:
    """The address of one of them; nobody can be reached there."""
    return f"person-{number}@example.org"


def visitor_of(number: int) -> str:
    """The name by which the site knows their browser."""
    return f"visitor-{number}"


@cache
def contact_id(number: int) -> str:
    """The id under which their history begins."""
    return digest("anonymous", visitor_of(number))


@dataclass
class People:
    """So many people who come within so many days, each with habits of their own."""

    world: VirtualWorld
    forms: Mapping[str, Mapping[str, Any]]
    behaviour: Behaviour
    words: Words
    chance: Chance
    came: int = 0

    def come(self, numbers: Iterable[int], days: int) -> None:
        """Let everybody with these numbers come at their time."""
        span = days * DAY * self.behaviour.arrive_within
        for number in numbers:
            at = Instant(self.world.now() + round(span * self.chance.unit("comes", number)))
            self.world.at(at, partial(self._comes, number))

    def _comes(self, number: int) -> None:
        self.came += 1
        deeds = dict(enumerate(share for _, share in self.behaviour.come))
        first = self.behaviour.come[self.chance.one_of(deeds, "first", number)][0]
        self._is_known(number, first)
        for index, habit in enumerate(self.behaviour.habits):
            if habit.came_by and (first.form or first.event) not in habit.came_by:
                continue
            if self.chance.happens(habit.chance, "ever", habit.name, number):
                ends = self._ends(number, index, habit)
                self._later(number, index, 0, ends, habit.after or habit.every)

    def _ends(self, number: int, index: int, habit: Deed) -> Instant | None:
        if not habit.lasts:
            return None
        lasts = self.chance.wait(habit.lasts, "lasts", index, number)
        return Instant(self.world.now() + habit.after + lasts)

    def _later(self, number: int, index: int, times: int, ends: Instant | None, mean: int) -> None:
        wait = self.chance.wait(mean, "habit", index, number, times)
        at = Instant(self.world.now() + wait)
        if ends is None or at < ends:
            self.world.at(at, partial(self._does, number, index, times, ends))

    def _does(self, number: int, index: int, times: int, ends: Instant | None) -> None:
        habit = self.behaviour.habits[index]
        contact = self.world.contacts.known(contact_id(number))
        if contact is not None and habit.fits(contact):
            self._do(number, habit, f"{index}.{times}")
        if habit.every:
            self._later(number, index, times + 1, ends, habit.every)

    def _is_known(self, number: int, first: Deed) -> None:
        """Somebody comes in by an event: another system has told us who they are before."""
        if not first.form:
            topics = tuple(self.world.rules.policy["topics"])
            agreed = self.chance.happens(self.behaviour.ticks_box, "box", number)
            consent = Consent(topics, "Told by another system", "") if agreed else None
            traits = {"email": address_of(number), **self._traits(number)}
            about = {"address": address_of(number), "traits": traits, "consent": consent}
            self._tell(number, "identify", "Identified", "known", **about)
        self._do(number, first, "first")

    def _do(self, number: int, deed: Deed, which: str) -> None:
        if deed.form:
            self._post(number, deed.form, which)
            return
        if deed.journey:
            self._is_put_into(number, deed, which)
            return
        kind: Kind = "page" if deed.event == PAGE else "track"
        self._tell(number, kind, deed.event, which, properties=self._said(number, deed, which))

    def _is_put_into(self, number: int, deed: Deed, which: str) -> None:
        """Somebody enrols them by hand, whoever they are by now."""
        said = {**self.words.journeys[deed.journey], **deed.properties}
        entry = self._drawn(said, number, deed, which)
        about = {"journey": deed.journey, "entry": entry}
        contact = self.world.contacts.load(contact_id(number)).id
        event = "Enrolment Requested"
        self._tell(
            number, "enrol", event, f"{deed.journey} {which}", contact=contact, properties=about
        )

    def _said(self, number: int, deed: Deed, which: str) -> dict[str, Any]:
        """The properties of an event: those the campaigns ask about, and those that were said."""
        said = {**self.words.events.get(deed.event, {}), **deed.properties}
        return self._drawn(said, number, deed, which)

    def _drawn(
        self, said: Mapping[str, Any], number: int, deed: Deed, which: str
    ) -> dict[str, Any]:
        now, about = self.world.now(), (number, deed.name, which)
        return {name: drawn(one, now, self.chance, name, *about) for name, one in said.items()}

    def _post(self, number: int, name: str, which: str) -> None:
        form = self.forms[name]
        traits = self._traits(number)
        for one in form["fields"]:
            if one["options"] and traits.get(one["field"]) not in one["options"]:
                options = dict.fromkeys(one["options"], 1.0)
                traits[one["field"]] = self.chance.one_of(options, one["field"], number)
        asked = {one["field"] for one in form["fields"]}
        address = address_of(number) if "email" in asked else None
        filled = {field: value for field, value in traits.items() if field in asked}
        if address is not None:
            filled["email"] = address
        self._tell(
            number,
            "form",
            FORM,
            which,
            address=address,
            properties={**form.get("properties", {}), "form": name},
            traits=filled | self._told_elsewhere(traits),
            consent=self._consent(number, name, form),
        )

    def _told_elsewhere(self, traits: Mapping[str, Any]) -> dict[str, Any]:
        """What no form asks but journeys need: a CRM would tell it."""
        asked = {one["field"] for form in self.forms.values() for one in form["fields"]}
        return {name: traits[name] for name in self.behaviour.traits if name not in asked}

    def _consent(self, number: int, name: str, form: Mapping[str, Any]) -> Consent | None:
        said = form.get("consent")
        if not said:
            return None
        ticks = self.chance.happens(self.behaviour.ticks_box, "box", name, number)
        agreed = said["required"] or ticks
        return Consent(tuple(said["topics"]), said["wording"], name) if agreed else None

    def _traits(self, number: int) -> dict[str, Any]:
        now = self.world.now()
        first = self.chance.one_of(dict.fromkeys(FIRST_NAMES, 1.0), "first name", number)
        last = self.chance.one_of(dict.fromkeys(LAST_NAMES, 1.0), "last name", number)
        said = {
            name: drawn(one, now, self.chance, name, number)
            for name, one in self.behaviour.traits.items()
        }
        return {"first_name": first, "last_name": last, "company": f"{last} & Co", **said}

    def _tell(self, number: int, kind: Kind, event: str, which: str, **about: Any) -> None:
        now = self.world.now()
        self.world.arrives(
            Incoming(
                id=self.chance.name(event, number, which),
                type=kind,
                event=event,
                at=now,
                received_at=now,
                anonymous_id=visitor_of(number),
                **about,
            )
        )
