"""Who may use the admin API: whoever holds the stack's admin token."""

import hmac

from kweek.shell.secrets import secret


def is_admin(authorization: str) -> bool:
    """Whether an Authorization header carries the admin token, compared in constant time."""
    scheme, _, token = authorization.partition(" ")
    expected = secret().keys.admin_token
    return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), expected.encode())
