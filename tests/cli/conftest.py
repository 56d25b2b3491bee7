"""Ports nobody listens on."""

import socket

import pytest


@pytest.fixture
def unused_port():
    """A port that was free a moment ago, and whose neighbour was too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
