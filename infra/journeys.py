"""One state machine for each journey, and the conductor's rights over them."""

import json
from collections.abc import Mapping
from typing import Any

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from .bell import Bell
from .function import Handler
from .queues import Queues
from .target import Target
from .wildcards import LOG_DELIVERY, TASK_ANSWERS
from .work_queue import WorkQueue

STANDARD = "STANDARD"  # waits of weeks, and each execution once


class Journeys(Construct):
    """The machines: each may ask for steps, mails and webhooks, and for nothing else."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        machines: Mapping[str, Mapping[str, Any]],
        queues: Queues,
        target: Target,
        bell: Bell,
    ) -> None:
        super().__init__(scope, construct_id)
        self._target = target
        self._bell = bell
        self.names = sorted(machines)
        self.prefix = self._arn("stateMachine", f"{target.stack}-")
        self._log = logs.LogGroup(
            self,
            "Log",
            # Under this name CloudWatch needs no resource policy that grows with each machine.
            log_group_name=f"/aws/vendedlogs/states/{target.stack}",
            retention=target.log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self._role = self._shared_role(queues)
        urls = {
            "MailsQueueUrl": queues.mails.queue.queue_url,
            "StepsQueueUrl": queues.steps.queue.queue_url,
            "WebhooksQueueUrl": queues.webhooks.queue.queue_url,
        }
        for name in self.names:
            self._machine(name, machines[name], urls)
        self._watch_the_arbiter()

    def lend_conducting(self, handler: Handler) -> None:
        """Start each journey, stop any run, answer any task."""
        stack = self._target.stack
        starts = [self._arn("stateMachine", f"{stack}-{name}") for name in self.names]
        if starts:
            handler.may(["states:StartExecution"], *starts)
        handler.may(["states:StopExecution"], self._arn("execution", f"{stack}-*"))
        handler.may(TASK_ANSWERS, "*")
        handler.knows("KWEEK_MACHINE_PREFIX", self.prefix)
        handler.knows("KWEEK_STACK", stack)

    def tell(self, queue: WorkQueue) -> None:
        """Put word of each execution that broke where the conductor finds it."""
        broke = events.CfnRule(
            self,
            "Broke",
            description="An execution failed, was stopped, or ran out of time",
            event_pattern={
                "source": ["aws.states"],
                "detail-type": ["Step Functions Execution Status Change"],
                "detail": {
                    "status": ["FAILED", "ABORTED", "TIMED_OUT"],
                    "stateMachineArn": [{"prefix": self.prefix}],
                },
            },
            targets=[events.CfnRule.TargetProperty(id="Orders", arn=queue.queue.queue_arn)],
        )
        queue.queue.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("events.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[queue.queue.queue_arn],
                conditions={"ArnEquals": {"aws:SourceArn": broke.attr_arn}},
            )
        )

    def executions(self, what: str, name: str) -> cloudwatch.Metric:
        """How many runs of a journey's machine were started, succeeded, failed …."""
        return cloudwatch.Metric(
            namespace="AWS/States",
            metric_name=f"Executions{what}",
            dimensions_map={"StateMachineArn": self._arn("stateMachine", self._full(name))},
            statistic="sum",
            period=Duration.minutes(5),
        )

    def _machine(self, name: str, definition: Mapping[str, Any], urls: dict[str, str]) -> None:
        journey = Construct(self, _id(name))
        machine = stepfunctions.CfnStateMachine(
            journey,
            "Machine",
            state_machine_name=self._full(name),
            state_machine_type=STANDARD,
            role_arn=self._role.role_arn,
            definition_string=json.dumps(definition, separators=(",", ":"), ensure_ascii=False),
            definition_substitutions=urls,
            logging_configuration=stepfunctions.CfnStateMachine.LoggingConfigurationProperty(
                level="ERROR",
                include_execution_data=False,  # it names people
                destinations=[
                    stepfunctions.CfnStateMachine.LogDestinationProperty(
                        cloud_watch_logs_log_group=(
                            stepfunctions.CfnStateMachine.CloudWatchLogsLogGroupProperty(
                                log_group_arn=self._log.log_group_arn
                            )
                        )
                    )
                ],
            ),
        )
        # A journey that is taken away leaves its machine until the runs in it have ended.
        machine.apply_removal_policy(RemovalPolicy.RETAIN)
        machine.node.add_dependency(self._role)
        self._bell.rings_above(
            journey,
            "Failed",
            self.executions("Failed", name),
            limit=0,
            because=f"a run of {name} failed; its execution's history says at which step",
        )

    def _watch_the_arbiter(self) -> None:
        """A wait that ended in time but that Step Functions had closed: rare, and to be seen."""
        closed = cloudwatch.Metric(
            namespace=self._target.stack,
            metric_name="WaitsClosedEarly",
            statistic="sum",
            period=Duration.minutes(5),
        )
        because = "Step Functions closed a wait that was answered in time; the run went its way"
        self._bell.rings_above(self, "ClosedEarly", closed, limit=0, because=because)

    def _shared_role(self, queues: Queues) -> iam.Role:
        """One role for all, so that a machine that outlives its journey still has it."""
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
            description="Asks for steps, mails and webhooks",
        )
        asked = [one.queue.queue_arn for one in (queues.mails, queues.steps, queues.webhooks)]
        role.add_to_policy(iam.PolicyStatement(actions=["sqs:SendMessage"], resources=asked))
        role.add_to_policy(iam.PolicyStatement(actions=list(LOG_DELIVERY), resources=["*"]))
        return role

    def _full(self, name: str) -> str:
        return f"{self._target.stack}-{name}"

    def _arn(self, kind: str, name: str) -> str:
        return Stack.of(self).format_arn(
            service="states",
            resource=kind,
            resource_name=name,
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )


def _id(name: str) -> str:
    """A journey's name as logical ids are written."""
    return "".join(part.capitalize() for part in name.split("-"))
