"""The judge of the long lives sees what it is there for: a planted fault breaks its law."""

from dataclasses import replace

import pytest

from kweek.catalogue.build import build
from kweek.core import decide, holds, mail_asked, tallies
from kweek.core.step_message import StepMessage
from kweek.core.times import DAY, HOUR, Instant
from kweek.shell import applying, finding, mailing
from kweek.shell.conducting import Conductor
from kweek.testing import workers
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
        world.laws.last_look()
        return {breach.split(" ", 1)[1] for breach in world.laws.breaches}

    return live


def said(breaches, law, words):
    """How often a law was broken, in these words."""
    either = (law, "in the end" if law == "in peace" else law)
    return sum(one.startswith(either) and words in one for one in breaches)


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
    "a pause that nobody heeds": (
        [(mail_asked, "pause_hold", lambda *_: None, 1)],
        "G5 G10",
        "in flight, paused",
    ),
}


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", PLANTS)
def test_what_is_planted_is_seen(judged, monkeypatch, name, proven):
    places, law, words = PLANTS[name]
    for where, what, instead, one_in in places:
        real = getattr(where, what)
        monkeypatch.setattr(where, what, sometimes(real, instead, one_in))

    seen = said(judged(100, 130, troubled=True), law, words)

    assert seen
    proven(f"planted: {name}", f"seen by the judge of long lives, {seen} times in one life")


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
