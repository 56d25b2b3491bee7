"""Somebody asks what is kept about them, has it erased, and comes back as somebody new."""

import json

import boto3
import pytest

from kweek.shell.packing import unpacked
from tests.e2e.command import Kweek
from tests.e2e.people import Person, events, run
from tests.e2e.stack import until
from tests.e2e.story import story

pytestmark = pytest.mark.e2e

WORD = "a word that nobody else says"


def whole_table(stack):
    """Every item as text, with what is packed in it unpacked."""
    table = boto3.session.Session().resource(
        "dynamodb",
        endpoint_url=stack.told["endpoint"],
        region_name=stack.told["region"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    items, start = [], {}
    while True:
        page = table.Table(stack.told["table"]).scan(ConsistentRead=True, **start)
        items += page["Items"]
        if "LastEvaluatedKey" not in page:
            return "\n".join(map(_text, items))
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _text(item):
    body = item.get("body")
    packed = body if isinstance(body, str | None) else unpacked(bytes(body)).decode()
    return f"{ {**item, 'body': packed} }"


@story
def forgotten(stack):
    """Kim looks around, leaves an address and waits; then all of it is read, and erased."""
    kim, kweek = Person(stack, "forget.me@example.org"), Kweek.of(stack)
    kim.visit("/pricing")
    kim.asks("known")
    kim.does("Patience Begun", word=WORD)
    kim.execution("patience", "RUNNING", at_step="wait")
    was = kim.seen("their wait", lambda one: run(one, "patience")["step"] == "wait")
    known = json.loads(kweek("export", kim.email))
    before = whole_table(stack)
    erased = json.loads(kweek("erase", kim.email, "--json"))
    after = whole_table(stack)
    which = run(was, "patience")["run"]
    until("a machine that was stopped", lambda: _stopped(stack, which))
    kim.asks("known")
    kim.visit("/again")
    kim.seen("what came after", lambda one: events(one, "Page Viewed", path="/again"))
    return kim, was, known, erased, before, after


def _stopped(stack, which):
    found = stack.execution("patience", which)
    return found and found.status == "ABORTED"


def test_what_is_exported_is_everything_that_is_kept(forgotten):
    kim, was, known, *_ = forgotten

    assert known["profile"] == was
    assert known["ids"][0] == was["id"]
    assert known["record"]["address"] == kim.email
    assert {"Page Viewed", "Form Submitted", "Patience Begun"} <= {
        one["event"] for one in known["events"]
    }
    assert WORD in json.dumps(known["events"])


def test_whoever_is_erased_leaves_no_word_in_the_table(forgotten):
    kim, was, _, erased, before, after = forgotten

    assert erased["contact"] == was["id"]
    assert (kim.email in before, WORD in before) == (True, True)
    assert (kim.email in after, WORD in after) == (False, False)


def test_who_was_erased_is_not_known_by_the_old_id_and_comes_back_as_somebody_new(stack, forgotten):
    kim, was, *_ = forgotten
    new = kim.contact()

    assert stack.admin(f"contacts/{was['id']}") is None
    assert new["id"] != was["id"]
    assert not events(new, "Patience Begun")
    assert [one["properties"]["path"] for one in events(new, "Page Viewed")] == ["/again"]
    assert new["enrolments"] == []
