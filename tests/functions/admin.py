"""The admin API as its users call it, with every answer held against its OpenAPI document."""

import json
import re

from jsonschema import Draft202012Validator

import api
from kweek.console.api_document import document
from kweek.core.web import GUARDED

DOCUMENT = document()


class Admin:
    """Calls the function; `seen` are the answers there were, as `(method, path, status)`."""

    def __init__(self, token):
        self.headers = {"authorization": f"Bearer {token}"}
        self.seen = set()

    def get(self, path, **query):
        return self.ask("GET", path, query=query)

    def post(self, path, body=None):
        return self.ask("POST", path, body=body)

    def ask(self, method, path, *, query=None, body=None, headers=None):
        """`(status, answer)`; the answer is one that the document tells of."""
        headers = {"content-type": "application/json", **(headers or self.headers)}
        where = f"/api/v1/{path}"
        sent = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        answer = api.handler(http_event(method, where, query or {}, sent, headers), None)
        status, said = answer["statusCode"], json.loads(answer["body"])
        template = template_of(where)
        answers = DOCUMENT["paths"][template][method.lower()]["responses"]
        check(said, answers[str(status)]["content"]["application/json"]["schema"])
        assert answer["headers"]["Content-Type"] == "application/json"
        assert answer["headers"].items() >= GUARDED.items()
        self.seen.add((method.lower(), template, str(status)))
        return status, said


def http_event(method, path, query, body, headers):
    """Payload format 2.0, with a body that the gateway took for text."""
    return {
        "version": "2.0",
        "rawPath": path,
        "queryStringParameters": query,
        "headers": headers,
        "requestContext": {
            "http": {"method": method, "path": path},
            "requestId": "r",
            "stage": "$default",
        },
        "body": body.decode(),
        "isBase64Encoded": False,
    }


def template_of(path):
    """The document's path that this is one of; those without parameters come first."""
    for template in sorted(DOCUMENT["paths"], key=lambda one: one.count("{")):
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path):
            return template
    msg = f"the document has no {path}"
    raise AssertionError(msg)


def check(said, schema):
    """Every field is in the document, and every field of the document is there."""
    whole = {**schema, "components": DOCUMENT["components"]}
    wrong = [error.message for error in Draft202012Validator(whole).iter_errors(said)]
    assert wrong == []
