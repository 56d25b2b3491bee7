"""Segment's tracking calls as they come in, checked field by field."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from kweek.core.addresses import normal
from kweek.core.times import Instant, parse_iso

LONGEST_ID = 256
LONGEST_MESSAGE_ID = 100
LONGEST_NAME = 200


def _given(value: Any) -> Any:
    return None if value == "" else value


def _bag(value: Any) -> Any:
    return {} if value is None else value


def _instant(value: Any) -> Instant:
    try:
        return parse_iso(value)
    except (TypeError, ValueError):
        msg = "this is no ISO 8601 date and time; write one like 2026-11-21T10:00:00Z"
        raise ValueError(msg) from None


Id = Annotated[
    Annotated[str, StringConstraints(max_length=LONGEST_ID)] | None, BeforeValidator(_given)
]
SomeId = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ID)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
]
Bag = Annotated[dict[str, Any], BeforeValidator(_bag)]
# An instant of the client's clock, which only an arrival can map to the campaign's.
Moment = Annotated[Instant, BeforeValidator(_instant)]


class Call(BaseModel):
    """What every call may carry; what is not named here is not kept."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    message_id: Annotated[
        Annotated[str, StringConstraints(max_length=LONGEST_MESSAGE_ID)] | None,
        BeforeValidator(_given),
    ] = Field(None, alias="messageId")
    anonymous_id: Id = Field(None, alias="anonymousId")
    user_id: Id = Field(None, alias="userId")
    context: Bag = Field(default_factory=dict)
    timestamp: Moment | None = None
    original_timestamp: Moment | None = Field(None, alias="originalTimestamp")
    sent_at: Moment | None = Field(None, alias="sentAt")

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not self.anonymous_id and not self.user_id:
            raise ValueError("anonymousId or userId is required")
        return self


class Track(Call):
    """Somebody did something."""

    type: Literal["track"]
    event: Name
    properties: Bag = Field(default_factory=dict)


class Seen(Call):
    """What a page and a screen have in common."""

    name: Annotated[Name | None, BeforeValidator(_given)] = None
    category: Annotated[Name | None, BeforeValidator(_given)] = None
    properties: Bag = Field(default_factory=dict)


class Page(Seen):
    """Somebody looked at a page."""

    type: Literal["page"]


class Screen(Seen):
    """Somebody looked at a screen of an app."""

    type: Literal["screen"]


class Traits(BaseModel):
    """Any traits; an e-mail address among them must be one that mail can be sent to."""

    model_config = ConfigDict(frozen=True, extra="allow")

    email: Annotated[Annotated[str, AfterValidator(normal)] | None, BeforeValidator(_given)] = None

    def given(self) -> dict[str, Any]:
        """What was given, as traits are kept."""
        others = dict(self.model_extra or {})
        return {**others, "email": self.email} if self.email else others


class Identify(Call):
    """Who somebody is."""

    type: Literal["identify"]
    traits: Annotated[Traits, BeforeValidator(_bag)] = Traits()


class Group(Call):
    """Somebody belongs to an account."""

    type: Literal["group"]
    group_id: SomeId = Field(alias="groupId")
    traits: Bag = Field(default_factory=dict)


class Alias(Call):
    """Two ids are one person."""

    type: Literal["alias"]
    user_id: SomeId = Field(alias="userId")
    previous_id: SomeId = Field(alias="previousId")


AnyCall = Track | Page | Screen | Identify | Group | Alias

KINDS: dict[str, type[AnyCall]] = {
    "track": Track,
    "page": Page,
    "screen": Screen,
    "identify": Identify,
    "group": Group,
    "alias": Alias,
}
#: The paths that browsers use, since every byte of a page counts.
SHORT = {
    "t": "track",
    "p": "page",
    "s": "screen",
    "i": "identify",
    "g": "group",
    "a": "alias",
    "b": "batch",
}
