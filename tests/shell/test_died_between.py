"""A worker dies between its commit and what was ordered: nothing is lost, nothing is double."""

import pytest

from kweek.core.contact import Contact
from kweek.core.erasing import erasure
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.rules import Rules
from kweek.core.step_message import StepMessage
from kweek.shell.applying import take
from kweek.shell.performing import Performer
from kweek.shell.stepping import take_step
from kweek.shell.world import World
from kweek.testing.clock import VirtualClock
from kweek.testing.contacts import MemoryContacts
from kweek.testing.items import MemoryItems

NOW = 1_800_000_000_000
ADA = digest("anonymous", "ada")
JOURNEY = {
    "title": "A journey",
    "status": "live",
    "topic": "nurture",
    "version": "1",
    "enter": [{"event": "looked"}],
    "only_if": None,
    "re_entry": {"kind": "again"},
    "goal": None,
    "exit_when": None,
    "target": None,
}
NAMES = ("scores", "interests", "segments", "links", "mails")
RULES = {
    "schema": 1,
    "version": "test",
    "stages": [],
    "predicates": {"looked": {"events": ["Page Viewed"], "where": {}, "keep": 1}},
    "journeys": {"drip": JOURNEY},
    "policy": {"time_zone": "Europe/Amsterdam", "topics": {}},
    **{name: {} for name in NAMES},
}


class Died(BaseException):
    """The worker."""


class Here:
    """A world whose next order, or the next event's item, is its worker's last."""

    def __init__(self):
        clock = VirtualClock(NOW)
        self.dies_at, self.orders = "", []
        self.items = MemoryItems(clock, lambda *_: False)
        self.contacts = MemoryContacts(lambda *_: None)
        put, self.items.put_record = self.items.put_record, self.put_record
        self.put = put
        performer = Performer(self.items, self.order)
        self.world = World(self.contacts, self.items, performer, clock, Rules.from_json(RULES))

    def put_record(self, record):
        self.maybe_die("record" if record.id.startswith("e") else "follows")
        self.put(record)

    def order(self, order):
        self.maybe_die("order")
        self.orders.append(order.do)

    def maybe_die(self, where):
        if self.dies_at == where:
            self.dies_at = ""
            raise Died

    def takes(self, number, event="Button Pressed", dies_at=""):
        self.dies_at = dies_at
        message = Incoming(
            id=f"e{number}",
            type="track",
            event=event,
            at=NOW + number,
            received_at=NOW + number,
            anonymous_id="ada",
        )
        try:
            take(self.world, message)
        except Died:
            assert dies_at

    @property
    def ada(self) -> Contact:
        return self.contacts.load(ADA)

    def events(self):
        return [one["event"] for one in self.items.under(ADA, "e#")]


@pytest.fixture
def here():
    return Here()


def test_g1_an_event_that_was_decided_before_its_worker_died_is_not_decided_again(here):
    here.takes(1, dies_at="record")
    before = (here.ada.version, here.events())
    here.takes(1)

    assert (before, here.ada.version, here.events()) == ((1, []), 1, ["Button Pressed"])


def test_g1_what_came_in_between_leaves_the_decided_event_in_the_outbox(here):
    here.takes(1, dies_at="record")
    here.takes(2)
    between = [cause.partition("|")[2] for cause in here.ada.outbox]
    here.takes(1)
    here.takes(3)

    assert between == ["e#e1", "e#e2"]
    assert (here.ada.version, len(here.events())) == (3, 3)
    assert [cause.partition("|")[2] for cause in here.ada.outbox] == ["e#e3"]


@pytest.mark.parametrize("dies_at", ["order", "follows", "record"])
def test_g2_what_was_ordered_happens_though_its_worker_died(here, dies_at):
    here.takes(1, "Page Viewed", dies_at=dies_at)
    here.takes(1, "Page Viewed")

    assert set(here.orders) == {"start"}
    assert sorted(here.events()) == ["Journey Started", "Page Viewed"]
    assert (here.ada.version, len(here.ada.enrolments)) == (1, 1)


def erases(here, dies_at=""):
    here.dies_at = dies_at
    try:
        take(here.world, erasure(ADA, NOW + 9))
    except Died:
        assert dies_at


def test_g6_an_erasure_whose_worker_died_is_finished_by_its_message_and_asked_twice_it_is_one(here):
    here.takes(1, "Page Viewed")
    erases(here, dies_at="order")
    before = (list(here.orders), here.ada.version, len(here.ada.outbox))
    erases(here)
    erases(here)

    assert before == (["start"], 2, 1)
    assert (here.orders, here.ada.version, here.ada.outbox) == (["start", "stop"], 3, {})
    assert here.events() == []


def test_g7_a_machine_s_token_is_kept_before_anything_can_claim_its_wait(here):
    here.takes(1, "Page Viewed")
    [run] = here.ada.enrolments
    wait = {"immediate": [], "judged": [], "within": 1000, "grace": 10, "predicates": {}}
    step = {"name": "ask", "do": "wait_for", "wait": wait}
    commit, kept = here.contacts.commit, []

    def committing(before, after):
        kept.append(here.items.token(run, NOW + 5))
        commit(before, after)

    here.contacts.commit = committing
    take_step(here.world, StepMessage("drip", step, ADA, run, 0, 0, NOW + 5, "token"))

    assert kept == ["token"]
    assert here.ada.enrolments[run].wait.entered == NOW + 5


def test_g6_the_second_sweep_comes_when_everything_has_landed_and_not_before(here):
    here.takes(1)
    erases(here)
    due = here.ada.due_at
    looks = (due - 1, due)

    seen = []
    for at in looks:
        look = {"id": f"due-{at}", "type": "due", "event": "Due", "contact": ADA}
        take(here.world, Incoming(**look, at=at, received_at=at))
        seen.append((here.ada.version, here.ada.due_at))

    assert seen == [(3, due), (4, None)]
