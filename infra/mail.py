"""Who mails are from, and how SES tells what became of them."""

import re

from aws_cdk import ArnFormat, CfnOutput, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from .bell import Bell
from .content import Content
from .function import Handler
from .target import Target
from .work_queue import WorkQueue

# At 5 % of bounces or 0.1 % of complaints SES puts an account under review; at 10 and 0.5 % it
# may stop it from sending. Shares, as SES reports them.
BOUNCE_REVIEW, BOUNCE_STOP = 0.05, 0.10
COMPLAINT_REVIEW, COMPLAINT_STOP = 0.001, 0.005

# Opens and clicks are not SES's to tell: its tracking would rewrite our links.
TOLD = (
    ses.EmailSendingEvent.SEND,
    ses.EmailSendingEvent.DELIVERY,
    ses.EmailSendingEvent.DELIVERY_DELAY,
    ses.EmailSendingEvent.BOUNCE,
    ses.EmailSendingEvent.COMPLAINT,
    ses.EmailSendingEvent.REJECT,
)


class Mail(Construct):
    """The sending domain, its configuration set, and the road back from SES to feedback."""

    def __init__(
        self, scope: Construct, construct_id: str, content: Content, target: Target, bell: Bell
    ) -> None:
        super().__init__(scope, construct_id)
        self._identities = [*content.domains, *content.senders, *target.receivers]
        self.configuration_set = ses.ConfigurationSet(
            self,
            "ConfigurationSet",
            configuration_set_name=target.stack,
            reputation_metrics=True,
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
        )
        self.topic = sns.Topic(
            self, "Feedback", topic_name=f"{target.stack}-feedback", enforce_ssl=True
        )
        self._let_ses_tell()
        # Someone who sent by SES before has an identity, and CloudFormation can't adopt it.
        if target.context.identity == "create":
            identities = [_identity(self, domain) for domain in content.domains]
            if target.shows_dkim:
                _show_dkim(self, identities)
        self._watch_reputation(bell)

    def lend_sending(self, handler: Handler) -> None:
        """Let the function send, as our senders and under this configuration set only.

        SES asks for the right to a sender's own identity where it has one beside its domain's,
        and in its sandbox for that of each receiver as well.
        """
        used = self.configuration_set.configuration_set_name
        identities = [self._arn("identity", name) for name in self._identities]
        handler.may(["ses:SendEmail"], *identities, self._arn("configuration-set", used))
        handler.knows("KWEEK_CONFIGURATION_SET", used)

    def tell(self, feedback: WorkQueue) -> None:
        """Put what SES tells into the queue, as SES wrote it; the queue takes it from here only."""
        subscription = subscriptions.SqsSubscription(
            feedback.queue, raw_message_delivery=True, dead_letter_queue=feedback.dead
        )
        self.topic.add_subscription(subscription)

    def _let_ses_tell(self) -> None:
        told = self.configuration_set.add_event_destination(
            "Told", destination=ses.EventDestination.sns_topic(self.topic), events=list(TOLD)
        )
        # SES tries the topic at once, and the topic's policy must let it.
        told.node.add_dependency(self.topic)

    def _watch_reputation(self, bell: Bell) -> None:
        for what, limit in (("Bounce", BOUNCE_REVIEW), ("Complaint", COMPLAINT_REVIEW)):
            rate = cloudwatch.Metric(
                namespace="AWS/SES",
                metric_name=f"Reputation.{what}Rate",
                period=Duration.hours(1),
                statistic="max",
            )
            because = f"{what.lower()}s are above {limit:.1%} of mails: SES reviews the account"
            bell.rings_above(self, f"{what}s", rate, limit=limit, because=because)

    def _arn(self, kind: str, name: str) -> str:
        return Stack.of(self).format_arn(
            service="ses",
            resource=kind,
            resource_name=name,
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )


def _identity(scope: Construct, domain: str) -> ses.EmailIdentity:
    name = "".join(part.capitalize() for part in re.split(r"\W", domain))
    return ses.EmailIdentity(scope, name, identity=ses.Identity.domain(domain))


def _show_dkim(scope: Construct, identities: list[ses.EmailIdentity]) -> None:
    """What to put into the domains' DNS, so that SES believes they are ours."""
    records = [record for identity in identities for record in identity.dkim_records]
    for number, record in enumerate(records, start=1):
        output = CfnOutput(scope, f"Dkim{number}", value=f"{record.name} CNAME {record.value}")
        output.override_logical_id(f"DkimRecord{number}")
