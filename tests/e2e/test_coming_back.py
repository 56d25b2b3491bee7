"""A stack that is stopped in the middle of fifty journeys, beside a twin that nobody disturbs."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pytest

from tests.e2e.local import Own
from tests.e2e.people import Person

pytestmark = pytest.mark.e2e

PORT = int(os.environ.get("KWEEK_E2E_PORT", "4680")) + 200
SPEED = "1h/s"
PEOPLE = 50
BEFORE, BETWEEN = 45, 3  # seconds until the stop, and that nothing runs
PATIENCE = 300
JOURNEY = "relay"


WAYS = ("silent", "clicks_first", "clicks_second", "leaves", "opts_out")


class Reader:
    """Somebody who reacts to a mail in a way of their own, once, whenever they read it."""

    def __init__(self, stack, number):
        self.person = Person(stack, f"reader-{number}@example.org", cookie=f"cookie-{number}")
        self.way = getattr(self, WAYS[number % len(WAYS)])
        self.reacted = set()
        self.over = False

    def react(self, mail):
        name = mail["tags"]["mail"]
        if name not in self.reacted:
            self.way(name, mail)
            self.reacted.add(name)

    def silent(self, name, mail):
        pass

    def clicks_first(self, name, mail):
        if name == "ask":
            self.person.follow(mail)

    def clicks_second(self, name, mail):
        if name == "nod":
            self.person.follow(mail)

    def leaves(self, name, mail):
        if mail["tags"]["mail"] == name == "ask":
            self.person.does("Course Left")

    def opts_out(self, name, mail):
        if name == "nudge":
            self.person.stack.send("POST", mail["headers"]["List-Unsubscribe"].strip("<>"))


def begin(readers):
    """Everybody fills in the form; who was first reads their mail meanwhile."""
    Thread(target=lambda: fill_in(readers)).start()


def fill_in(readers):
    for reader in readers:
        reader.person.fill_in(JOURNEY, first_name="Kim")


def follow(readers, until):
    """Let everybody read their mail, and react to it once."""
    by_address = {reader.person.email: reader for reader in readers}
    stack = readers[0].person.stack
    while not until(readers):
        for mail in stack.mails():
            if mail["to"] in by_address:
                by_address[mail["to"]].react(mail)
        time.sleep(0.5)


def run_of(reader):
    """How their run stands; None before it began."""
    contact = reader.person.contact()
    mine = contact["enrolments"] if contact else []
    return next((one for one in mine if one["journey"] == JOURNEY), None)


def over(reader):
    """Whether it has ended; who was over is not asked again."""
    if not reader.over:
        run = run_of(reader)
        reader.over = run is not None and run["status"] != "active"
    return reader.over


def all_over(readers):
    assert time.monotonic() < readers[0].give_up, [run_of(one) for one in readers if not one.over]
    return all(over(reader) for reader in readers)


def outcome(reader):
    contact = reader.person.contact()
    [run] = [one for one in contact["enrolments"] if one["journey"] == JOURNEY]
    return {
        "way": reader.way.__name__,
        "status": (run["status"], run["exit"]),
        "noted": contact["traits"].get("relay"),
        "ledger": [(one["mail"], one["state"]) for one in contact["sends"]],
        "mailbox": reader.person.mail_names,
    }


def readers_of(stack):
    readers = [Reader(stack, number) for number in range(PEOPLE)]
    for reader in readers:
        reader.give_up = time.monotonic() + PATIENCE
    return readers


def undisturbed(own):
    readers = readers_of(own.start("--fresh"))
    begin(readers)
    follow(readers, all_over)
    found = [outcome(reader) for reader in readers]
    own.stop()
    return found


def disturbed(own):
    readers = readers_of(own.start("--fresh"))
    begin(readers)
    stop_at = time.monotonic() + BEFORE
    follow(readers, lambda _: time.monotonic() > stop_at)
    under_way = sum(not over(reader) for reader in readers)
    own.stop()
    time.sleep(BETWEEN)
    stack = own.start()
    for reader in readers:
        reader.person.stack = stack
    follow(readers, all_over)
    found = [outcome(reader) for reader in readers]
    return under_way, found, own.stop()


def test_fifty_journeys_that_a_stop_cuts_through_end_as_their_undisturbed_twins(clone, campaigns):
    options = ("--speed", SPEED, "--campaigns", str(campaigns))
    twins = [Own(clone, PORT, *options), Own(clone, PORT + 10, *options)]

    try:
        with ThreadPoolExecutor() as pool:  # two stacks side by side, from one folder
            alone = pool.submit(undisturbed, twins[0])
            cut = pool.submit(disturbed, twins[1])
        expected, (under_way, found, said) = alone.result(), cut.result()
    finally:
        for twin in twins:
            twin.end()

    assert under_way >= PEOPLE // 2
    assert "going on from the last run" in said
    assert found == expected
    assert all(len(one["mailbox"]) == len(set(one["mailbox"])) for one in found)
