"""The one secret, read once per worker."""

import json
from dataclasses import dataclass
from functools import cache

from kweek.core.secrets import Keys, derive
from kweek.shell.settings import settings
from kweek.shell.signed_call import call


@dataclass(frozen=True, slots=True)
class Secret:
    """The keys in use, and the id under which tokens name them."""

    kid: str
    keys: Keys

    @property
    def signing(self) -> dict[str, bytes]:
        """The keys that a token may be signed with, by id."""
        return {self.kid: self.keys.signing}


@cache
def secret() -> Secret:
    """This worker's secret."""
    answer = call("secretsmanager", "GetSecretValue", {"SecretId": settings().secret_arn})
    given = json.loads(answer["SecretString"])
    return Secret(given["kid"], derive(given["root"]))


def address_key() -> bytes:
    """The key under which addresses are hashed."""
    return secret().keys.addresses
