"""What the person said with `-c name=value`, checked."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class ContextError(Exception):
    """A `-c name=value` says what can't be."""

    def __init__(self, wrong: ValidationError) -> None:
        super().__init__("\n".join(_sentence(error) for error in wrong.errors()))


class Context(BaseModel):
    """The `-c name=value` parameters of the app."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str = Field(default="prod", pattern=r"^[a-z][a-z0-9-]{0,19}$")
    local: bool = False
    speed: int = Field(default=1, ge=1)
    public_url: str | None = None  # `{api}` in it stands for the API's id
    campaigns: Path = Path("campaigns")
    receivers: str = ""  # verified addresses, with commas between, to try it in SES's sandbox
    identity: Annotated[str, Field(pattern="^(create|existing)$")] = "create"

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


def _sentence(error: "ErrorDetails") -> str:
    name = ".".join(str(part) for part in error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    return f"-c {name}={error['input']}: {message}" if name else message
