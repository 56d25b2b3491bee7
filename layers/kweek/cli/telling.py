"""Standard output carries the product, standard error the rest."""

import sys


def product(text: str) -> None:
    """A line of what was asked for."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def aside(text: str) -> None:
    """A line about the work, or about what is wrong."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
