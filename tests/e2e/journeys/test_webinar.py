"""The invitation to the webinar: registered, silent, clicked, left, and come too late."""

import pytest

from kweek.core.times import DAY
from tests.e2e.journeys.calendar import SLACK, WEBINAR, at_home, there
from tests.e2e.journeys.visitors import changes, dutch_customer, wait_until
from tests.e2e.people import events, run
from tests.e2e.stack import at
from tests.e2e.story import story

pytestmark = pytest.mark.e2e

STARTS = at_home(WEBINAR)
REGISTERED = {"webinar": "pipework-2027"}


def own(kim):
    """The mails of this journey, by name."""
    return [mail["tags"]["mail"] for mail in kim.mails if mail["tags"]["journey"] == "webinar"]


@story
def attends(stack):
    """Registers as soon as the invitation is there, and reads everything."""
    kim = dutch_customer(stack, "attends")
    invited = kim.mail("webinar-invite")
    kim.does("Webinar Registered", **REGISTERED)
    thanked = kim.mail("webinar-thanks")
    came, read = kim.mail("webinar-today"), kim.mail("related-article")
    kim.ended("webinar", "finished")
    return kim, invited, thanked, came, read


@story
def never_looks(stack):
    """Opens nothing."""
    kim = dutch_customer(stack, "never-looks")
    invited, nudged = kim.mail("webinar-invite"), kim.mail("webinar-nudge")
    ended = kim.ended("webinar", "finished")
    return kim, invited, nudged, ended


@story
def hesitates(stack):
    """Clicks, thinks about it, registers; and has found the article by then."""
    kim = dutch_customer(stack, "hesitates")
    kim.follow(kim.mail("webinar-invite"))
    kim.mail("webinar-almost-there")
    kim.does("Webinar Registered", **REGISTERED)
    kim.does("File Downloaded", file="pressure-map.pdf")
    kim.ended("webinar", "finished")
    return kim


@story
def complains(stack):
    """Has a complaint that nobody has answered yet."""
    kim = dutch_customer(stack, "complains")
    kim.mail("webinar-invite")
    changes(kim, complaint="open")
    kim.ended("webinar", "exited")
    return kim


@story
def comes_too_late(stack):
    """Becomes a customer when the webinar is three days away."""
    wait_until(stack, STARTS - 3 * DAY)
    kim = dutch_customer(stack, "comes-too-late")
    kim.mail("onboarding-welcome")
    return kim


def test_who_registers_is_thanked_at_once_and_gets_the_way_in_on_the_morning_of_the_day(attends):
    kim, invited, thanked, came, read = attends

    assert own(kim) == ["webinar-invite", "webinar-thanks", "webinar-today", "related-article"]
    assert at(thanked) - at(invited) < SLACK
    assert there(at(came)).date() == there(STARTS).date()
    assert at_home("2026-11-24 08:00") <= at(came) < STARTS
    assert there(at(read)).weekday() < 5
    assert at(read) >= at_home("2026-11-26 09:00")
    assert kim.execution("webinar", "SUCCEEDED").path == [
        "start", "invite", "thanks", "day", "today", "pause", "article", "end",
    ]  # fmt: skip
    assert run(kim.contact(), "webinar")["goal"] is not None


def test_the_invitation_says_when_as_a_person_would(attends):
    _, invited, thanked, *_ = attends

    assert invited["subject"] == "Invitation: Where your pipework loses pressure"
    assert thanked["subject"] == "Your seat on Tuesday 24 November 2026"
    for body in (invited["html"], invited["text"]):
        assert "Tuesday 24 November 2026, 15:00" in body


def test_who_opens_nothing_is_nudged_after_three_days_and_let_go_when_it_begins(never_looks):
    kim, invited, nudged, ended = never_looks

    assert own(kim) == ["webinar-invite", "webinar-nudge"]
    assert 3 * DAY <= at(nudged) - at(invited) < 3 * DAY + 2 * SLACK
    assert kim.execution("webinar", "SUCCEEDED").path == [
        "start", "invite", "nudge", "watch", "end",
    ]  # fmt: skip
    [finished] = events(ended, "Journey Finished", journey="webinar")
    assert STARTS <= at(finished) < STARTS + SLACK


def test_who_clicked_is_helped_to_decide_and_not_sent_what_they_have(hesitates):
    assert own(hesitates) == [
        "webinar-invite", "webinar-almost-there", "webinar-thanks", "webinar-today",
    ]  # fmt: skip
    execution = hesitates.execution("webinar", "SUCCEEDED")
    assert execution.path == [
        "start", "invite", "almost", "watch", "thanks", "day", "today", "pause", "article", "end",
    ]  # fmt: skip
    assert ("article", "skipped") in execution.outcomes


def test_a_complaint_comes_before_any_invitation(complains):
    assert own(complains) == ["webinar-invite"]
    assert run(complains.contact(), "webinar")["exit"] == "segment do-not-disturb"


def test_who_comes_when_it_is_too_late_is_not_invited(comes_too_late):
    assert run(comes_too_late.contact(), "webinar")["run"] is None
    assert own(comes_too_late) == []
