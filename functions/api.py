"""The admin API: contacts with their history, journeys with their figures, and the switches."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import (
    BadRequestError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
)

from kweek.console.api_document import document
from kweek.core.refusals import AskedWrongly, NotKnown
from kweek.core.web import GUARDED, Request
from kweek.shell import browsing, steering
from kweek.shell.admin import is_admin

app = APIGatewayHttpResolver(strip_prefixes=["/api"])


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer one request below /api/v1."""
    answer = app.resolve(event, context)
    return {**answer, "headers": {**answer["headers"], **GUARDED}}


def _guard(app: APIGatewayHttpResolver, next_middleware: Any) -> Any:
    if not is_admin(app.current_event.headers.get("authorization") or ""):
        raise UnauthorizedError("authorization: send `Bearer` and this stack's admin token")
    try:
        return next_middleware(app)
    except AskedWrongly as wrong:
        raise BadRequestError(str(wrong)) from wrong
    except NotKnown as nothing:
        raise NotFoundError(str(nothing)) from nothing


app.use([_guard])


def _refused(refused: ServiceError) -> Response[Any]:
    return Response(refused.status_code, "application/json", {"message": refused.msg})


app.exception_handler(ServiceError)(_refused)


def _asked(name: str) -> str | None:
    return app.current_event.query_string_parameters.get(name)


def _body() -> bytes:
    return Request.read(app.current_event.raw_event).body


def _members(segment: str) -> dict[str, Any]:
    return browsing.members(segment, _asked("next"))


ROUTES: tuple[tuple[str, str, int, Callable[..., Any]], ...] = (
    ("GET", "/openapi.json", 200, document),
    ("GET", "/contacts", 200, lambda: browsing.by_address(_asked("email"))),
    ("GET", "/contacts/<contact_id>", 200, browsing.contact),
    ("DELETE", "/contacts/<contact_id>", 202, steering.erase),
    ("GET", "/contacts/<contact_id>/explanation", 200, browsing.explained),
    ("GET", "/contacts/<contact_id>/export", 200, browsing.exported),
    ("GET", "/segments", 200, browsing.segments),
    ("GET", "/segments/<segment>/contacts", 200, _members),
    ("GET", "/handoffs", 200, lambda: browsing.handoffs(_asked("next"))),
    ("GET", "/reports", 200, browsing.all_figures),
    ("GET", "/journeys", 200, browsing.journeys),
    ("GET", "/journeys/<journey>/report", 200, browsing.figures),
    ("POST", "/journeys/<journey>/pause", 200, steering.pause),
    ("POST", "/journeys/<journey>/resume", 200, steering.resume),
    ("POST", "/pause", 200, steering.pause_every),
    ("POST", "/resume", 200, steering.resume_every),
    ("POST", "/enrolments", 202, lambda: steering.enrol(_body())),
    ("POST", "/looks", 202, lambda: steering.look(_body())),
)  # fmt: skip
for _method, _path, _status, _answer in ROUTES:
    app.route(f"/v1{_path}", _method, status_code=_status)(_answer)
