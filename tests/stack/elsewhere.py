"""The other systems that webhooks call: they answer what they are told to, and note each call."""

import json

from kweek.core.webhook_call import Reply


class Elsewhere:
    """Answers each call with the next of `replies`, and then with the last of them for ever."""

    def __init__(self):
        self.replies = [Reply(200)]
        self.asked = []  # (call, headers)
        self.meanwhile = None  # what happens here while the other system thinks

    def post(self, *, asked, headers):
        self.asked.append((asked, headers))
        if self.meanwhile:
            self.meanwhile()
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    @property
    def data(self):
        """What each call sent."""
        return [json.loads(asked.body)["data"] for asked, _ in self.asked]

    @property
    def ids(self):
        """The id of each call, by which a receiver knows that it comes again."""
        return [headers["Idempotency-Key"] for _, headers in self.asked]
