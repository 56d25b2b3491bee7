"""The other systems that webhooks call: they answer what they are told to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kweek.core.webhook_call import Reply, Request


def done(asked: Request) -> Reply:
    """Everything is well, whatever was asked."""
    del asked
    return Reply(200)


@dataclass
class Elsewhere:
    """Answers each call as `reply` says."""

    reply: Callable[[Request], Reply] = done
    calls: int = 0

    def post(self, *, asked: Request, headers: Mapping[str, str]) -> Reply:
        """What comes of one call."""
        del headers
        self.calls += 1
        return self.reply(asked)
