"""Asks the DNS for the TXT records of a name: one question over UDP, no library needed."""

import secrets
import socket
import struct
from collections.abc import Sequence
from pathlib import Path

RESOLVERS = Path("/etc/resolv.conf")
PORT, PATIENCE, LARGEST = 53, 3.0, 4_096
TXT, INTERNET = 16, 1
RECURSION, TRUNCATED, NO_SUCH_NAME = 0x0100, 0x0200, 3
POINTER = 0xC0


class NotAnswered(Exception):
    """No resolver has answered in a way that can be read."""


def texts(name: str, servers: Sequence[tuple[str, int]] | None = None) -> list[str]:
    """The TXT records of a name; none when there is no such name. Raises NotAnswered."""
    for server in configured() if servers is None else servers:
        try:
            return _asked(name, server)
        except (OSError, ValueError, IndexError, struct.error):
            continue  # the next resolver may be better
    msg = f"no resolver told the TXT records of {name}"
    raise NotAnswered(msg)


def configured(file: Path = RESOLVERS) -> list[tuple[str, int]]:
    """The resolvers that this machine is set up with."""
    if not file.exists():
        return []
    lines = (line.split() for line in file.read_text("utf-8").splitlines())
    return [(line[1], PORT) for line in lines if len(line) > 1 and line[0] == "nameserver"]


def _asked(name: str, server: tuple[str, int]) -> list[str]:
    number = secrets.randbits(16)
    labels = [part.encode("idna") for part in name.rstrip(".").split(".")]
    asked = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    question = struct.pack(">6H", number, RECURSION, 1, 0, 0, 0) + asked
    family = socket.AF_INET6 if ":" in server[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as wire:
        wire.settimeout(PATIENCE)
        wire.connect(server)  # answers of others are not heard
        wire.send(question + struct.pack(">2H", TXT, INTERNET))
        return _read(wire.recv(LARGEST), number)


def _read(answer: bytes, number: int) -> list[str]:
    said, flags, questions, records, _, _ = struct.unpack_from(">6H", answer)
    code = flags & 0xF
    if said != number or flags & TRUNCATED or code not in (0, NO_SUCH_NAME):
        msg = f"an answer that says nothing: flags {flags:#x}"
        raise ValueError(msg)
    at = 12
    for _ in range(questions):
        at = _after_name(answer, at) + 4
    found = []
    for _ in range(records):
        at = _after_name(answer, at)
        kind, _, _, length = struct.unpack_from(">2HIH", answer, at)
        at += 10
        if kind == TXT:
            found.append(_joined(answer[at : at + length]))
        at += length
    return found


def _after_name(answer: bytes, at: int) -> int:
    while answer[at]:
        if answer[at] & POINTER == POINTER:
            return at + 2
        at += 1 + answer[at]
    return at + 1


def _joined(data: bytes) -> str:
    """A record is a row of strings, each after its length; together they are one text."""
    parts, at = [], 0
    while at < len(data):
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(parts).decode(errors="replace")
