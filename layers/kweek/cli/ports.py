"""Are the ports free? Asked before anything is started."""

import socket

from kweek.cli.trouble import CalledWrongly

HOST = "127.0.0.1"
FIRST, LAST = 1_024, 65_535


def claim_ports(port: int) -> tuple[int, int]:
    """The front's port and the emulator's, the one after it, both free just now."""
    if not FIRST <= port < LAST:
        msg = f"--port {port}: give a port from {FIRST} to {LAST - 1}; the one after it is used too"
        raise CalledWrongly(msg)
    for wanted, use in ((port, "the API and the mailbox"), (port + 1, "the emulator")):
        if not _free(wanted):
            msg = f"port {wanted} ({use}) is in use; stop what listens there, or give --port N"
            raise CalledWrongly(msg)
    return port, port + 1


def _free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers bind: a port that only lingers after a close counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
