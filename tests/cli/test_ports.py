import socket

import pytest

from kweek.cli.ports import claim_ports
from kweek.cli.trouble import CalledWrongly


def test_the_emulator_gets_the_port_after_the_fronts(unused_port):
    assert claim_ports(unused_port) == (unused_port, unused_port + 1)


@pytest.mark.parametrize("taken", [0, 1])
def test_a_port_in_use_is_said_before_anything_starts(unused_port, taken):
    port = unused_port + taken
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()

        with pytest.raises(CalledWrongly, match=f"port {port} .* is in use") as said:
            claim_ports(unused_port)

    assert said.value.exit_code == 2


@pytest.mark.parametrize("port", [0, 80, 65_535, 70_000])
def test_a_port_that_leaves_no_room_for_two_is_refused(port):
    with pytest.raises(CalledWrongly, match="--port"):
        claim_ports(port)
