"""What `kweek` says when it cannot go on.

Trouble
|- CalledWrongly    an option, a folder or a port is wrong: exit 2
'- WentWrong        content, a tool or the emulator failed: exit 1
"""


class Trouble(Exception):
    """A sentence for the person at the keyboard, and the exit code that goes with it."""

    exit_code = 1


class CalledWrongly(Trouble):
    """The command cannot mean anything as it was given."""

    exit_code = 2


class WentWrong(Trouble):
    """The command was right; what it started was not."""


def first_of(failure: BaseException) -> BaseException:
    """Of all that failed together, the first is the one to tell."""
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    return failure
