"""The minute hand: has tick look once a minute at who is due."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from .function import Handler


class Clockwork(Construct):
    """A rule that fires every minute, and no more often for one it missed."""

    def __init__(self, scope: Construct, construct_id: str, tick: Handler) -> None:
        super().__init__(scope, construct_id)
        minute = Duration.minutes(1)
        events.Rule(
            self,
            "EveryMinute",
            description="Looks at which contacts are due",
            schedule=events.Schedule.rate(minute),
            # What this minute misses the next one finds: a retry would only do it twice.
            targets=[targets.LambdaFunction(tick.function, retry_attempts=0, max_event_age=minute)],
        )
