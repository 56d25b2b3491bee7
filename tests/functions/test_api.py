"""The admin API on a stack in this process: what it shows, what it does, what it refuses."""

import json
import re
from collections import Counter

import pytest
from admin import DOCUMENT, Admin
from openapi_spec_validator import validate

import api
from kweek.core.times import DAY, HOUR, iso
from kweek.shell.admin import desk
from tests.stack import campaign
from tests.stack.kweek_stack import Stack

pytestmark = pytest.mark.usefixtures("the_secret")

ADA, BEA = "ada@example.org", "bea@example.org"
RENEWAL = """\
title: Renewal
status: live
topic: nurture
enter: manual
steps:
  - step: ask
    send: letter
"""


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    root = campaign.write(tmp_path_factory.mktemp("campaigns"))
    (root / "journeys/renewal.yaml").write_text(RENEWAL)
    (root / "journeys/planned.yaml").write_text(RENEWAL.replace("live", "draft"))
    return root


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path)


@pytest.fixture
def admin(stack, keys):  # noqa: ARG001 - the token is that stack's
    return Admin(keys.admin_token)


def a_lead(stack, address=ADA, message_id="form-1"):
    """Somebody who asked for the e-book in the morning and has its mail."""
    stack.posts_form("ebook", address, message_id, traits={"country": "NL"})
    stack.run()
    return stack.contact(address).id


def waiting(stack):
    """What lies in the events queue."""
    return [json.loads(one.body) for one in stack.queues.waiting("events.fifo")]


def test_the_document_is_one_of_openapi_3_1():
    validate(DOCUMENT)


def test_the_document_tells_of_every_route_and_of_no_other():
    routes = {
        (method.lower(), "/api/v1" + re.sub(r"<\w+>", "{}", path))
        for method, path, *_ in api.ROUTES
    }
    told = {
        (method, re.sub(r"{\w+}", "{}", path))
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
    }

    assert told == routes


def test_every_answer_of_the_document_is_given_and_is_as_it_says(stack, admin):
    ada = a_lead(stack)
    stack.happens("prices", event="Prices Seen", contact=ada)
    stack.run()
    admin.get("openapi.json")
    admin.get("contacts", email=ADA)
    admin.get("contacts")
    for path in ("", "/explanation", "/export"):
        assert admin.get(f"contacts/{ada}{path}")[0] == 200
        assert admin.get(f"contacts/nobody{path}")[0] == 404
    for path in ("segments", "handoffs", "reports", "journeys", "journeys/drip/report"):
        assert admin.get(path)[0] == 200
    for path in ("segments/warm-ish/contacts", "journeys/drop/report"):
        assert admin.get(path)[0] == 404
    admin.get("segments/price-readers/contacts")
    for path in ("segments/price-readers/contacts", "handoffs"):
        assert admin.get(path, next="yesterday")[0] == 400
    for path in ("journeys/drip/pause", "journeys/drip/resume", "pause", "resume"):
        assert admin.post(path)[0] == 200
    for path in ("journeys/drop/pause", "journeys/drop/resume"):
        assert admin.post(path)[0] == 404
    assert admin.post("enrolments", {"journey": "renewal", "contact": ada})[0] == 202
    assert admin.post("enrolments", {})[0] == 400
    assert admin.post("looks")[0] == 202
    assert admin.post("looks", {"next": 7})[0] == 400
    assert admin.ask("DELETE", f"contacts/{ada}")[0] == 202
    assert admin.ask("DELETE", "contacts/nobody")[0] == 404
    for path, operations in DOCUMENT["paths"].items():
        for method in operations:
            where = re.sub(r"{\w+}", "x", path).removeprefix("/api/v1/")
            stranger = {"authorization": "Bearer no"}
            assert admin.ask(method.upper(), where, headers=stranger)[0] == 401

    told = {
        (method, path, status)
        for path, operations in DOCUMENT["paths"].items()
        for method, operation in operations.items()
        for status in operation["responses"]
    }
    assert admin.seen == told


@pytest.mark.parametrize("token", [{}, {"authorization": "Bearer guess"}, {"authorization": "x"}])
def test_nothing_is_told_without_the_admin_token(admin, token):
    asked = admin.ask("GET", "openapi.json", headers={"x": "y", **token})

    wrong = "authorization: send `Bearer` and this stack's admin token"
    assert asked == (401, {"message": wrong})


def test_a_contact_is_found_by_address_in_any_spelling(stack, admin):
    ada = a_lead(stack)

    status, found = admin.get("contacts", email=" ADA@Example.org")

    assert (status, [one["id"] for one in found["contacts"]], found["next"]) == (200, [ada], None)
    assert found["contacts"][0] == admin.get(f"contacts/{ada}")[1]
    assert admin.get("contacts", email=BEA) == (200, {"contacts": [], "next": None})
    assert admin.get("contacts", email="ada") == (
        400,
        {"message": "email: this is no e-mail address; it needs a name, an @ and a domain"},
    )


def test_journeys_are_listed_with_their_state_and_whether_they_are_paused(stack, admin):
    admin.post("journeys/letter/pause")

    _, listed = admin.get("journeys")

    since = iso(stack.now())
    assert {one["journey"]: one for one in listed["journeys"]}["letter"] == {
        "journey": "letter", "title": "A letter", "status": "live", "paused": since,
    }  # fmt: skip
    assert [one["journey"] for one in listed["journeys"] if one["paused"] is None] == [
        "drip", "planned", "renewal", "sales", "trial",
    ]  # fmt: skip


def test_the_switch_is_turned_for_one_journey_and_for_all(stack, admin):
    since = iso(stack.now())

    assert admin.post("journeys/drip/pause")[1] == {"all": None, "journeys": {"drip": since}}
    stack.ms += HOUR
    assert admin.post("pause")[1] == {"all": iso(stack.now()), "journeys": {"drip": since}}
    assert admin.post("journeys/drip/resume")[1] == {"all": iso(stack.now()), "journeys": {}}
    assert admin.post("resume")[1] == {"all": None, "journeys": {}}


def test_an_unknown_journey_is_answered_with_those_there_are(admin):
    assert admin.post("journeys/drop/pause") == (
        404,
        {
            "message": "no journey is called 'drop'; there are: "
            "drip, letter, planned, renewal, sales, trial"
        },
    )


def test_reports_are_those_of_all_journeys(admin):
    steps = {("drip", "fork", "outcome dutch"): 1, ("drip", "fork", "held no consent"): 2}
    desk().counters.fold([("1", Counter({("drip", "", "started"): 1, **steps}))])

    _, all_of_them = admin.get("reports")

    assert [one["journey"] for one in all_of_them["reports"]] == [
        "drip", "letter", "planned", "renewal", "sales", "trial",
    ]  # fmt: skip
    _, drip = admin.get("journeys/drip/report")
    assert drip == all_of_them["reports"][0]
    fork = drip["steps"]["fork"]
    assert (drip["started"], fork["outcomes"], fork["held"]) == (1, {"dutch": 1}, {"no consent": 2})


def test_segments_tell_their_rule_and_who_is_in_them(stack, admin):
    for number in range(3):
        a_lead(stack, f"lead{number}@example.org", f"form-{number}")
    reader = a_lead(stack)
    stack.happens("prices", event="Prices Seen", contact=reader)
    stack.run()

    assert admin.get("segments")[1] == {
        "segments": [{"segment": "price-readers", "rule": "Prices Seen in the last 14 days"}]
    }
    assert admin.get("segments/price-readers/contacts")[1] == {
        "segment": "price-readers",
        "contacts": [{"id": reader, "email": ADA, "since": iso(stack.now())}],
        "next": None,
    }


def test_a_lead_that_was_handed_over_is_listed_until_its_run_is_over(stack, admin):
    ada = a_lead(stack)
    stack.happens("prices", event="Prices Seen", contact=ada)
    stack.run()
    [handed] = admin.get("handoffs")[1]["handoffs"]
    run = next(k for k, r in stack.contact(ADA).enrolments.items() if r.journey == "sales")

    assert handed == {
        "contact": ada, "email": ADA, "journey": "sales", "run": run, "step": "tell",
        "since": iso(stack.now()), "until": iso(stack.now() + DAY), "accepted": None,
    }  # fmt: skip

    stack.accepts("lead-handoff")
    stack.passes(HOUR)
    assert admin.get("handoffs")[1] == {"handoffs": [], "next": None}


def test_an_explanation_tells_how_a_lead_came_to_sales(stack, admin):
    ada = a_lead(stack)
    stack.happens("prices", event="Prices Seen", contact=ada)
    stack.run()

    status, told = admin.get(f"contacts/{ada}/explanation")

    assert status == 200
    assert [one["stage"] for one in told["why"]["stage"]] == ["mql", "sql"]
    assert [one["because"]["id"] for one in told["why"]["stage"]] == ["form-1", "prices"]
    assert [(one["journey"], one["because"]["event"]) for one in told["why"]["journeys"]] == [
        ("drip", "Form Submitted"),
        ("sales", "Prices Seen"),
    ]
    assert told["why"]["scores"]["engagement"]["now"] == 50
    for sentence in (
        (
            "They went from mql to sql on 15 Jan 2027 at 09:00, because of Prices Seen. Its rule: "
            "score engagement at least 50."
        ),
        "Prices (Prices Seen) gave 50 points on 15 Jan 2027 at 09:00; all of them count.",
        (
            "Mail welcome, step deliver of journey drip, was delivered on 15 Jan 2027 at 09:00; "
            "they entered because of Form Submitted (ebook)."
        ),
    ):
        assert sentence in told["sentences"]


def test_a_segment_that_was_left_as_time_passed_is_explained_so(stack, admin):
    ada = a_lead(stack)
    stack.happens("prices", event="Prices Seen", contact=ada)
    stack.passes(15 * DAY)

    segment = admin.get(f"contacts/{ada}/explanation")[1]["why"]["segments"]["price-readers"]

    assert (segment["inside"], segment["because"]["kind"]) == (False, "time")


def test_a_mail_held_at_night_is_explained_with_its_end(stack, admin):
    stack.ms += 12 * HOUR  # nine in the evening in Amsterdam
    ada = a_lead(stack)

    told = admin.get(f"contacts/{ada}/explanation")[1]

    [mail] = told["why"]["mails"]
    assert (mail["state"], mail["hold"], mail["until"]) == (
        "later", "quiet hours", "2027-01-16T07:00:00.000Z",
    )  # fmt: skip
    assert [one["mail"] for one in told["why"]["holds"]] == ["welcome"]


def test_those_named_are_queued_for_a_journey_once_each(stack, admin):
    ada, bea = a_lead(stack), a_lead(stack, BEA, "form-2")
    asked = {
        "journey": "renewal",
        "contacts": [ada, bea, ada],
        "entry": {"plan": "gold"},
        "id": "r",
    }

    first, again = admin.post("enrolments", asked), admin.post("enrolments", asked)

    queued = [{"contact": ada, "email": ADA}, {"contact": bea, "email": BEA}]
    assert first == again == (202, {"id": "r", "journey": "renewal", "queued": queued})
    messages = [(one["contact"], one["id"], one["properties"]) for one in waiting(stack)]
    entry = {"journey": "renewal", "entry": {"plan": "gold"}}
    # The queue's own deduplication takes out what comes twice; the id would, if it did not.
    assert messages == [(ada, messages[0][1], entry), (bea, messages[0][1], entry)]


def test_without_an_id_each_request_is_a_new_one(stack, admin):
    a_lead(stack)

    ids = {admin.post("enrolments", {"journey": "renewal", "email": ADA})[1]["id"] for _ in "ab"}

    assert len(ids) == 2
    assert {one["type"] for one in waiting(stack)} == {"enrol"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "the body is no JSON: EOF while parsing an object at line 1 column 1"),
        ({"email": ADA}, "journey: field required"),
        ({"journey": "renewal"}, "say who by exactly one of contact, email and contacts"),
        (
            {"journey": "renewal", "email": ADA, "contact": "x"},
            "say who by exactly one of contact, email and contacts",
        ),
        (
            {"journey": "renewel", "email": ADA},
            (
                "journey: no journey is called 'renewel'; there are: "
                "drip, letter, planned, renewal, sales, trial"
            ),
        ),
        (
            {"journey": "drip", "email": ADA},
            (
                "journey: 'drip' has no manual entry; write `enter: manual`, or add `manual` to "
                "its list, and deploy"
            ),
        ),
        (
            {"journey": "planned", "email": ADA},
            "journey: 'planned' is draft: nobody enters; write `status: live`",
        ),
        (
            {"journey": "renewal", "email": BEA},
            f"email: nobody has the address {BEA}; a form or an identify call makes them known",
        ),
        (
            {"journey": "renewal", "contact": "nobody"},
            "contact: no contact has the id 'nobody'; find one by /api/v1/contacts?email=",
        ),
        (
            {"journey": "renewal", "email": ADA, "entry": {"x": "y" * 3_000}},
            "entry: it travels with the contact and may have 2048 bytes",
        ),
        (
            {"journey": "renewal", "contacts": ["x"] * 101},
            "contacts: list should have at most 100 items after validation, not 101",
        ),
        ({"journey": "renewal", "who": ADA}, "who: extra inputs are not permitted"),
    ],
)
def test_what_cannot_be_enrolled_is_refused_with_its_remedy(stack, admin, body, message):
    a_lead(stack)

    status, told = admin.post("enrolments", body)

    assert (status, told["message"].split("; say who")[0]) == (400, message)
    assert waiting(stack) == []


def test_everyone_is_looked_at_again_with_the_switch_as_it_stands(stack, admin, monkeypatch):
    monkeypatch.setattr("kweek.shell.everyone.MOST_ITEMS", 2)
    known = {a_lead(stack, f"lead{number}@example.org", f"form-{number}") for number in range(3)}
    admin.post("journeys/drip/pause")
    looked, word = 0, None
    while True:
        _, page = admin.post("looks", {"next": word} if word else None)
        looked, word = looked + page["looked"], page["next"]
        if word is None:
            break

    assert looked == 3
    told = {(one["type"], one["contact"], json.dumps(one["properties"])) for one in waiting(stack)}
    paused = json.dumps({"paused": {"drip": stack.now()}})
    assert told == {("look", one, paused) for one in known}


def test_who_is_enrolled_by_hand_is_in_the_journey_and_is_told_why(stack, admin):
    ada = a_lead(stack)
    asked = {"journey": "renewal", "email": ADA, "entry": {"plan": "gold"}, "id": "2027"}
    admin.post("enrolments", asked)
    stack.run()
    admin.post("enrolments", asked)
    stack.run()

    assert stack.mails(ADA) == ["welcome", "letter"]
    told = admin.get(f"contacts/{ada}/explanation")[1]
    [run] = [one for one in told["why"]["journeys"] if one["journey"] == "renewal"]
    assert (run["because"]["event"], run["because"]["properties"]["entry"]) == (
        "Enrolment Requested",
        {"plan": "gold"},
    )


def test_a_paused_journey_s_mail_waits_and_goes_out_once_everybody_was_looked_at(stack, admin):
    admin.post("journeys/drip/pause")
    ada = a_lead(stack)
    assert stack.mails(ADA) == []
    told = admin.get(f"contacts/{ada}/explanation")[1]
    holds = {(one["reason"], one["mail"]) for one in told["why"]["holds"]}
    assert holds == {("paused", None), ("paused", "welcome")}

    admin.post("journeys/drip/resume")
    stack.run()
    assert stack.mails(ADA) == []
    admin.post("looks")
    stack.passes(5_000)

    assert stack.mails(ADA) == ["welcome"]
    assert admin.get(f"contacts/{ada}/explanation")[1]["why"]["holds"] == []
