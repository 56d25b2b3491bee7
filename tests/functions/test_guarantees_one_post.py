"""G9: whatever goes wrong on the way to SES, exactly one request leaves (real sockets)."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from kweek.shell import aws
from kweek.shell.sending import Letter, send

LETTER = Letter(
    sender=("Luwte", "hello@example.com"),
    reply_to=None,
    to="ada@example.org",
    subject="Hello",
    html="<p>Hello",
    text="Hello",
    headers=(),
    tags={"send_id": "s"},
    configuration_set="kweek",
)


class Faulty(BaseHTTPRequestHandler):
    """Takes the mail, and then fails as the test says."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts += 1
        status, code = self.server.fault
        if status:
            body = b"{}"
            self.send_response(status)
            self.send_header("x-amzn-ErrorType", code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        # else the connection ends without an answer

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def ses(environment):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Faulty)
    server.posts = 0
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    environment.setenv("AWS_ENDPOINT_URL_SESV2", f"http://127.0.0.1:{server.server_port}")
    aws.forget()
    yield server
    aws.forget()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ((500, "InternalFailure"), "silent"),
        ((503, "ServiceUnavailable"), "silent"),
        ((429, "TooManyRequestsException"), "refused"),
        ((400, "MessageRejected"), "rejected"),
        ((None, None), "silent"),
    ],
)
def test_g9_a_fault_of_ses_is_met_with_one_request_and_no_other(ses, fault, kind):
    ses.fault = fault

    answer = send(aws.client("sesv2"), LETTER)

    assert (answer.kind, ses.posts) == (kind, 1)


def test_g9_without_a_connection_nothing_was_handed_over_and_it_may_be_tried_again(ses):
    ses.shutdown()
    ses.server_close()

    assert send(aws.client("sesv2"), LETTER).kind == "refused"
