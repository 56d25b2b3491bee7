"""The admin API: contacts with their history, journeys with their figures."""

from functools import cache
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.exceptions import (
    BadRequestError,
    NotFoundError,
    UnauthorizedError,
)

from kweek.core.addresses import normal
from kweek.core.counting import report
from kweek.core.profile import profile
from kweek.shell.admin import is_admin
from kweek.shell.aws import client
from kweek.shell.contacts import Contacts
from kweek.shell.content import rules
from kweek.shell.counters import Counters
from kweek.shell.items import Items
from kweek.shell.secrets import address_key
from kweek.shell.settings import settings

app = APIGatewayHttpResolver(strip_prefixes=["/api"])


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer one request below /api/v1."""
    return app.resolve(event, context)


def _guard(app: APIGatewayHttpResolver, next_middleware: Any) -> Any:
    if not is_admin(app.current_event.headers.get("authorization") or ""):
        raise UnauthorizedError("a bearer token of this stack is needed")
    return next_middleware(app)


app.use([_guard])


@app.get("/v1/contacts")
def contacts() -> dict[str, Any]:
    """Contacts by address; at most one has it."""
    email = app.current_event.query_string_parameters.get("email")
    if not email:
        raise BadRequestError("email: say whose, as ?email=ada@example.org")
    found = _contacts().owner(_normal(email))
    return {"contacts": [_profile(found.id)] if found else [], "next": None}


@app.get("/v1/contacts/<contact_id>")
def contact(contact_id: str) -> dict[str, Any]:
    """One contact, whole."""
    return _profile(contact_id)


@app.get("/v1/journeys")
def journeys() -> dict[str, Any]:
    """Every journey's name and state."""
    known = rules().journeys.values()
    return {"journeys": [{"journey": one.name, "status": one.status} for one in known]}


@app.get("/v1/journeys/<journey>/report")
def journey_report(journey: str) -> dict[str, Any]:
    """What a journey has done so far."""
    if journey not in rules().journeys:
        raise NotFoundError("no such journey")
    counters = Counters(client("dynamodb"), settings().table)
    return {"journey": journey, **report(counters.of_journey(journey))}


def _normal(email: str) -> str:
    try:
        return normal(email)
    except ValueError as wrong:
        why = f"email: {wrong}"
        raise BadRequestError(why) from wrong


def _profile(contact_id: str) -> dict[str, Any]:
    contact = _contacts().known(contact_id)
    if contact is None:
        raise NotFoundError("no such contact")
    items = Items(client("dynamodb"), settings().table)
    events = [one for part in contact.ids for one in items.under(part, "e#")]
    rows = [one for part in contact.ids for one in items.under(part, "s#")]
    return profile(contact, events, rows, rules(), settings().clock.now())


@cache
def _contacts() -> Contacts:
    return Contacts(client("dynamodb"), settings().table, address_key)
