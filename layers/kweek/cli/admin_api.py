"""The admin API as commands call it: asked again when the stack, or the way to it, is at fault."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from kweek.catalogue.problems import did_you_mean
from kweek.cli.trouble import CalledWrongly, WentWrong
from kweek.core.secrets import derive

PATIENCE = 60  # seconds for one answer
PAUSES = (0.5, 2.0)  # seconds before another try: whatever is asked twice is done once

Facts = dict[str, Any]


class Unanswered(WentWrong):
    """The stack did not answer, or failed at it; it may the next time."""


@dataclass(frozen=True, slots=True)
class AdminApi:
    """One stack's admin API."""

    base: str  # without a slash at its end
    token: str = field(repr=False)

    def get(self, *path: str, **query: str | None) -> Facts:
        """What lies at a path."""
        asked = urlencode({name: value for name, value in query.items() if value})
        return self._asked("GET", path, f"?{asked}" if asked else "", None)

    def post(self, *path: str, **body: Any) -> Facts:
        """Have something done."""
        return self._asked("POST", path, "", body)

    def delete(self, *path: str) -> Facts:
        """Have something taken away."""
        return self._asked("DELETE", path, "", None)

    def pages(self, *path: str) -> Iterator[Facts]:
        """A listing, page by page."""
        word = None
        while True:
            page = self.get(*path, next=word)
            yield page
            word = page["next"]
            if word is None:
                return

    def check_journey(self, name: str) -> None:
        """CalledWrongly when the stack has no journey of this name."""
        known = [one["journey"] for one in self.get("journeys")["journeys"]]
        if name not in known:
            near = did_you_mean(name, known) or f"there are: {', '.join(known) or 'none'}"
            msg = f"no journey of this stack is called '{name}'; {near}"
            raise CalledWrongly(msg)

    def contact_id(self, named: str) -> str:
        """The id of a contact that is named by it, or by an address."""
        if "@" not in named:
            return named
        found = self.get("contacts", email=named)["contacts"]
        if not found:
            msg = f"nobody has the address {named}"
            raise CalledWrongly(msg)
        return str(found[0]["id"])

    def _asked(self, method: str, path: tuple[str, ...], query: str, body: Facts | None) -> Facts:
        url = f"{self.base}/api/v1/{'/'.join(quote(part, safe='') for part in path)}{query}"
        for pause in PAUSES:
            try:
                return self._once(method, url, body)
            except Unanswered:
                time.sleep(pause)
        return self._once(method, url, body)

    def _once(self, method: str, url: str, body: Facts | None) -> Facts:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        sent = None if body is None else json.dumps(body).encode()
        request = Request(url, sent, headers, method=method)  # noqa: S310 - the stack's own address
        try:
            with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                facts: Facts = json.load(answer)
                return facts
        except HTTPError as error:
            if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                msg = f"the stack at {self.base} failed with {error.code}; its log says why"
                raise Unanswered(msg) from error
            named = error.code == HTTPStatus.NOT_FOUND  # something that is not there
            raise (CalledWrongly if named else WentWrong)(_message(error)) from error
        except OSError as error:  # refused, reset, timed out, no such host
            msg = f"no answer from {self.base}: {error}"
            raise Unanswered(msg) from error


def _message(error: HTTPError) -> str:
    try:
        return str(json.load(error)["message"])
    except (ValueError, KeyError):
        return f"{error.url} answered {error.code}"


def reach(stack: str | None) -> AdminApi:
    """The API of the stack that was named, or else of the one that runs in this project."""
    # Only here: `kweek check` must run where no AWS library is installed.
    from kweek.cli.deployed import find  # noqa: PLC0415

    deployed = find(stack)
    if deployed.told is not None:
        return AdminApi(deployed.told["api"], deployed.told["admin_token"])
    outputs = deployed.outputs
    secrets = deployed.client("secretsmanager")
    secret = secrets.get_secret_value(SecretId=outputs["SecretArn"])["SecretString"]
    token = derive(json.loads(secret)["root"]).admin_token
    return AdminApi(outputs["PublicUrl"].rstrip("/"), token)
