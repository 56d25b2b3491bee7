"""The judge of the long lives sees what it is there for: a planted fault breaks its law."""

from dataclasses import replace

import pytest

from kweek.catalogue.build import build
from kweek.core import decide, holds
from kweek.core.step_message import StepMessage
from kweek.core.times import DAY, HOUR, Instant
from kweek.shell import applying, finding
from kweek.shell.conducting import Conductor
from kweek.testing.items import MemoryItems
from kweek.testing.mailbox import Mailbox
from tests.proofs.lives import Life
from tests.proofs.townspeople import Townspeople
from tests.stack.kweek_stack import PAGES, ROOT


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    return build(ROOT / "campaigns", PAGES, tmp_path_factory.mktemp("shipped"))


@pytest.fixture
def judged(shipped):
    """The laws that are broken in a life, by their names."""

    def live(people=20, days=40, *, troubled=False):
        world = Life(shipped, 5, troubled=troubled)
        Townspeople(world, people, days, 5)
        world.advance(days * DAY)
        return {breach.split(" ", 1)[1] for breach in world.laws.breaches}

    return live


def said(breaches, law, words):
    """How often a law was broken, in these words."""
    return sum(one.startswith(law) and words in one for one in breaches)


def sometimes(real, instead, one_in=7):
    """Now and then something else is done."""
    calls = []

    def done(*given, **named):
        calls.append(1)
        return instead(*given, **named) if len(calls) % one_in == 0 else real(*given, **named)

    return done


def test_a_life_with_nothing_planted_breaks_no_law(judged):
    assert judged() == set()


def test_a_mail_that_a_client_sends_twice_is_seen(judged, monkeypatch, proven):
    """As boto3 does by itself when an answer is late."""
    send = Mailbox.send

    def twice(mailbox, letter):
        send(mailbox, letter)
        return send(mailbox, letter)

    monkeypatch.setattr(Mailbox, "send", sometimes(send, twice))

    seen = said(judged(), "G8", "mailed twice")

    assert seen
    proven(
        "planted: a mail sent twice", f"seen by the judge of long lives, {seen} times in one life"
    )


def test_an_event_that_is_lost_is_seen(judged, monkeypatch, proven):
    def lost(world, incoming):
        """Nothing."""

    monkeypatch.setattr(applying, "_event", sometimes(applying._event, lost))  # noqa: SLF001

    seen = said(judged(), "G1", "never heard of")

    assert seen
    proven("planted: an event lost", f"seen by the judge of long lives, {seen} times in one life")


@pytest.mark.slow
def test_a_mail_to_somebody_who_has_opted_out_is_seen(judged, monkeypatch, proven):
    real = holds._for_good  # noqa: SLF001

    def deaf(*given):
        found = real(*given)
        return None if found and found.reason == "unsubscribed" else found

    monkeypatch.setattr(holds, "_for_good", deaf)

    seen = said(judged(120, 150), "G5", "in flight, opted out")

    assert seen
    proven(
        "planted: a mail after an opt-out",
        f"seen by the judge of long lives, {seen} times in one life",
    )


@pytest.mark.slow
def test_a_wake_up_that_is_lost_is_seen(judged, monkeypatch, proven):
    def lost(conductor, order):  # noqa: ARG001
        return "done"

    monkeypatch.setattr(Conductor, "_answer", sometimes(Conductor._answer, lost))  # noqa: SLF001

    seen = said(judged(60, 80), "in peace", "and its machine waits for that")

    assert seen
    proven("planted: a wake-up lost", f"seen by the judge of long lives, {seen} times in one life")


@pytest.mark.slow
def test_a_run_whose_machine_never_began_is_seen(judged, monkeypatch):
    def lost(conductor, order):  # noqa: ARG001
        return "done"

    monkeypatch.setattr(Conductor, "_start", sometimes(Conductor._start, lost))  # noqa: SLF001

    assert said(judged(), "in peace", "and its machine is gone")


@pytest.mark.slow
def test_an_event_that_is_decided_twice_is_seen(judged, monkeypatch):
    def forgets(items, causes):  # noqa: ARG001
        return set()

    monkeypatch.setattr(MemoryItems, "existing", sometimes(MemoryItems.existing, forgets, 2))

    assert said(judged(120, 150, troubled=True), "G1", "decided twice")


@pytest.mark.slow
def test_a_step_of_a_run_that_is_over_is_seen(judged, monkeypatch):
    def of(message, contact):
        return contact.enrolments.get(message.run)

    def stop(conductor, order):  # noqa: ARG001
        return "done"

    monkeypatch.setattr(StepMessage, "entry_of", of)
    monkeypatch.setattr(Conductor, "_stop", stop)

    assert said(judged(120, 150), "G5 G10", "in a run that is over")


@pytest.mark.slow
def test_a_look_that_comes_too_late_is_seen(judged, monkeypatch):
    real = decide.next_due

    def late(turn, before):
        due = real(turn, before)
        return due and Instant(due + 3 * DAY)

    monkeypatch.setattr(decide, "next_due", late)

    assert said(judged(), "due_at", "something changes at")


@pytest.mark.slow
def test_a_row_that_falls_is_seen(judged, monkeypatch):
    put = MemoryItems.put_row

    def fallen(items, row):
        put(items, row)
        before = items.rows[row.contact][row.send]
        items._row(before, replace(before, state="held"))  # noqa: SLF001

    monkeypatch.setattr(MemoryItems, "put_row", sometimes(put, fallen))

    assert said(judged(), "G8", "a row fell to held")


def test_what_comes_for_somebody_erased_and_is_taken_is_seen(shipped, monkeypatch):
    monkeypatch.setattr(finding, "_named_by_us", lambda contacts, one: contacts.load(one))
    world = Life(shipped, troubled=False)
    world.posts_form("ebook", "ada@example.org")
    world.advance(HOUR)
    [mail] = world.mails()
    world.erases(world.contact("ada@example.org"))
    world.advance(HOUR)

    world.opens(mail)
    world.advance(HOUR)

    assert any("G6" in one and "a tombstone has" in one for one in world.laws.breaches)
