"""What goes into a mail, besides its words."""

import pytest
from catalogue_of import EMPTY, predicate, rules

from kweek.core.contact import Contact, Score, Trait
from kweek.core.enrolment import Enrolment
from kweek.core.letter import (
    LAST_EVENTS,
    Person,
    Signer,
    headers,
    interests,
    lead,
    owner,
    variables,
)
from kweek.core.step_message import StepMessage
from kweek.core.tallies import Tally
from kweek.core.times import DAY, parse_iso
from kweek.core.tokens import verify

NOW = parse_iso("2026-11-20T12:00:00Z")
SIGNER = Signer(b"key", "1", "https://api.example.org")
MESSAGE = StepMessage(
    "drip", {"name": "deliver", "do": "send", "mail": "ebook"}, "ada", "r1", 0, 0, 7, "token"
)
OWNERS = {
    "account-owner": [
        {
            "if": {"trait": "country", "ops": [["is", ["BE"]]]},
            "to": {"name": "An", "address": "an@example.com"},
        },
        {
            "if": {"score": "engagement", "ops": [["at_least", 80]]},
            "to": {"name": "Bea", "address": "bea@example.com"},
        },
        {"otherwise": {"name": "Cas", "address": "cas@example.com"}},
    ]
}
CATALOGUE = rules(
    predicates={"prices": predicate("Page Viewed"), "cases": predicate("Page Viewed")},
    scores={
        "engagement": {"half_life": 30 * DAY, "points": []},
        "partner": {"half_life": None, "points": []},
    },
    interests={"Prices": "prices", "Cases": "cases", "Film": "film"},
    policy={**EMPTY["policy"], "owners": OWNERS},
)


def ada(**fields):
    run = Enrolment("drip", NOW, "nurture", entry={"form": "ebook"})
    return Contact("ada", version=1, enrolments={"r1": run}, **fields)


def traits(**values):
    return {name: Trait(value, 1) for name, value in values.items()}


# -- the contact's own mail


def test_the_merge_fields_are_the_contact_s_traits_the_entry_and_links_of_this_very_send():
    found = variables(
        ada(traits=traits(first_name="Ada")), MESSAGE, {"links": {"l1": {}}}, CATALOGUE, SIGNER
    )

    links = {name: found.pop(name) for name in ("link", "open_url", "unsubscribe_url")}
    assert found == {
        "contact": {"first_name": "Ada"},
        "entry": {"form": "ebook"},
        "values": {},
        "policy": CATALOGUE.policy,
    }
    assert says(links["link"]["l1"]) == ("c", ["ada", MESSAGE.send_id, "l1"])
    assert says(links["open_url"]) == ("o", ["ada", MESSAGE.send_id])
    assert says(links["unsubscribe_url"]) == ("u", ["ada", MESSAGE.send_id])


def says(url):
    """What a link of ours says; it must be signed."""
    base, purpose, token = url.rsplit("/", 2)
    assert base == "https://api.example.org"
    return purpose, verify({"1": b"key"}, purpose, token)


@pytest.mark.parametrize("kind", ["nurture", "reaction"])
def test_marketing_mail_is_ended_by_one_click(kind):
    assert headers(kind, {"unsubscribe_url": "https://api.example.org/u/t"}) == [
        {"Name": "List-Unsubscribe", "Value": "<https://api.example.org/u/t>"},
        {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
    ]


def test_service_mail_is_no_list():
    assert headers("service", {"unsubscribe_url": "https://api.example.org/u/t"}) == []


# -- to whom


@pytest.mark.parametrize(
    ("country", "points", "name"), [("BE", 90, "An"), ("NL", 90, "Bea"), ("NL", 79, "Cas")]
)
def test_the_owner_is_the_first_line_that_fits(country, points, name):
    contact = ada(traits=traits(country=country), scores={"engagement": Score(points, NOW)})

    found = owner(contact, "account-owner", CATALOGUE, NOW)

    assert found == Person(name, f"{name.lower()}@example.com")


def test_an_owner_rule_asks_how_things_stand_now():
    warm = ada(scores={"engagement": Score(100, NOW - 30 * DAY)})

    assert owner(warm, "account-owner", CATALOGUE, NOW).name == "Cas"


# -- the hand-off


def test_a_rep_sees_who_it_is_how_warm_and_what_about():
    contact = ada(
        address="ada@example.org",
        stage="sql",
        traits=traits(first_name="Ada", last_name="Byron", company="Analytical Engines"),
        scores={"engagement": Score(88.6, NOW), "partner": Score(3, NOW)},
        tallies={"prices": Tally(2, 1, 2), "cases": Tally(5, 1, 2)},
    )
    events = [
        {"event": "Page Viewed", "at": NOW, "properties": {"path": "/pricing", "title": "Prices"}},
        {"event": "Stage Changed", "at": NOW, "properties": {"to": "sql"}},
        {"event": "Journey Started", "at": NOW, "properties": {"journey": "drip"}},
        {"event": "Form Submitted", "at": NOW - DAY, "properties": {"form": "ebook"}},
    ]

    found = lead(contact, MESSAGE, events, CATALOGUE, SIGNER, NOW)

    assert says(found.pop("accept_url")) == ("h", ["ada", "r1", MESSAGE.send_id])
    assert found == {
        "name": "Ada Byron",
        "email": "ada@example.org",
        "company": "Analytical Engines",
        "stage": "sql",
        "score": 89,
        "scores": {"engagement": 89, "partner": 3},
        "interests": [{"label": "Cases", "count": 5}, {"label": "Prices", "count": 2}],
        "events": [
            {"event": "Page Viewed", "at": "20 Nov 2026 13:00", "detail": "Prices"},
            {"event": "Form Submitted", "at": "19 Nov 2026 13:00", "detail": "ebook"},
        ],
        "profile_url": "https://api.example.org/api/v1/contacts/ada",
    }


def test_a_rep_sees_the_last_events_the_latest_first():
    events = [
        {"event": "Page Viewed", "at": NOW + n, "properties": {"path": f"/{n}"}}
        for n in range(LAST_EVENTS + 3)
    ]

    found = lead(ada(), MESSAGE, events, CATALOGUE, SIGNER, NOW)["events"]

    assert [one["detail"] for one in found] == [f"/{n}" for n in range(LAST_EVENTS + 2, 2, -1)]


def test_a_lead_of_whom_nothing_is_known_has_empty_fields_and_no_points():
    found = lead(ada(), MESSAGE, [], CATALOGUE, SIGNER, NOW)

    shown = {key: found[key] for key in ("name", "email", "company", "score", "interests")}
    assert shown == {"name": "", "email": "", "company": "", "score": 0, "interests": []}


def test_one_name_is_enough():
    assert (
        lead(ada(traits=traits(name="Ada B.")), MESSAGE, [], CATALOGUE, SIGNER, NOW)["name"]
        == "Ada B."
    )
    assert (
        lead(ada(traits=traits(last_name="Byron")), MESSAGE, [], CATALOGUE, SIGNER, NOW)["name"]
        == "Byron"
    )


def test_interests_that_nobody_showed_are_left_out():
    assert interests(ada(tallies={"cases": Tally(1, 1, 1)}), CATALOGUE) == [
        {"label": "Cases", "count": 1}
    ]
