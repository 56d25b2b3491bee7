"""Faults to be planted in a life: where, what is done instead, and what the judge says of it."""

from dataclasses import replace

from kweek.core import decide, identity, mail_asked, tallies
from kweek.core.step_message import StepMessage
from kweek.core.times import DAY, Instant
from kweek.shell import applying, mailing
from kweek.shell.conducting import Conductor
from kweek.testing import workers
from kweek.testing.items import MemoryItems


def dropped(*given):  # noqa: ARG001
    """Nothing is done, and nobody is told."""
    return "done"


def later_dropped(real):
    def answer(conductor, order):
        later = order["output"]["outcome"] == "later"
        return "done" if later else real(conductor, order)

    return answer


def forgetful(items, causes):  # noqa: ARG001
    return set()


def fallen(real):
    def put(items, row):
        real(items, row)
        before = items.rows[row.contact][row.send]
        items._row(before, replace(before, state="held"))  # noqa: SLF001

    return put


def late(real):
    def due(turn, before):
        found = real(turn, before)
        return found and Instant(found + 3 * DAY)

    return due


def again(real):
    """As if a silence were a no."""

    def take(world, post, message):
        real(world, post, message)
        contact = world.contacts.load(message.contact)
        send = contact.sends.get(message.send_id)
        if send is not None and send.state == "inflight":
            post.send(mailing._write(world, post, contact, message))  # noqa: SLF001

    return take


def twice(real):
    def tallied(known, at, keep):
        return real(real(known, at, keep), at, keep)

    return tallied


def run_of_any(message, contact):
    return contact.enrolments.get(message.run)


#: What is planted: where, what is done instead, every how many calls; and what is seen of it.
PLANTS = {
    "a start lost": ([(Conductor, "_start", dropped, 7)], "in peace", "and its machine is gone"),
    "a stop lost": ([(Conductor, "_stop", dropped, 1)], "in peace", "and its machine RUNNING"),
    "a `later` lost": (
        [(Conductor, "_answer", later_dropped(Conductor._answer), 1)],  # noqa: SLF001
        "in peace",
        "and its machine was not told",
    ),
    "a look lost": ([(applying, "_due", dropped, 1)], "in peace", "due, and nobody looked"),
    "a row lost": ([(MemoryItems, "put_row", dropped, 7)], "in peace", "without a row"),
    "a mark lost": ([(MemoryItems, "put_mark", dropped, 1)], "in peace", "in the outbox still"),
    "a row that falls": (
        [(MemoryItems, "put_row", fallen(MemoryItems.put_row), 7)],
        "G8",
        "a row fell to held",
    ),
    "a mark forgotten": (
        [(MemoryItems, "existing", forgetful, 2)],
        "G1",
        "decided twice",
    ),
    "an event counted twice": (
        [(tallies, "tallied", twice(tallies.tallied), 7)],
        "in the end",
        "tallied",
    ),
    "a look too late": ([(decide, "next_due", late(decide.next_due), 1)], "due_at", "changes at"),
    "a post after a silence": (
        [(workers, "send_mail", again(workers.send_mail), 1)],
        "G9",
        "posted again",
    ),
    "a step of a run that is over": (
        [(StepMessage, "entry_of", run_of_any, 1), (Conductor, "_stop", dropped, 1)],
        "G5 G10",
        "in a run that is over",
    ),
    "a join that leaves two runs": (
        [(identity, "marked", lambda _, past, __: past.enrolments, 1)],
        "in peace",
        "in it 2 times",
    ),
    "a pause that nobody heeds": (
        [(mail_asked, "pause_hold", lambda *_: None, 1)],
        "G5 G10",
        "in flight, paused",
    ),
}
