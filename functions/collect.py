"""Segment's HTTP tracking API -> the events queue: a whole request, or none of it."""

import time
from typing import Any

from kweek.core.collecting import SUCCESS, Place, asked, too_many
from kweek.core.tracking import Arrival
from kweek.core.web import Answer, Request
from kweek.shell.brake import Brake
from kweek.shell.clock import machine_now
from kweek.shell.intake import send
from kweek.shell.secrets import secret
from kweek.shell.settings import settings

BRAKE = Brake()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request below /v1."""
    request = Request.read(event)
    return _answer(request).to(request)


def _answer(request: Request) -> Answer:
    place = Place(secret().keys.write_key, settings().public_url)
    found = asked(request, place, _arrival())
    if isinstance(found, Answer):
        return found
    if seconds := BRAKE.seconds_to_wait((each.sender for each in found), time.monotonic()):
        return too_many(seconds)
    send(found)
    return SUCCESS


def _arrival() -> Arrival:
    clock, machine = settings().clock, machine_now()
    return Arrival(clock.campaign(machine), machine, clock.speed)
