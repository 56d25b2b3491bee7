import json
from collections import deque
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from botocore.exceptions import EndpointConnectionError

from kweek.shell import secrets, signed_call
from kweek.shell.aws import client
from kweek.shell.signed_call import CallFailed, call


class Answers(BaseHTTPRequestHandler):
    """Gives the answers it was told to, and keeps the requests."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.seen.append(
            (self.path, dict(self.headers), json.loads(self.rfile.read(length)))
        )
        status, body = self.server.answers.popleft()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def server(environment):
    environment.setattr(signed_call, "PAUSES", (0, 0, 0))
    with HTTPServer(("127.0.0.1", 0), Answers) as http:
        http.seen, http.answers = [], deque()
        environment.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{http.server_port}")
        Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield http
        http.shutdown()
    signed_call.forget()


def test_a_call_is_signed_json_of_its_service(server):
    server.answers.append((200, b'{"MessageId": "1"}'))

    assert call("sqs", "SendMessage", {"QueueUrl": "q"}) == {"MessageId": "1"}

    path, headers, body = server.seen[0]
    assert (path, body) == ("/", {"QueueUrl": "q"})
    assert headers["X-Amz-Target"] == "AmazonSQS.SendMessage"
    assert headers["Content-Type"] == "application/x-amz-json-1.0"
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=test/")
    assert "/eu-west-1/sqs/aws4_request" in headers["Authorization"]


def test_a_service_may_have_an_endpoint_of_its_own(server, environment):
    environment.setenv("AWS_ENDPOINT_URL_SQS", f"http://127.0.0.1:{server.server_port}/front/")
    environment.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    server.answers.append((200, b""))

    assert call("sqs", "SendMessage", {}) == {}
    assert server.seen[0][0] == "/front/"


@pytest.mark.parametrize(
    "trouble",
    [
        (500, b"oops"),
        (503, b"{}"),
        (400, b'{"__type": "com.amazonaws.sqs#RequestThrottled"}'),
    ],
)
def test_a_passing_trouble_is_tried_again(server, trouble):
    server.answers.extend([trouble, trouble, (200, b'{"ok": true}')])

    assert call("sqs", "SendMessage", {}) == {"ok": True}


def test_a_lasting_trouble_is_an_error_after_four_tries(server):
    server.answers.extend([(500, b"oops")] * 9)

    with pytest.raises(CallFailed, match=r"^sqs.SendMessage: 500$"):
        call("sqs", "SendMessage", {})
    assert len(server.seen) == 4


def test_a_trouble_that_takes_long_is_not_tried_again(server, environment):
    environment.setattr(signed_call, "LAST_TRY", 0)
    server.answers.extend([(500, b"oops")] * 9)

    with pytest.raises(CallFailed):
        call("sqs", "SendMessage", {})
    assert len(server.seen) == 1


def test_a_refusal_is_not_tried_again_and_keeps_its_content_to_itself(server):
    server.answers.append((400, b'{"__type": "x#AccessDeniedException", "message": "ada"}'))

    with pytest.raises(CallFailed, match=r"^dynamodb.GetItem: AccessDeniedException$"):
        call("dynamodb", "GetItem", {})


def test_an_endpoint_that_does_not_answer_is_an_error(environment):
    def unreachable(request):
        raise EndpointConnectionError(endpoint_url=request.url)

    environment.setattr(signed_call, "PAUSES", (0,))
    environment.setattr(signed_call, "transmit", unreachable)

    with pytest.raises(CallFailed, match=r"^sqs.SendMessage: EndpointConnectionError$"):
        call("sqs", "SendMessage", {})


@pytest.mark.parametrize(
    ("region", "url"),
    [
        ("eu-west-1", "https://sqs.eu-west-1.amazonaws.com/"),
        ("cn-north-1", "https://sqs.cn-north-1.amazonaws.com.cn/"),
    ],
)
def test_without_an_endpoint_the_region_says_where(environment, region, url):
    asked = []

    def transmit(request):
        asked.append(request.url)
        raise EndpointConnectionError(endpoint_url=request.url)

    environment.setenv("AWS_REGION", region)
    environment.setattr(signed_call, "PAUSES", ())
    environment.setattr(signed_call, "transmit", transmit)

    with pytest.raises(CallFailed):
        call("sqs", "SendMessage", {})
    assert asked == [url]


@pytest.mark.usefixtures("aws")
def test_an_item_of_the_table_is_read():
    client("dynamodb").create_table(
        TableName="kweek",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client("dynamodb").put_item(TableName="kweek", Item={"pk": {"S": "l#1"}, "url": {"S": "u"}})

    found = call("dynamodb", "GetItem", {"TableName": "kweek", "Key": {"pk": {"S": "l#1"}}})

    assert found["Item"]["url"] == {"S": "u"}


@pytest.mark.usefixtures("the_secret")
def test_the_secret_is_read_once_per_worker(aws, keys):
    first = secrets.secret()
    aws.setattr(secrets, "call", None)

    assert secrets.secret() is first
    assert (first.kid, first.keys) == ("1", keys)
    assert first.signing == {"1": keys.signing}
    assert repr(first) == "Secret(kid='1', keys=Keys())"
