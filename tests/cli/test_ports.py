import socket

import pytest

from kweek.cli.ports import claim_ports
from kweek.cli.trouble import CalledWrongly


def two_free_ports():
    """A port whose neighbour is free too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def test_the_emulator_gets_the_port_after_the_fronts():
    port = two_free_ports()

    assert claim_ports(port) == (port, port + 1)


@pytest.mark.parametrize("taken", [0, 1])
def test_a_port_in_use_is_said_before_anything_starts(taken):
    port = two_free_ports()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port + taken))
        listener.listen()

        with pytest.raises(CalledWrongly, match=f"port {port + taken} .* is in use") as said:
            claim_ports(port)

    assert said.value.exit_code == 2


@pytest.mark.parametrize("port", [0, 80, 65_535, 70_000])
def test_a_port_that_leaves_no_room_for_two_is_refused(port):
    with pytest.raises(CalledWrongly, match="--port"):
        claim_ports(port)
