"""In which form things are written. Each release reads all earlier ones, and refuses later ones.

Whoever raises a number keeps what reads the one before, and records what the new one looks like
(tests/frozen). What a later release wrote is not guessed at: it goes back to where it came from,
and at last to the dead letters, from where that release can take it.
"""

ITEMS = 1  # in the table, as `schema`
MESSAGES = 1  # in queues, and as an execution's input, as `v`


class LaterRelease(Exception):
    """Written by a later release than this one, in a form that it does not know."""


def check_item(schema: str | int | None, what: str) -> None:
    """LaterRelease when an item of the table is newer; the first release left some unnumbered."""
    _check(int(schema or 1), ITEMS, what)


def check_message(number: str | int | None, what: str) -> None:
    """LaterRelease when a message is newer."""
    _check(int(number or 1), MESSAGES, what)


def _check(number: int, newest: int, what: str) -> None:
    if number > newest:
        msg = f"{what} has form {number}, and this release knows those up to {newest}"
        raise LaterRelease(msg)
