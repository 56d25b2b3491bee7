"""A small TLS server of the tests' own: it answers as it is told, and notes what it was asked."""

import datetime as dt
import socket
import ssl
import threading
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "hooks.example.org"


def certificate(place, host=HOST):
    """A certificate for the host, signed by itself; the path of it and its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = place / f"{host}.pem"
    path.write_bytes(made.public_bytes(pem) + private)
    return path


@dataclass
class Server:
    """Takes one request a connection; `say` gets the connection and answers it."""

    certificate: object
    say: object = None
    asked: list = field(default_factory=list)  # (server name of the TLS hello, the request)
    tls: bool = True

    def __enter__(self):
        self._stop = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        with socket.create_connection(("127.0.0.1", self.port)):
            pass  # so that the server wakes and sees that it is over
        self._thread.join(5)
        self._listening.close()

    def stopped(self, seconds):
        return self._stop.wait(seconds)

    def _serve(self):
        while True:
            connection, _ = self._listening.accept()
            with connection:
                if self._stop.is_set():
                    return
                try:
                    self._take(connection)
                except OSError:
                    continue  # the caller hung up, as some tests want

    def _take(self, connection):
        if not self.tls:
            self.say(self, connection)
            return
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        named = []
        context.sni_callback = lambda _, name, __: named.append(name)
        with context.wrap_socket(connection, server_side=True) as secured:
            self.asked.append((named[0], _request(secured)))
            self.say(self, secured)


def _request(connection):
    """A whole request, as bytes."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(65_536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.splitlines()
        if line.lower().startswith(b"content-length:")
    )
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def says(status, body=b"", *headers):
    """An answer, whole."""
    lines = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}", *headers]
    text = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
    return lambda _, connection: connection.sendall(text)


def raw(*parts, every=0.0):
    """Bytes as they are, one part after the other, `every` so many seconds; then the end."""

    def say(server, connection):
        for part in parts:
            connection.sendall(part)
            if every and server.stopped(every):
                return

    return say
