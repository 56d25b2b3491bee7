"""B8: bugs planted between the procedures and the world; an explorer that sees finds each."""

from functools import partial

import pytest

from tests.proofs import exploring_bugs as bugs
from tests.proofs import exploring_mails as mails
from tests.proofs import exploring_people as people
from tests.proofs import exploring_waits as waits
from tests.proofs.exploring import Explorer, Found
from tests.proofs.exploring_journeys import compiled, incoming

in_time = waits.of_patience_in_time
PLANTED = {
    "a contact read a commit late, by the conductor": (
        bugs.StaleContacts,
        partial(people.enters, events=[incoming("Trial Started")], later=("first", "end")),
        people.entered(1),
        "a run goes on without a machine",
    ),
    "a contact read a commit late, where a wait is registered": (
        bugs.StaleContacts,
        waits.registered,
        in_time,
        "the event has ended no wait",
    ),
    "a done mark read too late": (
        bugs.StaleMarks,
        partial(waits.registered, events=2),
        in_time,
        "happened 1 times and counts as 2",
    ),
    "a commit without its version": (
        bugs.BlindCommits,
        waits.registered,
        in_time,
        "the event has ended no wait",
    ),
    "a commit without its version, where a mail is asked for": (
        bugs.BlindCommits,
        partial(mails.mailed, others=[mails.opts_out]),
        mails.of_letter,
        "G9: a mail goes in flight again that was sent",
    ),
    "a token kept after the commit": (
        bugs.TokensAfterCommits,
        partial(waits.registered, crashes=1),
        in_time,
        "the event has ended no wait in time",
    ),
    "a timer reckoned from when its message came": (
        bugs.TimersFromTheMessage,
        waits.queued,
        waits.of_patience,
        "the machine took set(), the contact says {'first'}",
    ),
    "an answer that takes any token": (
        bugs.AnyToken,
        waits.timed_out,
        waits.of_patience,
        "nobody has claimed that",
    ),
    "a mail in flight tried again": (
        bugs.CrossedSends,
        partial(mails.mailed, mailers=2),
        mails.of_letter,
        "mails twice",
    ),
}


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("campaigns"))


def found(given, name):
    """What the explorer says of a planted bug, and after how many states."""
    bug, make, law, _ = PLANTED[name]
    explorer = Explorer(law)
    with pytest.raises(Found) as caught:
        explorer.explore(make(given, bug=bug))
    return str(caught.value), len(explorer.seen)


def test_b8_a_commit_without_its_version_is_found_with_the_order_that_shows_it(given):
    wrong, _ = found(given, "a commit without its version")

    assert wrong.startswith("the event has ended no wait\nin this order:\n")
    assert "steps first: contacts.commit" in wrong


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_b8_every_planted_bug_is_found_by_what_it_does(given, proven):
    told = []
    for name, (*_, symptom) in PLANTED.items():
        wrong, states = found(given, name)
        assert symptom in wrong, name
        told.append(f"{name} (after {states:,} states)")

    proven("planted bugs that the explorer finds", f"{len(told)} of {len(told)}: {'; '.join(told)}")
