"""The admin API's OpenAPI document, as `GET /api/v1/openapi.json` serves it.

It is written by hand, since making it from models would cost every cold start; tests hold it
against the routes and against whole answers.
"""

from typing import Any

from kweek.console import api_reasons, api_schemas
from kweek.console.api_words import NEXT, TEXT, Schema, ref

VERSION = "1.0.0"
ABOUT = """\
Reads what Kweek knows of contacts, journeys and segments, and why; enrols by hand; pauses and
resumes journeys; exports and erases what is kept about a person. The tracking API that takes
events is Segment's, and not described here.
"""


def document() -> dict[str, Any]:
    """The whole document, OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kweek's admin API", "version": VERSION, "description": ABOUT},
        "servers": [{"url": "/", "description": "The address that serves this document"}],
        "security": [{"token": []}],
        "tags": [{"name": one} for one in ("contacts", "journeys", "segments", "switches")],
        "paths": {f"/api/v1{path}": operations for path, operations in _PATHS.items()},
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The stack's admin token; `.kweek/local.json` has a local one's",
                }
            },
            "schemas": {**api_schemas.SCHEMAS, **api_reasons.SCHEMAS},
        },
    }


def _answer(description: str, schema: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": ref(schema)}}}


_UNAUTHORIZED = {"401": _answer("There is no bearer token, or not this stack's", "Error")}
_WRONG = {"400": _answer("A field is wrong; the message names it and its remedy", "Error")}
_MISSING = {"404": _answer("Nothing is called so; the message says what there is", "Error")}


def _operation(
    name: str, tag: str, summary: str, answer: str, *others: dict[str, Any], **more: Any
) -> dict[str, Any]:
    status = more.pop("status", "200")
    answers = {status: _answer(summary, answer), **_UNAUTHORIZED}
    for other in others:
        answers |= other
    return {"operationId": name, "tags": [tag], "summary": summary, "responses": answers, **more}


def _in_path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": TEXT}


def _in_query(name: str, schema: Schema, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _body(schema: str, *, required: bool) -> dict[str, Any]:
    return {"required": required, "content": {"application/json": {"schema": ref(schema)}}}


_WORD = {**TEXT, "description": NEXT["description"]}
_PAGE = [_in_query("next", _WORD)]
_EMAIL = _in_query("email", {**TEXT, "examples": ["ada@example.org"]}, required=True)
_ID, _JOURNEY, _SEGMENT = ([_in_path(name)] for name in ("id", "journey", "segment"))

_PATHS: dict[str, dict[str, Any]] = {
    "/openapi.json": {
        "get": {
            "operationId": "document",
            "summary": "This document",
            "responses": {
                "200": {
                    "description": "OpenAPI 3.1",
                    "content": {"application/json": {"schema": {"type": "object"}}},
                },
                **_UNAUTHORIZED,
            },
        }
    },
    "/contacts": {
        "get": _operation(
            "findContact",
            "contacts",
            "The contact that has an address, whole, if there is one",
            "Contacts",
            _WRONG,
            parameters=[_EMAIL],
        )
    },
    "/contacts/{id}": {
        "get": _operation(
            "getContact", "contacts", "One contact, whole", "Contact", _MISSING, parameters=_ID
        ),
        "delete": _operation(
            "eraseContact",
            "contacts",
            "Erase a contact for good, with every id of theirs. Ask again to see it done",
            "Erasure",
            _MISSING,
            status="202",
            parameters=_ID,
        ),
    },
    "/contacts/{id}/export": {
        "get": _operation(
            "exportContact",
            "contacts",
            "All that is kept about one contact, for that person to read",
            "Export",
            _MISSING,
            parameters=_ID,
        )
    },
    "/contacts/{id}/explanation": {
        "get": _operation(
            "explainContact",
            "contacts",
            "Why a contact has this stage, these scores, segments, mails and holds",
            "Explanation",
            _MISSING,
            parameters=_ID,
        )
    },
    "/segments": {
        "get": _operation("listSegments", "segments", "Every segment and its rule", "Segments")
    },
    "/segments/{segment}/contacts": {
        "get": _operation(
            "listMembers",
            "segments",
            "Who is in a segment, page by page of everyone",
            "Members",
            _WRONG,
            _MISSING,
            parameters=[*_SEGMENT, *_PAGE],
        )
    },
    "/handoffs": {
        "get": _operation(
            "listHandoffs",
            "contacts",
            "Leads handed over in runs that are under way, page by page of everyone",
            "Handoffs",
            _WRONG,
            parameters=_PAGE,
        )
    },
    "/reports": {
        "get": _operation("listReports", "journeys", "Every journey's figures", "Reports")
    },
    "/journeys": {
        "get": _operation("listJourneys", "journeys", "Every journey and its state", "Journeys")
    },
    "/journeys/{journey}/report": {
        "get": _operation(
            "getReport", "journeys", "A journey's figures", "Report", _MISSING, parameters=_JOURNEY
        )
    },
    "/journeys/{journey}/pause": {
        "post": _operation(
            "pauseJourney",
            "switches",
            "Hold a journey's mail from the next send on; what is held now",
            "Switch",
            _MISSING,
            parameters=_JOURNEY,
        )
    },
    "/journeys/{journey}/resume": {
        "post": _operation(
            "resumeJourney",
            "switches",
            "Let a journey's mail go; what is still held. Follow it by `POST /api/v1/looks`",
            "Switch",
            _MISSING,
            parameters=_JOURNEY,
        )
    },
    "/pause": {"post": _operation("pauseAll", "switches", "Hold all mail", "Switch")},
    "/resume": {
        "post": _operation(
            "resumeAll",
            "switches",
            "Let all mail go, also of journeys paused by name. Follow it by `POST /api/v1/looks`",
            "Switch",
        )
    },
    "/enrolments": {
        "post": _operation(
            "enrol",
            "journeys",
            "Queue up to 100 contacts for a journey with `enter: manual`; all of them or none",
            "Queued",
            _WRONG,
            status="202",
            requestBody=_body("Enrolment", required=True),
        )
    },
    "/looks": {
        "post": _operation(
            "look",
            "switches",
            "Have one page of everyone looked at again, after a resume or a change of the rules",
            "Looked",
            _WRONG,
            status="202",
            requestBody=_body("Page", required=False),
        )
    },
}
