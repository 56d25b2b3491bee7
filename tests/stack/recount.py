"""The report counted anew, from the timelines and ledger rows as they lie in the table."""

from collections import Counter

from kweek.core.counting import of_counts, of_row
from tests.stack import table


def recount():
    """`{(journey, step, counter): n}` of everything in the table."""
    units = Counter()
    for row in table.bodies("send"):
        units.update(of_row(None, row))
    for kind in ("event", "mark"):
        for body in table.bodies(kind):
            units.update(of_counts(body["counts"]))
    return units
