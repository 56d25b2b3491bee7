"""API Gateway's HTTP API in front of one function: events as it makes them, and a real socket."""

import base64
import itertools
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import edge_content
import pytest

from kweek.shell import aws as clients
from kweek.shell import worker

TEXT = ("application/json", "application/xml", "application/javascript")
COUNT = itertools.count(1)


def http_event(method, path, *, parameters, body=b"", headers=None):
    """Payload format 2.0: only bodies of a few text types come as text, all others as base64."""
    headers = {name.lower(): value for name, value in (headers or {}).items()}
    kind = headers.get("content-type", "").partition(";")[0]
    # What becomes of compressed JSON is not documented; here it comes through whole.
    is_text = kind.startswith("text/") or (kind in TEXT and "content-encoding" not in headers)
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "pathParameters": parameters,
        "requestContext": {
            "http": {"method": method, "path": path, "sourceIp": "192.0.2.1"},
            "requestId": f"request-{next(COUNT)}",
        },
        "isBase64Encoded": bool(body) and not is_text,
    }
    if body:
        event["body"] = (
            body.decode(errors="replace") if is_text else base64.b64encode(body).decode()
        )
    return event


@dataclass
class Reply:
    """What a browser would get."""

    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()


def reply(result):
    body = result["body"]
    return Reply(
        result["statusCode"],
        result["headers"],
        base64.b64decode(body) if result["isBase64Encoded"] else body.encode(),
    )


class Gateway(BaseHTTPRequestHandler):
    """Turns a request into an event for the server's function, and its result into an answer."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        result = self.server.function(
            http_event(
                self.command,
                self.path,
                parameters=self.server.parameters(self.path),
                body=self.rfile.read(length),
                headers=dict(self.headers),
            ),
            None,
        )
        answer = reply(result)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def serve():
    """Serve one function on a port of this machine; gives its address."""
    servers = []

    def start(function, parameters):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
        server.function, server.parameters = function, parameters
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def ask():
    """Ask a function something, as a browser would through the gateway."""

    def asked(function, method, path, *, parameters, body=b"", headers=None):
        event = http_event(method, path, parameters=parameters, body=body, headers=headers)
        return reply(function(event, None))

    return asked


@pytest.fixture(scope="session")
def written_content(tmp_path_factory):
    folder = tmp_path_factory.mktemp("content")
    edge_content.write(folder)
    return folder


@pytest.fixture
def edge(aws, the_secret, events_queue, written_content):  # noqa: ARG001 - the secret is read
    """What forms and links work with: the content, the secret, the queue and the table."""
    edge_content.forget()
    aws.syspath_prepend(str(written_content))
    aws.setenv("KWEEK_TABLE", "kweek")
    worker.world.cache_clear()
    clients.client("dynamodb").create_table(
        TableName="kweek",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    yield events_queue
    edge_content.forget()
    worker.world.cache_clear()
