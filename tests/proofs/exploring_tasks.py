"""Who works in a scene, and how far they have come."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from kweek.core.incoming import Incoming
from kweek.core.rules import Rules


@dataclass(frozen=True)
class Given:
    """Compiled campaigns: the same for every copy of a scene."""

    content: Any
    rules: Rules
    plans: dict[Any, Any] = field(default_factory=dict)  # what a worker does next, having heard so


@dataclass(frozen=True)
class Task:
    """A message that is to be taken, or, of queue `opt_out`, somebody's click on a link."""

    queue: str
    body: Any

    def __str__(self):
        return f"{self.queue} {_short(self.body)}"

    @property
    def name(self):
        """The step that is asked for, what is ordered, or the event."""
        match self.body:
            case {"step": {"name": name}}:
                return name
            case {"do": do}:
                return do
            case {"detail-type": _}:
                return "status change"
            case Incoming():
                return self.body.event
        return self.queue

    @cached_property
    def key(self):
        return f"{self.queue} {self.body!r}"


class Job(NamedTuple):
    """A task and how far its worker has come; `blocked` until somebody has written something."""

    task: Task
    heard: tuple = ()
    key: str = ""
    blocked: bool = False

    @classmethod
    def of(cls, task):
        return cls(task, key=task.key)

    def hears(self, one):
        key = hashlib.blake2b(f"{self.key} {one.key}".encode(), digest_size=16).hexdigest()
        return Job(self.task, (*self.heard, one), key)

    def again(self, *, blocked):
        return Job(self.task, (), self.task.key, blocked)


class Moment(NamedTuple):
    """Something that happens by itself, at an instant, whoever is at work."""

    name: str
    at: int
    act: Any


def _short(body):
    match body:
        case Incoming():
            return f"{body.event} {body.id}"
        case {"do": do}:
            return f"{do} {body.get('step', '')} {body.get('output', '')}"
        case {"step": {"name": name}}:
            return name
        case _:
            return json.dumps(body, default=str)[:60]
