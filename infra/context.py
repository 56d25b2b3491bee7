"""What the person said with `-c name=value`, checked."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


#: How long CloudWatch can keep a log.
LOG_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731)

DOMAIN = r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$"
ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"


class ContextError(Exception):
    """A `-c name=value` says what can't be."""

    def __init__(self, wrong: ValidationError) -> None:
        super().__init__("\n".join(_sentence(error) for error in wrong.errors()))


class Context(BaseModel):
    """The `-c name=value` parameters of the app."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    stage: str = Field(default="prod", pattern=r"^[a-z][a-z0-9-]{0,19}$")
    local: bool = False
    speed: int = Field(default=1, ge=1)
    public_url: str | None = None  # `{api}` in it stands for the API's id
    campaigns: Path = Path("campaigns")
    receivers: str = ""  # verified addresses, with commas between, to try it in SES's sandbox
    identity: Annotated[str, Field(pattern="^(create|existing)$")] = "create"
    domain: Annotated[str, Field(pattern=DOMAIN)] | None = None  # of the links in mails
    certificate: Annotated[str, Field(pattern="^arn:aws[a-z-]*:acm:")] | None = None
    alarms: Annotated[str, Field(pattern=ADDRESS)] | None = None  # who hears of trouble
    log_days: int = 30
    tags: str = ""  # for the bill: team=growth,cost-center=42

    @classmethod
    def read(cls, look_up: Callable[[str], Any]) -> Self:
        """Take what the CDK's context says, and the defaults for the rest."""
        said = {name: look_up(name) for name in cls.model_fields}
        try:
            return cls.model_validate({name: it for name, it in said.items() if it is not None})
        except ValidationError as wrong:
            raise ContextError(wrong) from wrong

    @model_validator(mode="after")
    def _a_fast_clock_is_local(self) -> Self:
        if not self.local and self.speed != 1:
            raise ValueError("a speed is for a local stack, -c local=true")
        return self

    @model_validator(mode="after")
    def _a_domain_has_a_certificate(self) -> Self:
        if (self.domain is None) != (self.certificate is None):
            raise ValueError(
                "a domain needs a certificate of ACM in the stack's region, and a certificate a "
                "domain: -c domain=go.example.com -c certificate=arn:aws:acm:…"
            )
        if self.domain is not None and self.local:
            raise ValueError("a domain is for a stack in AWS; a local one answers on its port")
        return self

    @model_validator(mode="after")
    def _logs_are_kept_as_long_as_cloudwatch_can(self) -> Self:
        if self.log_days not in LOG_DAYS:
            msg = f"-c log_days={self.log_days}: write one of {', '.join(map(str, LOG_DAYS))}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _each_tag_has_a_name_and_a_value(self) -> Self:
        for tag in self.every_tag:
            if not all(tag.partition("=")[::2]):
                msg = f"-c tags={self.tags}: write NAME=VALUE, with commas between"
                raise ValueError(msg)
        return self

    @property
    def every_tag(self) -> list[str]:
        """`name=value` each."""
        return [tag.strip() for tag in self.tags.split(",") if tag.strip()]


def _sentence(error: "ErrorDetails") -> str:
    name = ".".join(str(part) for part in error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    return f"-c {name}={error['input']}: {message}" if name else message
