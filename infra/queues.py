"""The six queues that everything that happens goes through."""

from constructs import Construct

from .bell import Bell
from .target import Target
from .work_queue import Work, WorkQueue

MINUTE = 60
HOUR = 60 * MINUTE

EVENTS = Work("events", timeout=20, patience=15 * MINUTE, fifo=True)
STEPS = Work("steps", timeout=20, patience=15 * MINUTE)
# A large segment goes out at the rate SES allows, so mails may lie longer than other work.
MAILS = Work("mails", timeout=30, patience=6 * HOUR)
# Whoever is slow to answer is waited for here, and holds up nothing else.
WEBHOOKS = Work("webhooks", timeout=30, patience=HOUR)
ORDERS = Work("orders", timeout=20, patience=15 * MINUTE)
FEEDBACK = Work("feedback", timeout=20, patience=15 * MINUTE)


class Queues(Construct):
    """What happened, what to do, what to send, whom to call, whom to tell, what became of it."""

    def __init__(self, scope: Construct, construct_id: str, target: Target, bell: Bell) -> None:
        super().__init__(scope, construct_id)
        self.events = WorkQueue(self, EVENTS, target, bell)
        self.steps = WorkQueue(self, STEPS, target, bell)
        self.mails = WorkQueue(self, MAILS, target, bell)
        self.webhooks = WorkQueue(self, WEBHOOKS, target, bell)
        self.orders = WorkQueue(self, ORDERS, target, bell)
        self.feedback = WorkQueue(self, FEEDBACK, target, bell)

    @property
    def every(self) -> tuple[WorkQueue, ...]:
        """All six."""
        return (
            self.events,
            self.steps,
            self.mails,
            self.webhooks,
            self.orders,
            self.feedback,
        )
