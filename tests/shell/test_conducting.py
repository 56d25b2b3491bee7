"""The conductor asks whether an order still holds, and says what became of it."""

import pytest

from kweek.core.contact import Contact, Erased
from kweek.core.effects import KeepToken
from kweek.core.enrolment import Enrolment
from kweek.shell.conducting import Conductor
from kweek.testing.clock import VirtualClock
from kweek.testing.contacts import MemoryContacts
from kweek.testing.items import MemoryItems

NOW = 1_800_000_000_000
RUN = Enrolment("drip", NOW, "nurture", epoch=2)
ORDER = {"contact": "ada", "run": "run", "epoch": 2, "journey": "drip", "lap": 0, "step": "ask"}
ANSWER = {**ORDER, "do": "answer", "entered": 7, "token": "", "output": {"outcome": "goal"}}


class Machines:
    """Notes what it is asked; `open` says whether steps still wait."""

    def __init__(self):
        self.open, self.asked = True, []

    def start(self, journey, name, given):
        self.asked.append(("start", journey, name, given))
        return True

    def answer(self, token, output):
        self.asked.append(("answer", token, output))
        return self.open


@pytest.fixture
def conductor():
    clock = VirtualClock(NOW)
    contacts = MemoryContacts(lambda *_: None)
    contacts.commit(Contact("ada"), Contact("ada", version=1, enrolments={"run": RUN}))
    items = MemoryItems(clock, lambda *_: False)
    return Conductor(Machines(), contacts, items, clock, lambda _: None)


def changes(conductor, **fields):
    ada = conductor.contacts.load("ada")
    conductor.contacts.commit(ada, ada.changed(version=ada.version + 1, **fields))


def keeps(conductor, entered):
    conductor.items.put_token(KeepToken("run", "token", "ask", 0, entered))


def test_a_run_is_started_under_its_own_name_where_it_is_to_begin(conductor):
    given = {"v": 1, "contact": "ada", "run": "run", "epoch": 2, "lap": 0, "at": "ask"}

    done = [conductor.carry_out({**ORDER, "do": "start"}) for _ in range(2)]

    assert done == ["done", "done"]
    assert conductor.executions.asked == [("start", "drip", "run-2", given)] * 2


@pytest.mark.parametrize("order", [{"epoch": 1}, {"epoch": 3}, {"run": "another"}])
def test_another_epoch_and_an_unknown_run_are_not_started(conductor, order):
    assert conductor.carry_out({**ORDER, "do": "start", **order}) == "stale"
    assert conductor.executions.asked == []


def test_g10_a_run_that_was_left_is_not_started(conductor):
    changes(conductor, enrolments={"run": Enrolment("drip", NOW, "nurture", "exited", epoch=2)})

    assert conductor.carry_out({**ORDER, "do": "start"}) == "stale"
    assert conductor.executions.asked == []


def test_an_answer_takes_the_token_that_was_kept_for_its_visit(conductor):
    keeps(conductor, entered=7)

    assert conductor.carry_out(ANSWER) == "done"
    assert conductor.executions.asked == [("answer", "token", {"outcome": "goal"})]


def test_g7_an_answer_whose_token_is_not_kept_yet_comes_again(conductor):
    keeps(conductor, entered=5)

    with pytest.raises(KeyError):
        conductor.carry_out(ANSWER)


def test_an_answer_to_a_step_that_the_machine_has_left_is_dropped(conductor):
    keeps(conductor, entered=9)

    assert conductor.carry_out(ANSWER) == "stale"
    assert conductor.executions.asked == []


def test_g6_an_answer_to_somebody_erased_waits_for_no_token(conductor):
    changes(conductor, enrolments={}, erased=Erased(NOW))

    assert conductor.carry_out(ANSWER) == "stale"


@pytest.mark.parametrize(
    ("closes", "is_open", "became"),
    [
        (NOW, False, "closed"),
        (NOW + 1, False, "done"),
        (None, False, "done"),
        (NOW, True, "done"),
    ],
)
def test_g7_only_a_step_that_may_have_timed_out_was_closed_early(
    conductor, closes, is_open, became
):
    conductor.executions.open = is_open

    assert conductor.carry_out({**ANSWER, "token": "mine", "closes": closes}) == became
