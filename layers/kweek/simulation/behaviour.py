"""How made-up people behave, as a behaviour file says it: read, checked, and ready to be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kweek.core.contact import Contact
from kweek.core.times import Instant

#: The acts that answer a mail, in the order in which they are drawn.
ACTS = ("open", "click", "goal", "unsubscribe", "complain", "bounce", "accept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the file: whom and what it is about, how likely, how late, and who says so.

    Of several lines for the same act the first that fits counts; `after` is a mean, in ms.
    """

    chance: float
    after: int = 0
    mail: tuple[str, ...] = ()
    journey: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    links: Mapping[str, float] = field(default_factory=dict)
    source: str = ""

    @property
    def of_all(self) -> bool:
        """Whether it is about everybody and every mail: what stands below it counts for nothing."""
        return not (self.mail or self.journey or self.segment or self.stage)

    def fits(self, contact: Contact, mail: str = "", journey: str = "") -> bool:
        """Whether the line is about this person, mail and journey."""
        return (
            _among(self.mail, (mail,))
            and _among(self.journey, (journey,))
            and _among(self.stage, (contact.stage,))
            and _among(self.segment, contact.segments)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What people do by themselves, once or again and again: an event, or a form.

    Or what somebody does with them: a `journey` that they are put into by hand.

    `every` is the mean time between two; `lasts` how long people keep at it, on average.
    """

    event: str = ""
    form: str = ""
    journey: str = ""
    chance: float = 1
    after: int = 0
    every: int = 0
    lasts: int = 0
    properties: Mapping[str, Any] = field(default_factory=dict)
    segment: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    came_by: tuple[str, ...] = ()  # the form or event by which they became known
    source: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        if self.journey:
            return f"put into {self.journey} by hand"
        return f"form {self.form}" if self.form else self.event

    def fits(self, contact: Contact) -> bool:
        """Whether this person does it, as things stand with them."""
        return _among(self.stage, (contact.stage,)) and _among(self.segment, contact.segments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """The whole file; `come` says by what people become known, with its share."""

    starts: Instant
    arrive_within: float
    ticks_box: float
    come: tuple[tuple[Deed, float], ...]
    traits: Mapping[str, Any]
    habits: tuple[Deed, ...]
    acts: Mapping[str, tuple[Line, ...]]

    def line(self, act: str, contact: Contact, mail: str, journey: str) -> Line | None:
        """The line that counts for an act, if any fits."""
        return next((one for one in self.acts[act] if one.fits(contact, mail, journey)), None)


def _among(named: tuple[str, ...], found: Any) -> bool:
    return not named or any(one in found for one in named)
