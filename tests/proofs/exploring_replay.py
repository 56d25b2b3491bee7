"""A worker that can be stopped at each of its calls: its procedure begins anew, and hears again.

What a procedure does between two calls follows from what it was answered. So all that there is
to know of a worker half-way is its task and the answers so far.
"""

import json
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import NamedTuple

from kweek.core.contact import Contact
from kweek.core.identity import Claim
from kweek.shell.codec import said
from kweek.testing.wiring import Adapters

#: Calls that no other worker can see or be disturbed by: no reason to stop there.
UNSEEN = {"items.put_link"}
#: Calls that change nothing: who has failed would fail again after them.
READS = {
    *("contacts.load", "contacts.claim", "contacts.known", "contacts.owner", "contacts.standing"),
    *("items.existing", "items.token", "items.under"),
}


class Wants(BaseException):
    """The worker's next call; a BaseException, so that nothing it runs can hide it."""

    def __init__(self, name, given, named):
        super().__init__(name)
        self.name, self.given, self.named = name, given, named

    @property
    def unseen(self):
        return self.name in UNSEEN or self.name.startswith("clock.")


class Done(NamedTuple):
    """The worker has nothing more to do; what it says of it."""

    said: str


class Failed(NamedTuple):
    """The worker gives its message back."""

    why: str


class Heard(NamedTuple):
    """One answer, or the error that was one; and what it comes to, to tell states apart."""

    kind: str
    value: object
    key: str


class Replay:
    """Answers each call as it was answered before; the first that was not yet is wanted."""

    def __init__(self, heard):
        self.heard, self.at = heard, 0

    def answer(self, name, given, named):
        if self.at == len(self.heard):
            raise Wants(name, given, named)
        one = self.heard[self.at]
        self.at += 1
        if one.kind == "error":
            failed, about = one.value
            raise failed(*about)
        return iter(one.value) if one.kind == "found" else one.value


def heard(real, wants):
    """What a call is answered."""
    try:
        answer = real(*wants.given, **wants.named)
    except Exception as failed:  # noqa: BLE001 - whatever it is, the worker shall meet it
        return Heard("error", (type(failed), failed.args), repr(failed))
    if isinstance(answer, Iterator):
        found = list(answer)
        return Heard("found", found, repr(found))
    return Heard("answer", answer, key_of(answer))


def key_of(answer):
    """A text that is another one whenever a worker could tell the answers apart."""
    match answer:
        case Contact():
            return contact_key(Same(answer))
        case Claim():
            owner = "" if answer.owner is None else key_of(answer.owner)
            return f"{owner} {answer.erased_at} {answer.block}"
        case set():
            return repr(sorted(answer))
        case _:
            return repr(answer)


class Same:
    """A contact as the very object it is: what was written down once is not written again."""

    def __init__(self, contact):
        self.contact = contact

    def __hash__(self):
        return id(self.contact)

    def __eq__(self, other):
        return self.contact is other.contact


@lru_cache(maxsize=4096)
def contact_key(same):
    one = same.contact
    return f"{one.id} {one.version} {json.dumps(said(one), sort_keys=True)}"


class Proxy:
    """An adapter whose every method is a call of the worker."""

    def __init__(self, name, replay):
        self._name, self._replay = name, replay

    def __getattr__(self, operation):
        return partial(_call, self._replay, f"{self._name}.{operation}")


def _call(replay, name, *given, **named):
    return replay.answer(name, given, named)


class HeardClock:
    """The clock; what it said then it says again, or a worker would not do the same anew."""

    def __init__(self, clock, replay):
        self.clock, self.speed = clock, clock.speed
        heard_clock = Proxy("clock", replay)
        self.now, self.machine_now = heard_clock.now, heard_clock.machine_now
        self.seconds = heard_clock.seconds
        self.campaign, self.real = clock.campaign, clock.real


class Interrupted(Adapters):
    """The adapters of a scene as one worker meets them; `bug` may change how it calls them."""

    replay: Replay
    bug: object

    def seen(self, adapter, name):
        del adapter
        return self.bug.above(Proxy(name, self.replay), name)

    def seen_call(self, call, name):
        del call
        return partial(_call, self.replay, name)
