"""What was decided is carried out in order, finished by whoever comes next, and then forgotten."""

from kweek.core.contact import Contact, Erased
from kweek.core.effects import Decided, KeepToken, LedgerRow, Mark, Order, Record
from kweek.shell.performing import Performer

RECORD = Record("ada", "e", "Viewed", 1, 1)
ROW = LedgerRow("ada", "s", "sent", "welcome", "drip", "deliver", "run", 1)
MARK = Mark("ada", "m")
TOKEN = KeepToken("run", "token", "deliver", 0, 1)
ORDER = Order("stop", "ada", "run", 0, "drip")


class Noted:
    """Items that note what is put, in order."""

    def __init__(self):
        self.done = []

    def __getattr__(self, _put):
        return self.done.append


def performer():
    items = Noted()
    return items.done, Performer(items, items.done.append)


def test_rows_and_marks_come_last_since_they_say_that_the_rest_is_done():
    done, carrying = performer()

    carrying.perform([MARK, ROW, TOKEN, ORDER, RECORD])

    assert done == [TOKEN, ORDER, RECORD, MARK, ROW]


def test_what_is_not_done_is_done_and_only_an_event_stays_until_its_message_comes_again():
    done, carrying = performer()
    event, step, old = Decided((ORDER,)), Decided((TOKEN, MARK)), Decided((RECORD,))
    outbox = {"c#ada|e#1": event, "c#ada|m#2": step, "c#ada|e#0": old}

    left = carrying.catch_up(Contact("ada", version=1, outbox=outbox), {"c#ada|e#0"})

    assert left == {"c#ada|e#1": event}
    assert done == [ORDER, TOKEN, MARK]


def test_g6_what_an_erasure_ordered_is_finished_by_whoever_sweeps():
    done, carrying = performer()
    tombstone = Contact("ada", version=2, erased=Erased(5), outbox={"c#ada|m#e": Decided((ORDER,))})

    assert (carrying.catch_up(tombstone, set()), done) == ({}, [])
