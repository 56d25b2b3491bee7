"""The one secret: the root from which the keys of links, addresses, writers and admins follow."""

import json

from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from .function import Handler
from .target import Target


class Secret(Construct):
    """Made by AWS, seen by nobody; its ARN, never its value, is in the template."""

    def __init__(self, scope: Construct, construct_id: str, target: Target) -> None:
        super().__init__(scope, construct_id)
        self.secret = secretsmanager.Secret(
            self,
            "Root",
            description="The root of Kweek's keys",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template=json.dumps({"kid": "1"}),
                generate_string_key="root",
                password_length=64,
                exclude_punctuation=True,
            ),
            # Without it every link in every mail that was ever sent is dead.
            removal_policy=target.removal,
        )

    def lend_reading(self, handler: Handler) -> None:
        """Let the function derive keys from the root."""
        handler.may(["secretsmanager:GetSecretValue"], self.secret.secret_arn)
        handler.knows("KWEEK_SECRET_ARN", self.secret.secret_arn)
