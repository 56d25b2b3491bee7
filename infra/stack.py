"""Kweek's stack: which construct gets what from which, and nothing else."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from .assets import house
from .bell import Bell
from .clockwork import Clockwork
from .content import Content
from .function import Handler
from .health import Health
from .journeys import Journeys
from .mail import Mail
from .queues import Queues
from .secret import Secret
from .store import Store
from .target import Target
from .web import ANY, Web

# SES's rate is for the account: few senders share it, and this is how many.
MAILERS = 2
# A system that is slow or down is called from here only, and from no more at once than this.
CALLERS = 2
# Each mail may wait ten seconds for SES, and a mailer must not die with one in flight.
BATCH = 2


class KweekStack(Stack):
    """Lead nurturing, whole."""

    def __init__(self, scope: Construct, target: Target, content: Content) -> None:
        super().__init__(
            scope,
            target.stack,
            description="Kweek: lead nurturing in your own account",
            analytics_reporting=False,
            tags=target.tags,
        )
        self._house = house(self, target, content.directory)
        self.bell = Bell(self, "Bell", target)
        self.store = Store(self, "Store", target, self.bell)
        self.queues = Queues(self, "Queues", target, self.bell)
        self.secret = Secret(self, "Secret", target)
        self.mail = Mail(self, "Mail", content, target, self.bell)
        self.web = Web(self, "Web", target)
        self.journeys = Journeys(self, "Journeys", content.machines, self.queues, target, self.bell)
        self.health = Health(self, "Health", target, self.queues, self.store, self.journeys)
        self._wire_front()
        self._wire_contacts()
        self._wire_mail(content.mail_rate)
        self._wire_webhooks()
        self._wire_clock_and_figures()
        self._tell()

    def _wire_front(self) -> None:
        collect = self._function("collect", "Takes events as Segment's API does", timeout=10)
        forms = self._function("forms", "Shows forms and takes what is posted", timeout=10)
        links = self._function("links", "Opens, clicks, opting out, hand-offs", timeout=10)
        api = self._function("api", "The admin API: what is known, and the switches")
        for handler in (collect, forms, links, api):
            self.queues.events.lend_sending(handler)
        for handler in (collect, forms, links, api):
            self.secret.lend_reading(handler)
        self.web.lend_address(collect)
        self.store.lend_blocking(links)
        self.store.lend_browsing(api)
        self.store.lend_switching(api)
        self.web.answer(collect, ANY, "/v1/{proxy+}")
        self.web.answer(forms, ANY, "/f/{form}")
        self.web.answer(links, ANY, "/o/{token}", "/c/{token}", "/u/{token}", "/h/{token}")
        self.web.answer(api, ANY, "/api/v1/{proxy+}")

    def _wire_contacts(self) -> None:
        ingest = self._function("ingest", "Applies what happened to contacts, in order")
        step = self._function("step", "Carries out the steps that are no mail")
        conductor = self._function("conductor", "Starts, answers and stops journeys' runs")
        self.store.lend_ingesting(ingest)
        self.store.lend_sweeping(ingest)
        self.store.lend_stepping(step)
        self.store.lend_looking_up(conductor)
        self.secret.lend_reading(ingest)
        self.journeys.lend_conducting(conductor)
        self.queues.events.lend_sending(conductor)  # a step that failed is the contact's to know
        for handler in (ingest, step):
            self.queues.orders.lend_sending(handler)
        self.queues.events.feed(ingest)
        self.queues.steps.feed(step)
        self.queues.orders.feed(conductor)
        self.journeys.tell(self.queues.orders)

    def _wire_mail(self, rate: float) -> None:
        mailer = self._function("mailer", "Sends mails at the rate SES allows", timeout=30)
        feedback = self._function("feedback", "Learns what became of mails")
        self.store.lend_mailing(mailer)
        self.store.lend_blocking(feedback)
        self.mail.lend_sending(mailer)
        self.web.lend_address(mailer)
        mailer.knows("KWEEK_MAIL_RATE", f"{rate:g}")
        for handler in (mailer, feedback):
            self.secret.lend_reading(handler)
        self.queues.orders.lend_sending(mailer)
        self.queues.events.lend_sending(feedback)
        self.queues.mails.feed(mailer, batch=BATCH, at_once=MAILERS)
        self.queues.feedback.feed(feedback)
        self.mail.tell(self.queues.feedback)

    def _wire_webhooks(self) -> None:
        webhook = self._function("webhook", "Calls other systems", timeout=30)
        self.store.lend_stepping(webhook)
        self.secret.lend_reading(webhook)
        self.queues.orders.lend_sending(webhook)
        self.queues.webhooks.feed(webhook, batch=1, at_once=CALLERS)

    def _wire_clock_and_figures(self) -> None:
        tick = self._function("tick", "Finds who is due")
        report = self._function("report", "Counts what happened, once each")
        self.store.lend_finding_due(tick)
        self.queues.events.lend_sending(tick)
        self.store.lend_counting(report)
        report.knows("KWEEK_STACK", self.stack_name)
        self.store.feed(report)
        Clockwork(self, "Clockwork", tick)
        self.tick = tick

    def _function(self, name: str, does: str, *, timeout: int = 20) -> Handler:
        return Handler(self, name, self._house, does, timeout=timeout)

    def _tell(self) -> None:
        told = {
            "ApiUrl": self.web.api.api_endpoint,
            "ApiId": self.web.api.api_id,
            "PublicUrl": self.web.public_url,
            "TableName": self.store.table.table_name,
            "SecretArn": self.secret.secret.secret_arn,
            "TickFunctionName": self.tick.function.function_name,
            "MachinePrefix": self.journeys.prefix,
            "ConfigurationSetName": self.mail.configuration_set.configuration_set_name,
            "FeedbackTopicArn": self.mail.topic.topic_arn,
            "AlarmTopicArn": self.bell.topic.topic_arn,
            "DashboardName": self.health.dashboard.dashboard_name,
            "ReportDeadLettersUrl": self.store.uncounted.queue_url,
        }
        for queue in self.queues.every:
            name = queue.work.name.capitalize()
            told[f"{name}QueueUrl"] = queue.queue.queue_url
            told[f"{name}DeadLettersUrl"] = queue.dead.queue_url
        if self.web.domain is not None:
            # What the DNS of the domain must point to, by a CNAME or an alias.
            told["DomainTarget"] = self.web.domain.regional_domain_name
        for name, value in told.items():
            # Below a construct of their own, so that no output's name meets a construct's.
            CfnOutput(self, f"Told{name}", value=value).override_logical_id(name)
