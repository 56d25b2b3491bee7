"""The admin API over HTTP and from the command line: enrolled by hand, paused, explained."""

import json

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests.e2e.command import Kweek
from tests.e2e.people import Person, events, run
from tests.e2e.story import story

pytestmark = pytest.mark.e2e


@story
def by_hand(stack):
    """Kim leaves an address; somebody pauses a journey, enrols Kim, and resumes it."""
    kim, kweek = Person(stack, "byhand@example.org"), Kweek.of(stack)
    kim.asks("known")
    kim.seen("consent", lambda one: one["consent"]["topics"])
    paused = json.loads(kweek("pause", "by-hand", "--json"))
    enrol = ("enrol", "by-hand", "--contact", kim.email, "--entry", "plan=gold", "--id", "e2e")
    queued = json.loads(kweek(*enrol, "--json"))
    kim.seen("a paused mail", lambda one: [s for s in one["sends"] if s["hold"] == "paused"])
    why, before = kweek("explain", kim.email), kim.mail_names
    resumed = json.loads(kweek("resume", "by-hand", "--json"))
    kim.mail("nod")
    kim.ended("by-hand", "finished")
    kweek(*enrol)
    kim.does("Something Else")  # what comes after the second enrolment is seen after it
    kim.event("Something Else")
    return kim, paused, queued, why, before, resumed


def test_a_journey_is_paused_and_resumed_from_the_command_line(by_hand):
    kim, paused, _, _, before, resumed = by_hand

    assert list(paused["journeys"]) == ["by-hand"]
    assert before == []
    assert (resumed["all"], resumed["journeys"]) == (None, {})
    assert resumed["looked"] >= 1
    assert kim.mail_names == ["nod"]


def test_somebody_is_enrolled_by_hand_once_for_an_id(by_hand):
    kim, _, queued, *_ = by_hand
    contact = kim.contact()

    assert queued == {"journey": "by-hand", "id": "e2e", "queued": 1}
    assert run(contact, "by-hand")["status"] == "finished"
    [asked] = events(contact, "Enrolment Requested")
    assert asked["properties"] == {"journey": "by-hand", "entry": {"plan": "gold"}}


def test_the_command_line_explains_why_a_mail_has_not_come(by_hand):
    _, _, _, why, *_ = by_hand
    lines = why.splitlines()

    assert lines[0].startswith("byhand@example.org is at stage lead")
    assert any(line.startswith("Mail nod, step write of journey by-hand") for line in lines)
    assert any(line.startswith("All mail of journey by-hand is paused since") for line in lines)


def test_what_the_api_serves_is_what_its_own_document_says(stack, by_hand):
    kim, *_ = by_hand
    one = kim.contact()["id"]
    document = stack.admin("openapi.json")
    validate(document)

    for path, template in {
        f"contacts?email={kim.email}": "/contacts",
        f"contacts/{one}": "/contacts/{id}",
        f"contacts/{one}/explanation": "/contacts/{id}/explanation",
        "journeys": "/journeys",
        "journeys/by-hand/report": "/journeys/{journey}/report",
        "reports": "/reports",
        "segments": "/segments",
        "handoffs": "/handoffs",
    }.items():
        answers = document["paths"][f"/api/v1{template}"]["get"]["responses"]
        schema = answers["200"]["content"]["application/json"]["schema"]
        whole = Draft202012Validator({**schema, "components": document["components"]})
        assert [error.message for error in whole.iter_errors(stack.admin(path))] == []


def test_the_document_too_is_told_only_to_who_has_the_token(stack):
    assert stack.send("GET", "/api/v1/openapi.json").status == 401
