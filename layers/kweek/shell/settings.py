"""A function's settings: each is read from the environment where it is first needed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from kweek.shell.clock import Clock


class SettingMissing(Exception):
    """A function asked for a setting that its construct did not give it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Each function gets only the settings that it uses; asking for another one is an error."""

    env: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    @property
    def stack(self) -> str:
        """The stack's name: under it lie its own figures in CloudWatch, and no other stage's."""
        return self._given("KWEEK_STACK")

    @property
    def table(self) -> str:
        """The DynamoDB table's name."""
        return self._given("KWEEK_TABLE")

    @property
    def events_queue_url(self) -> str:
        """Where incoming messages go, in order per sender."""
        return self._given("KWEEK_EVENTS_QUEUE_URL")

    @property
    def steps_queue_url(self) -> str:
        """Where state machines ask for a step."""
        return self._given("KWEEK_STEPS_QUEUE_URL")

    @property
    def mails_queue_url(self) -> str:
        """Where state machines ask for a mail."""
        return self._given("KWEEK_MAILS_QUEUE_URL")

    @property
    def orders_queue_url(self) -> str:
        """Where the conductor takes its orders."""
        return self._given("KWEEK_ORDERS_QUEUE_URL")

    @property
    def secret_arn(self) -> str:
        """The one secret."""
        return self._given("KWEEK_SECRET_ARN")

    @property
    def public_url(self) -> str:
        """The base of every link in a mail, without a slash at its end."""
        return self._given("KWEEK_PUBLIC_URL").rstrip("/")

    @property
    def configuration_set(self) -> str:
        """The SES configuration set that reports what becomes of a mail."""
        return self._given("KWEEK_CONFIGURATION_SET")

    @property
    def machine_prefix(self) -> str:
        """The ARN of a journey's state machine, up to the journey's name."""
        return self._given("KWEEK_MACHINE_PREFIX")

    @property
    def mail_rate(self) -> float:
        """Mails per second that SES takes from this account."""
        return float(self._given("KWEEK_MAIL_RATE"))

    @property
    def clock(self) -> Clock:
        """Campaign time."""
        return Clock(
            speed=float(self.env.get("KWEEK_SPEED", "1")),
            real_epoch=int(self.env.get("KWEEK_REAL_EPOCH", "0")),
            virtual_epoch=int(self.env.get("KWEEK_VIRTUAL_EPOCH", "0")),
        )

    def _given(self, name: str) -> str:
        value = self.env.get(name)
        if not value:
            raise SettingMissing(name)
        return value


def settings() -> Settings:
    """This function's settings."""
    return Settings()
