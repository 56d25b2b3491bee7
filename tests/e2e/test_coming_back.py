"""A stack that is stopped in the middle of fifty journeys, beside a twin that nobody disturbs."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest

from tests.e2e.local import Own
from tests.e2e.people import Person

pytestmark = pytest.mark.e2e

PORT = int(os.environ.get("KWEEK_E2E_PORT", "4680")) + 200
SPEED = "6h/s"  # the drip's three days in twelve seconds
PEOPLE = 50
BEFORE, BETWEEN = 25, 3  # seconds until the stop, and that nothing runs
PATIENCE = 240
JOURNEY = "ebook-drip"


class Reader:
    """Somebody who reacts to a mail in a way of their own, once, whenever they read it."""

    def __init__(self, stack, number):
        self.person = Person(stack, f"reader-{number}@example.org", cookie=f"cookie-{number}")
        self.way = (self.silent, self.downloads, self.clicks, self.orders, self.opts_out)[
            number % 5
        ]
        self.reacted = set()

    def react(self, mail):
        name = mail["tags"]["mail"]
        if name not in self.reacted:
            self.way(name, mail)
            self.reacted.add(name)

    def silent(self, name, mail):
        pass

    def downloads(self, name, mail):
        if name == "ebook":
            self.person.follow(mail)

    def clicks(self, name, mail):
        if name == "ebook-video":
            self.person.follow(mail)

    def orders(self, name, mail):
        if name == "ebook-remind":
            self.person.does("Order Completed", order_id=self.person.cookie)

    def opts_out(self, name, mail):
        if name == "ebook":
            self.person.stack.send("POST", mail["headers"]["List-Unsubscribe"].strip("<>"))


def fill_in(readers):
    for reader in readers:
        # A zone apart from the clock's: how long a night is held must not differ between twins.
        reader.person.fill_in("ebook", first_name="Kim")


def follow(readers, over):
    """Let everybody read their mail until every journey is over; what is down is tried again."""
    by_address = {reader.person.email: reader for reader in readers}
    stack = readers[0].person.stack
    while not over(readers):
        try:
            for mail in stack.mails():
                if mail["to"] in by_address:
                    by_address[mail["to"]].react(mail)
        except (OSError, HTTPException):
            pass  # stopped: the mail is still there when it is back
        time.sleep(0.5)


def drips(readers):
    """How each one's drip stands."""
    found = []
    for reader in readers:
        contact = reader.person.contact()
        runs = contact["enrolments"] if contact else []
        found.append(next((one for one in runs if one["journey"] == JOURNEY), None))
    return found


def all_over(readers):
    give_up = readers[0].give_up
    assert time.monotonic() < give_up, [one and one["step"] for one in drips(readers)]
    try:
        return all(run and run["status"] != "active" for run in drips(readers))
    except (OSError, HTTPException, AssertionError, TypeError):
        return False


def outcome(reader):
    contact = reader.person.contact()
    [run] = [one for one in contact["enrolments"] if one["journey"] == JOURNEY]
    drip = [
        (one["mail"], one["state"]) for one in contact["sends"] if one["journey"] == JOURNEY
    ]
    names = [name for name in reader.person.mail_names if name.startswith("ebook")]
    return {
        "status": (run["status"], run["exit"]),
        "stage": contact["stage"],
        "ledger": drip,
        "mailbox": names,
    }


def readers_of(stack):
    readers = [Reader(stack, number) for number in range(PEOPLE)]
    for reader in readers:
        reader.give_up = time.monotonic() + PATIENCE
    return readers


def undisturbed(own):
    readers = readers_of(own.start("--fresh"))
    fill_in(readers)
    follow(readers, all_over)
    found = [outcome(reader) for reader in readers]
    own.stop()
    return found


def disturbed(own):
    readers = readers_of(own.start("--fresh"))
    fill_in(readers)
    stop_at = time.monotonic() + BEFORE
    follow(readers, lambda _: time.monotonic() > stop_at)
    under_way = sum(run["status"] == "active" for run in drips(readers) if run)
    own.stop()
    time.sleep(BETWEEN)
    stack = own.start()
    for reader in readers:
        reader.person.stack = stack
    follow(readers, all_over)
    found = [outcome(reader) for reader in readers]
    return under_way, found, own.stop()


def test_fifty_journeys_that_a_stop_cuts_through_end_as_their_undisturbed_twins(clone):
    twins = [Own(clone, PORT, "--speed", SPEED), Own(clone, PORT + 10, "--speed", SPEED)]

    with ThreadPoolExecutor() as pool:  # two stacks side by side, from one folder
        alone = pool.submit(undisturbed, twins[0])
        cut = pool.submit(disturbed, twins[1])
        expected, (under_way, found, said) = alone.result(), cut.result()

    assert under_way >= PEOPLE // 2
    assert "going on from the last run" in said
    assert found == expected
    assert all(len(one["mailbox"]) == len(set(one["mailbox"])) for one in found)
