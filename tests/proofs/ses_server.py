"""A server that speaks SES's SendEmail over a real socket, and breaks off wherever it is told."""

import json
import socket
import struct
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import NamedTuple

PATH = "/v2/email/outbound-emails"
AT_ONCE = struct.pack("ii", 1, 0)  # closing resets the connection


class Fault(NamedTuple):
    """What becomes of one POST: whether the mail is taken, and how it is answered."""

    takes: bool
    answer: str = "accepted"  # or "withheld", "reset", "hung up", "broken", "half", "500 Code"


class SesServer(ThreadingHTTPServer):
    """Counts every POST and keeps every mail that it takes; `faults` are met first."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.posts, self.faults, self.taken = 0, [], []
        self.over = Event()
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def close(self):
        """Stop, and let go of whoever still waits."""
        self.over.set()
        self.shutdown()
        self.server_close()

    def takes(self, request):
        """Keep a mail; its message id."""
        self.taken.append(request)
        return f"ses-{len(self.taken)}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts += 1
        assert self.path == PATH
        fault = self.server.faults.pop(0) if self.server.faults else Fault(takes=True)
        known = self.server.takes(json.loads(asked)) if fault.takes else "nobody"
        match fault.answer:
            case "accepted":
                self._answer(200, json.dumps({"MessageId": known}))
            case "withheld":
                self.server.over.wait(20)
                self.close_connection = True
            case "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                self.close_connection = True
            case "hung up":
                self.close_connection = True
            case "broken":
                self._answer(200, '{"MessageId": "ses')
            case "half":
                self._answer(200, '{"Messa', length=400)
            case refused:
                status, _, code = refused.partition(" ")
                self._answer(int(status), json.dumps({"message": "no"}), code)

    def _answer(self, status, body, code="", length=None):
        self.send_response(status)
        if code:
            self.send_header("x-amzn-ErrorType", code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length or len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body.encode())
        self.close_connection = True

    def log_message(self, *_):
        """Say nothing."""
