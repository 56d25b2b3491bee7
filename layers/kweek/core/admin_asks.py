"""What the admin API is asked to do, checked field by field."""

import json
from collections.abc import Iterable
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic import model_validator as checked_whole

from kweek.core.bodies import read_json
from kweek.core.entering import MOST_ENTRY_BYTES
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.refusals import AskedWrongly
from kweek.core.rules import Rules
from kweek.core.times import Instant

MOST_CONTACTS = 100

Model = TypeVar("Model", bound=BaseModel)
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=256)]


class EnrolmentAsked(BaseModel):
    """Who is to be put into which journey, and with what."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    journey: Word
    contact: Word | None = None
    email: Word | None = None
    contacts: Annotated[list[Word], Field(min_length=1, max_length=MOST_CONTACTS)] | None = None
    entry: dict[str, Any] = Field(default_factory=dict)
    id: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None

    @checked_whole(mode="after")
    def _says_who_once(self) -> Self:
        if sum(one is not None for one in (self.contact, self.email, self.contacts)) != 1:
            raise ValueError("say who by exactly one of contact, email and contacts")
        if len(json.dumps(self.entry)) > MOST_ENTRY_BYTES:
            msg = f"entry: it travels with the contact and may have {MOST_ENTRY_BYTES} bytes"
            raise ValueError(msg)
        return self

    @property
    def names(self) -> list[str]:
        """The ids that were named, each once."""
        return list(dict.fromkeys(self.contacts or ([self.contact] if self.contact else [])))


class LookAsked(BaseModel):
    """Where to go on with looking at everyone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    next: str | None = None


def enrolment(body: bytes) -> EnrolmentAsked:
    """Who is to be enrolled; AskedWrongly names each field that is wrong."""
    return _read(EnrolmentAsked, body)


def look(body: bytes) -> str | None:
    """The word for the page to look at; None for the first."""
    return _read(LookAsked, body or b"{}").next


def _read(model: type[Model], body: bytes) -> Model:
    try:
        return model.model_validate(read_json(body))
    except ValidationError as wrong:
        raise AskedWrongly("; ".join(_problem(one) for one in wrong.errors())) from None
    except ValueError as wrong:
        raise AskedWrongly(str(wrong)) from None


def check_journey(name: str, rules: Rules) -> None:
    """Refuse a journey that nobody can be put into by hand, and say what to write instead."""
    journey = rules.journeys.get(name)
    if journey is None:
        known = ", ".join(rules.journeys) or "none"
        msg = f"journey: no journey is called '{name}'; there are: {known}"
        raise AskedWrongly(msg)
    if not any("manual" in way for way in journey.enter):
        msg = (
            f"journey: '{name}' has no manual entry; write `enter: manual`, or add "
            "`manual` to its list, and deploy"
        )
        raise AskedWrongly(msg)
    if journey.status != "live":
        msg = f"journey: '{name}' is {journey.status}: nobody enters; write `status: live`"
        raise AskedWrongly(msg)


def messages(
    asked: EnrolmentAsked, contacts: Iterable[str], request_id: str, now: Instant
) -> list[Incoming]:
    """A message for each contact; the same request again makes the same ones."""
    return [
        Incoming(
            id=digest("enrol", asked.journey, request_id),
            type="enrol",
            event="Enrolment Requested",
            contact=contact,
            at=now,
            received_at=now,
            properties={"journey": asked.journey, "entry": asked.entry},
        )
        for contact in contacts
    ]


def _problem(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    reason = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {reason[:1].lower()}{reason[1:]}" if where else reason
