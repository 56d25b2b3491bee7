"""A mail that is asked for at night: it goes out in the morning, and only then is it waited for."""

from datetime import datetime, time

import pytest

from kweek.core.local_time import instant_of, zone_of
from kweek.core.times import HOUR, as_datetime
from tests.e2e.people import Person
from tests.e2e.stack import at
from tests.e2e.story import story

pytestmark = pytest.mark.e2e

WITHIN = 2 * HOUR
GRACE = HOUR * 10 // 12
SLACK = 2 * HOUR


@story
def woken(stack):
    """Asks at four in the morning, and opens the mail when it comes."""
    kim = Person(stack, "early@example.org")
    kim.asks("trial", hour=4)
    held = kim.seen("a held mail", lambda one: [s for s in one["sends"] if s["hold"]])
    before = kim.mail_names
    asked = kim.mail("ask")
    kim.follow(asked, "o")
    nodded = kim.mail("nod")
    kim.ended("trial", "finished")
    return held, before, asked, nodded, kim, kim.execution("trial", "SUCCEEDED")


@story
def asleep(stack):
    """Asks at four in the morning as well, and stays silent."""
    kim = Person(stack, "asleep@example.org")
    kim.asks("trial", hour=4)
    asked, nudged = kim.mail("ask"), kim.mail("nudge")
    kim.ended("trial", "finished")
    return asked, nudged, kim


def morning(contact, send):
    """Eight o'clock, where the contact is, after the mail was asked for."""
    zone = zone_of(contact["traits"]["timezone"], "UTC")
    day = as_datetime(at(send)).astimezone(zone).date()
    return instant_of(datetime.combine(day, time(8)), zone)


def test_a_mail_of_the_night_is_held_with_its_reason_and_goes_out_when_the_quiet_is_over(woken):
    held, before, asked, *_, kim, execution = woken
    [send] = held["sends"]

    assert (send["mail"], send["state"], send["hold"]) == ("ask", "later", "quiet hours")
    assert before == []
    assert 0 <= at(asked) - morning(held, send) < SLACK
    assert execution.states[:5] == ["start", "ask", "until", "resume", "ask"]
    assert execution.path == ["start", "ask", "nod", "end"]
    assert execution.answers[0] == ("ask", "later")
    assert execution.outcomes == [("ask", "opened"), ("nod", "sent")]
    [first, _] = kim.contact()["sends"]
    assert (first["id"], first["state"], first["hold"]) == (send["id"], "delivered", None)


def test_what_is_judged_at_the_deadline_counts_from_the_real_send(woken):
    held, _, asked, nodded, *_, execution = woken
    [send] = held["sends"]
    entered = [one.at for one in execution.entered if one.state == "ask"]

    assert WITHIN <= at(nodded) - at(asked) < WITHIN + SLACK
    assert at(nodded) - at(send) > WITHIN + HOUR
    assert at(asked) - entered[0] > HOUR
    assert at(asked) - entered[1] < SLACK


def test_silence_after_a_held_mail_counts_from_the_real_send(asleep):
    asked, nudged, kim = asleep

    assert kim.mail_names == ["ask", "nudge"]
    assert WITHIN <= at(nudged) - at(asked) < WITHIN + GRACE + SLACK
