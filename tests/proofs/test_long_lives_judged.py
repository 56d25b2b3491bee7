"""The judge of the long lives sees what it is there for: a planted fault breaks its law."""

import pytest

from kweek.catalogue.build import build
from kweek.core import holds
from kweek.core.times import DAY, HOUR
from kweek.shell import applying, finding
from kweek.shell.conducting import Conductor
from kweek.testing.mailbox import Mailbox
from tests.proofs.lives import Life
from tests.proofs.planting import PLANTS
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
