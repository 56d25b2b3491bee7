"""The house function: one role of its own, a log that ends, and only the settings it is lent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct


@dataclass(frozen=True)
class House:
    """What all functions of the stack share."""

    code: lambda_.Code
    layers: Sequence[lambda_.ILayerVersion]
    runtime: lambda_.Runtime
    architecture: lambda_.Architecture
    log_retention: logs.RetentionDays


class Handler(Construct):
    """One of `functions/*.py`; constructs lend it rights and settings by `may` and `knows`."""

    def __init__(
        self, scope: Construct, name: str, house: House, does: str, *, timeout: int = 20
    ) -> None:
        super().__init__(scope, name.capitalize())
        self.timeout = Duration.seconds(timeout)
        full_name = f"{Stack.of(self).stack_name}-{name}"
        log = logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/lambda/{full_name}",
            retention=house.log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.role = iam.Role(
            self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"), description=does
        )
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=full_name,
            description=does,
            handler=f"{name}.handler",
            code=house.code,
            layers=list(house.layers),
            runtime=house.runtime,
            architecture=house.architecture,
            # Below this a cold start, which is all CPU, takes more than it saves.
            memory_size=512,
            timeout=self.timeout,
            role=self.role,
            log_group=log,
        )
        # Not CDK's own grant nor AWS's managed policy: both may create groups, or write to any.
        self.may(["logs:CreateLogStream", "logs:PutLogEvents"], log.log_group_arn)

    def may(
        self,
        actions: Sequence[str],
        *resources: str,
        only_where: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    ) -> None:
        """Allow the function these actions on these resources, or on a part of them."""
        self.role.add_to_policy(
            iam.PolicyStatement(
                actions=list(actions), resources=list(resources), conditions=only_where
            )
        )

    def knows(self, setting: str, value: str) -> None:
        """Give the function a setting."""
        self.function.add_environment(setting, value)
