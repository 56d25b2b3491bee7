"""B6, B7: every order in which the calls of racing workers can come, over the real procedures.

A state is what the tables, queues and machines hold and what each worker has been answered so
far; each is looked at once, and an order is one way through all of them.
"""

import random
from functools import partial

import pytest

from kweek.core.handover import Answer
from tests.proofs import exploring_mails as mails
from tests.proofs import exploring_people as people
from tests.proofs import exploring_waits as waits
from tests.proofs.exploring import Explored, Explorer
from tests.proofs.exploring_journeys import compiled, incoming

REFUSED = Answer("refused", "Throttling", passing=True)
TAKEN = Answer("silent", "taken")  # SES has it, and its answer is lost
SEED = 20270115

in_time, at_last = waits.of_patience_in_time, waits.of_patience
ordered = [
    incoming("Ordered", n, properties={"order_id": "7", "day": f"2027-01-{19 + n}"}) for n in (1, 2)
]
tried = [incoming("Trial Started", n) for n in (1, 2)]

WAITS = [
    (partial(waits.registered, times=2), in_time),
    (partial(waits.registered, events=2), in_time),
    (partial(waits.registered, crashes=1), in_time),
    (partial(waits.registered, orders=2), in_time),
    (waits.queued, at_last),
    (waits.timed_out, at_last),
    (partial(waits.timed_out, registrations=1), at_last),
    (partial(waits.timed_out, crashes=1), at_last),
    (partial(waits.timed_out, events=2), at_last),
    (partial(waits.recovered, lost=True, later=["Feature Used"]), waits.of_recovered),
    (mails.judged, mails.of_letter),
    (partial(mails.judged, crashes=1), mails.of_letter),
]
MAILS = [
    (partial(mails.mailed, mailers=2), mails.of_letter),
    (partial(mails.mailed, mailers=2, crashes=1), mails.of_letter),
    (partial(mails.mailed, others=[mails.opts_out], mailers=2), mails.of_letter),
    (partial(mails.mailed, others=[mails.buys], mailers=2), mails.of_letter),
    (partial(mails.mailed, others=[mails.is_paused], mailers=2), mails.of_paused_letter),
    (partial(mails.mailed, others=[mails.opts_out], answers=[REFUSED]), mails.of_letter),
    (partial(mails.mailed, others=[mails.buys], answers=[REFUSED]), mails.of_letter),
    (partial(mails.mailed, others=[mails.is_settled]), mails.of_letter),
    (
        partial(mails.mailed, others=[mails.is_settled], answers=[TAKEN], tells=("Send",)),
        mails.of_letter,
    ),
]
PEOPLE = [
    (people.joins, people.of_joined),
    (partial(people.joins, crashes=1), people.of_joined),
    (partial(people.enters, events=tried), people.entered(1)),
    (partial(people.enters, events=tried[:1] * 2), people.entered(1)),
    (partial(people.enters, events=tried, crashes=1), people.entered(1)),
    (partial(people.enters, events=ordered), people.entered(1)),
    (partial(people.enters, events=people.of_two_orders()), people.entered(2)),
]
LONG_WAITS = [
    (partial(waits.registered, times=2, events=2), in_time),
    (partial(waits.registered, times=2, crashes=1), in_time),
    (waits.left, at_last),
    (partial(waits.recovered, later=["Feature Used"]), waits.of_recovered),
    (
        partial(waits.recovered, lost=True, registered_before=True, later=["stop"]),
        waits.of_recovered,
    ),
]
LONG_MAILS = [
    (partial(mails.mailed, others=[mails.buys, mails.opts_out]), mails.of_letter),
    (partial(mails.mailed, others=[mails.opts_out], mailers=2, crashes=1), mails.of_letter),
    (partial(mails.mailed, others=[mails.is_settled], crashes=1), mails.of_letter),
]


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("campaigns"))


def explored(given, told):
    """How much there was to see in all of these together; anything unlawful is an error."""
    whole = Explored()
    for make, law in told:
        whole += Explorer(law).explore(make(given))
    return whole


def figures(found, told):
    return (
        f"{len(told)} races, {found.states:,} states, {found.orders:,} orders of calls:"
        " 0 lost, 0 double"
    )


def test_g7_an_event_and_a_registration_end_the_wait_once_in_each_of_their_orders(given):
    found = explored(given, [(waits.registered, in_time)])

    assert (found.states > 100, found.orders > 1000) == (True, True)
    assert found.ends == {(("first",), ("first",), 0, "finished")}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_g7_in_every_order_a_wait_gets_one_outcome_and_its_machine_takes_it(given, proven):
    found = explored(given, WAITS)

    ways = {end[0] for end in found.ends}
    assert ways == {(), ("first",), ("second",), "clicked", "opened", "silent"}
    proven("interleavings of a wait", figures(found, WAITS))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_g5_g9_in_every_order_a_mail_goes_once_at_most_and_never_after_an_opt_out(given, proven):
    found = explored(given, MAILS)

    # Without a row: the run was left before anybody had looked at its mail.
    assert {end[-1] for end in found.ends} == {(), ("sent",), ("held",), ("unknown",)}
    proven("interleavings of a mail", figures(found, MAILS))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_g1_g4_in_every_order_two_become_one_person_and_begin_as_many_runs_as_they_may(
    given, proven
):
    found = explored(given, PEOPLE)

    assert found.ends == {("ada", "ada@example.org", 2), (1,), (2,)}
    proven("interleavings of joins and entries", figures(found, PEOPLE))


def crowded(given):
    """Everything at once: workers twice, orders twice, deaths, a way out, a timer."""
    scene = waits.left(given, crashes=3)
    scene.jobs *= 2
    scene.twice = frozenset({"orders"})
    return scene


def mailed_in_a_crowd(given):
    others = [mails.opts_out, mails.buys, mails.is_paused, mails.is_settled]
    return mails.mailed(given, others=others, mailers=3, tells=("Send",), crashes=3)


def recovered_in_a_crowd(given):
    scene = waits.recovered(given, lost=True, crashes=3)
    scene.twice = frozenset({"orders"})
    return scene


CROWDS = [
    (crowded, at_last),
    (mailed_in_a_crowd, mails.of_paused_letter),
    (recovered_in_a_crowd, waits.of_recovered),
]


def wandered(given, times):
    chance, whole = random.Random(SEED), Explored()  # noqa: S311 - a story, not a secret
    for make, law in CROWDS:
        whole += Explorer(law).wander(make(given), chance, times)
    return whole


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_g7_g9_g10_no_order_by_chance_of_many_workers_loses_or_doubles(given, proven):
    found = wandered(given, 200)

    assert found.orders == 200 * len(CROWDS)
    proven(
        "races of a crowd by chance",
        f"{found.orders:,} orders of {found.states:,} calls, seed {SEED}: 0 lost, 0 double",
    )


@pytest.mark.night
@pytest.mark.timeout(3600)
def test_g7_in_every_order_of_many_a_wait_gets_one_outcome(given, proven):
    proven("interleavings of a wait, long", figures(explored(given, LONG_WAITS), LONG_WAITS))


@pytest.mark.night
@pytest.mark.timeout(3600)
def test_g5_g9_in_every_order_of_many_a_mail_goes_once_at_most(given, proven):
    proven("interleavings of a mail, long", figures(explored(given, LONG_MAILS), LONG_MAILS))


@pytest.mark.night
@pytest.mark.timeout(3600)
def test_g7_g9_g10_no_order_by_chance_loses_or_doubles_in_a_long_night(given, proven):
    found = wandered(given, 5_000)

    assert found.orders == 5_000 * len(CROWDS)
    proven(
        "races of a crowd by chance, long",
        f"{found.orders:,} orders of {found.states:,} calls, seed {SEED}: 0 lost, 0 double",
    )
