"""The same thing told again, two at once, and a past without a name: each counts once."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from segment import analytics

from kweek.core.ids import digest
from tests.e2e.people import Person, events, run
from tests.e2e.story import story

pytestmark = pytest.mark.e2e


@story
def told_thrice(stack):
    """One look at the prices, told three times in three ways; later, another look."""
    visitor = Person(stack, "thrice@example.org")
    once = {
        "anonymousId": visitor.cookie,
        "messageId": f"ajs-{secrets.token_hex(8)}",
        "properties": {"path": "/pricing"},
    }
    assert stack.collect("page", **once).status == 200
    assert stack.collect("page", **once).status == 200
    batch = [{**once, "type": "page"}, {**once, "type": "page"}]
    assert stack.collect("batch", batch=batch).status == 200
    traits = {"email": visitor.email}
    assert stack.collect("identify", anonymousId=visitor.cookie, traits=traits).status == 200
    visitor.event("Identified")
    first = visitor.contact()
    visitor.visit("/pricing")
    second = visitor.seen("two looks", lambda one: len(events(one, "Page Viewed")) > 1)
    return first, second


@story
def two_forms_at_once(stack):
    """Two browsers that looked around ask for two booklets, for one address, at the same moment."""
    both = [Person(stack, "double@example.org"), Person(stack, "Double@Example.org")]
    for number, browser in enumerate(both):
        browser.visit(f"/browser-{number}")
    with ThreadPoolExecutor(2) as pool:
        forms = pool.map(
            lambda one: one[0].fill_in(one[1], first_name="Do", company="Ble BV"),
            zip(both, ("ebook", "whitepaper"), strict=True),
        )
        assert [answer.status for answer in forms] == [200, 200]
    one = both[0]
    one.seen("both forms", lambda contact: len(events(contact, "Form Submitted")) == 2)
    one.mail("ebook")
    one.seen("the mail", lambda contact: contact["sends"][0]["state"] == "delivered")
    return both


@story
def library(stack):
    """The official Python library, with only its host and write key changed."""
    person = Person(stack, "segment@example.org")
    elsewhere, user = secrets.token_hex(8), "user-7"
    faults = []
    analytics.write_key, analytics.host = stack.told["write_key"], stack.told["api"]
    analytics.on_error = lambda error, _: faults.append(error)
    analytics.page(anonymous_id=person.cookie, name="Home", properties={"path": "/"})
    analytics.page(anonymous_id=person.cookie, properties={"path": "/cases/dairy"})
    traits = {"email": person.email, "first_name": "Seg", "country": "NL"}
    analytics.identify(user, traits, anonymous_id=person.cookie)
    analytics.track(user, "Video Playback Completed", {"title": "Three leaks"})
    analytics.page(anonymous_id=elsewhere, properties={"path": "/on-the-phone"})
    analytics.alias(elsewhere, user)
    analytics.flush()
    analytics.shutdown()
    contact = person.seen("all of it", lambda one: len(one["timeline"]) > 6)
    return faults, contact


def test_an_event_told_three_times_stands_in_the_timeline_once_and_gives_its_points_once(
    told_thrice,
):
    first, _ = told_thrice
    [viewed] = events(first, "Page Viewed")

    assert [change for change in viewed["changed"] if change["what"] == "score"] == [
        {"what": "score", "name": "engagement", "points": 1, "to": 1.0, "by": "Viewed a page"},
        {
            "what": "score",
            "name": "engagement",
            "points": 15,
            "to": 16.0,
            "by": "Looked at prices",
        },
    ]
    assert first["scores"]["engagement"] == pytest.approx(16, abs=0.3)


def test_an_event_told_three_times_is_tallied_once(told_thrice):
    """The segment asks for two looks at the prices: three tellings of one are one."""
    first, second = told_thrice

    assert first["segments"] == []
    assert second["segments"] == ["price-readers"]


def test_two_forms_for_one_address_at_once_make_one_contact_and_one_run(stack, two_forms_at_once):
    [one, other] = two_forms_at_once
    contact = one.contact()

    assert contact["email"] == "double@example.org"
    assert other.contact()["id"] == contact["id"]
    for browser in (one, other):
        assert stack.admin(f"contacts/{digest('anonymous', browser.cookie)}")["id"] == contact["id"]
    assert run(contact, "ebook-drip")["status"] == "active"
    assert one.mail_names == ["ebook"]
    assert len(events(contact, "Journey Started", journey="ebook-drip")) == 1


def test_both_browsers_pasts_stand_in_the_one_timeline(two_forms_at_once):
    contact = two_forms_at_once[0].contact()
    told = [
        event["properties"].get("path") or event["properties"]["form"]
        for event in contact["timeline"]
        if event["event"] in ("Page Viewed", "Form Submitted")
    ]

    assert sorted(told[:2]) == ["/browser-0", "/browser-1"]
    assert sorted(told[2:]) == ["ebook", "whitepaper"]


def test_segments_own_library_delivers_all_its_calls(library):
    faults, contact = library

    assert faults == []
    assert (contact["email"], contact["user_id"]) == ("segment@example.org", "user-7")
    assert contact["traits"].items() >= {"first_name": "Seg", "country": "NL"}.items()
    assert contact["segments"] == ["dutch"]
    assert len(events(contact, "Video Playback Completed", title="Three leaks")) == 1
    assert len(events(contact, "Aliased")) == 1
    assert len(events(contact, "Page Viewed", path="/on-the-phone")) == 1


def test_pages_seen_before_an_identify_stand_before_it_in_the_timeline_once(library):
    _, contact = library
    order = [
        event["properties"].get("path", event["event"])
        for event in contact["timeline"]
        if event["event"] in ("Page Viewed", "Identified")
        and event["properties"].get("path") != "/on-the-phone"
    ]

    assert order == ["/", "/cases/dairy", "Identified"]
