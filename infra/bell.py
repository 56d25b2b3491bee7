"""Alarms, and the one topic that tells people of them."""

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from .target import Target


class Bell(Construct):
    """Rings when a figure is above what it may be; subscribe to `topic` to hear it."""

    def __init__(self, scope: Construct, construct_id: str, target: Target) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        self.topic = sns.Topic(
            self, "Topic", topic_name=f"{stack.stack_name}-alarms", enforce_ssl=True
        )
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsMayTell",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": stack.account}},
            )
        )
        if target.context.alarms is not None:
            # AWS asks the address by mail whether it wants to hear of it.
            self.topic.add_subscription(subscriptions.EmailSubscription(target.context.alarms))
        self._tell = actions.SnsAction(self.topic)

    def rings_above(
        self,
        owner: Construct,
        construct_id: str,
        metric: cloudwatch.IMetric,
        *,
        limit: float,
        because: str,
        periods: int = 1,
    ) -> cloudwatch.Alarm:
        """An alarm that belongs to the construct whose figure it watches."""
        alarm = cloudwatch.Alarm(
            owner,
            construct_id,
            metric=metric,
            threshold=limit,
            evaluation_periods=periods,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            # No figure means that nothing happened.
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=because,
        )
        alarm.add_alarm_action(self._tell)
        return alarm
