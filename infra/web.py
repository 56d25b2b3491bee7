"""The HTTP API, and which function answers what."""

from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_certificatemanager as acm
from constructs import Construct

from .function import Handler
from .target import Target

# A brake for a runaway script, far above what a healthy site sends.
REQUESTS_PER_SECOND = 1000
BURST = 2000

# ANY: mail scanners ask by HEAD, and what a method means is the function's word.
ANY = apigateway.HttpMethod.ANY


class Web(Construct):
    """One address for browsers, SDKs and the links in mails."""

    def __init__(self, scope: Construct, construct_id: str, target: Target) -> None:
        super().__init__(scope, construct_id)
        self.api = apigateway.HttpApi(
            self,
            "Api",
            api_name=target.stack,
            create_default_stage=False,
            # No CORS here: the functions answer preflights, and so do it alike everywhere.
        )
        # No access log: its lines would hold the tokens of people's links.
        self.stage = apigateway.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(rate_limit=REQUESTS_PER_SECOND, burst_limit=BURST),
        )
        self.public_url = target.public_url(self.api.api_id, self.api.api_endpoint)
        self.domain = self._named(target)

    def _named(self, target: Target) -> apigateway.DomainName | None:
        """The firm's own name for the API, where one was given; its DNS points there."""
        context = target.context
        if context.domain is None or context.certificate is None:
            return None
        certificate = acm.Certificate.from_certificate_arn(self, "Cert", context.certificate)
        domain = apigateway.DomainName(
            self, "Domain", domain_name=context.domain, certificate=certificate
        )
        apigateway.ApiMapping(self, "Mapping", api=self.api, domain_name=domain, stage=self.stage)
        return domain

    def answer(self, handler: Handler, method: apigateway.HttpMethod, *paths: str) -> None:
        """Have the function answer these paths."""
        integration = integrations.HttpLambdaIntegration(handler.node.id, handler.function)
        for path in paths:
            self.api.add_routes(path=path, methods=[method], integration=integration)

    def lend_address(self, handler: Handler) -> None:
        """Let the function write links that lead back here."""
        handler.knows("KWEEK_PUBLIC_URL", self.public_url)
