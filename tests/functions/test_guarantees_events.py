"""G1 to G4: each event counts once, nothing is lost, and people stay who they are."""

import json
from collections import Counter

import pytest

from kweek.core import identity
from kweek.core.times import DAY, HOUR, MINUTE, SECOND
from tests.stack import campaign
from tests.stack.kweek_stack import Stack

ADA, BEA = "ada@example.org", "bea@example.org"

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path)


# -- G1, G2: once


def test_g1_the_same_event_three_times_changes_a_contact_once(stack):
    for _ in range(3):
        stack.posts_form("ebook", ADA)
        stack.run()
        stack.ms += SECOND

    assert stack.told(ADA) == ["Form Submitted", "Stage Changed", "Journey Started"]
    assert stack.mails() == [(ADA, "welcome")]
    assert stack.counted() == {
        ("drip", "", "started"): 1,
        ("drip", "deliver", "entered"): 1,
        ("drip", "deliver", "sent"): 1,
        ("drip", "deliver", "delivered"): 1,
    }


def test_g1_the_same_event_three_times_in_one_batch_changes_a_contact_once(stack):
    stack.posts_form("ebook", ADA)
    stack.run()
    for _ in range(3):
        stack.clicks("welcome", "read")

    stack.run()

    assert stack.told(ADA).count("Email Link Clicked") == 1
    assert stack.contact(ADA).scores["engagement"].value == 5


def test_g1_g2_every_message_delivered_twice_ends_as_if_delivered_once(stack):
    once, twice = ({}, {})
    beginning = stack.saved()
    for times, found in ((1, once), (2, twice)):
        stack.restore(beginning)
        stack.deliveries = times
        stack.posts_form("ebook", ADA, traits={"country": "NL"})
        stack.run()
        stack.clicks("welcome", "read")
        stack.run()
        stack.happens("prices", event="Prices Seen", contact=stack.contact(ADA).id)
        stack.run()
        stack.accepts("lead-handoff")
        stack.run()
        found |= {
            "told": stack.told(ADA),
            "runs": stack.runs(ADA),
            "mails": stack.mails(),
            "report": stack.counted(),
            "dead": stack.queues.dead,
        }

    assert twice == once
    assert once["mails"] == [
        (ADA, "welcome"),
        (ADA, "dutch"),
        ("sales@example.com", "lead-handoff"),
    ]


@pytest.mark.parametrize("queue", ["orders", "steps", "mails"])
def test_g2_a_message_that_comes_again_much_later_does_nothing(stack, queue):
    stack.posts_form("ebook", ADA, traits={"country": "NL"})
    stack.run()
    stack.clicks("welcome", "read")
    stack.run()
    old = list(stack.queues.handed[queue])
    assert old
    stack.ms += HOUR
    before = (stack.contact(ADA), stack.told(ADA), stack.mails(), stack.counted())

    for body in old:
        stack.queues.put(queue, body)
        stack.run()

    assert (stack.contact(ADA), stack.told(ADA), stack.mails(), stack.counted()) == before


# -- G3: what cannot be handled


def test_g3_a_step_that_cannot_be_handled_fails_its_run_and_lies_in_the_dead_letters(stack):
    poison(stack, "trial")
    stack.happens("trial-1", event="Trial Started", user_id="ada")

    stack.run()

    [execution] = stack.machines.executions.values()
    assert execution.status == "FAILED Kweek.StepFailed"
    [run] = stack.user("ada").enrolments.values()
    assert (run.status, run.exit) == ("failed", "use")
    [dead] = stack.queues.dead["steps"]
    assert dead["step"]["name"] == "use"


def test_g3_a_mail_that_cannot_be_made_fails_its_run_and_the_others_go_out(stack):
    poison(stack, "drip")
    stack.posts_form("ebook", ADA)
    stack.posts_form("letter", BEA, "form-2")

    stack.run()

    assert stack.mails() == [(BEA, "letter")]
    assert stack.runs(ADA) == [("drip", "failed", "deliver")]
    assert stack.runs(BEA) == [("letter", "active", None)]
    assert stack.told(ADA).count("Journey Failed") == 1
    [dead] = stack.queues.dead["mails"]
    assert dead["step"]["name"] == "deliver"


def test_g3_a_dead_letter_redriven_later_is_safe(stack):
    poison(stack, "drip")
    stack.posts_form("ebook", ADA)
    stack.run()
    stack.ms += DAY
    [dead] = stack.queues.dead["mails"]

    stack.queues.put("mails", {**dead, "step": {**dead["step"], "do": "send"}})
    stack.run()

    assert stack.mails() == []
    assert stack.runs(ADA) == [("drip", "failed", "deliver")]


def test_g3_the_end_of_a_run_that_cannot_be_handled_fails_the_run(stack):
    stack.posts_form("letter", ADA)
    stack.run()
    poison(stack, "letter", step="end")
    stack.passes(7 * DAY)

    assert stack.runs(ADA) == [("letter", "failed", "end")]
    assert stack.queues.dead["orders"] == []


def poison(stack, journey, step=None):
    """Make a journey's steps unfit to be carried out."""
    for name, state in stack.built.machines[journey]["States"].items():
        if state["Type"] == "Task" and step in (None, name):
            said = state["Parameters"]["MessageBody"]["step"]
            stack.monkeypatch.setitem(said, "do", f"nobody knows how to {said['do']}")


# -- late events


def test_a_late_event_is_tallied_but_starts_nothing(stack):
    yesterday = stack.now() - DAY - SECOND
    stack.happens("trial-1", event="Trial Started", user_id="ada", at=yesterday)
    stack.run()

    contact = stack.user("ada")
    assert contact.enrolments == {}
    assert [tally.total for tally in contact.tallies.values()] == [1]


def test_a_late_event_wakes_no_wait(stack):
    stack.happens("trial-1", event="Trial Started", user_id="ada")
    stack.run()
    stack.passes(DAY + HOUR)

    stack.happens("use-1", event="Feature Used", user_id="ada", at=stack.now() - DAY - SECOND)
    stack.run()

    [run] = stack.user("ada").enrolments.values()
    assert (run.step, run.wait.claimed) == ("use", None)
    assert run.status == "active"


def test_a_late_trait_does_not_replace_a_newer_one(stack):
    stack.happens("1", "identify", "Identified", user_id="ada", traits={"city": "Sneek"})
    stack.run()
    stack.happens(
        "2",
        "identify",
        "Identified",
        user_id="ada",
        traits={"city": "Bolsward"},
        at=stack.now() - 1,
    )
    stack.run()

    assert stack.user("ada").trait("city") == "Sneek"


# -- G4: who is who


def test_g1_an_event_that_comes_again_after_its_visitor_was_joined_counts_once(stack):
    stack.monkeypatch.setattr(identity, "MOST_EMPTY_ALIASES", 0)
    stack.happens("0", "identify", "Identified", user_id="u1", address=ADA)
    again = {"user_id": "u1", "anonymous_id": "tablet", "at": stack.now(), "event": "Prices Seen"}
    for number, fields in (
        ("1", again),  # a visitor without a past, who is not joined
        ("2", {"anonymous_id": "tablet"}),
        ("3", {"user_id": "u1", "anonymous_id": "tablet"}),  # now there is a past to join
        ("1", again),
    ):
        stack.run()
        stack.ms += 6 * MINUTE  # the queue's own deduplication has forgotten by then
        stack.happens(number, **fields)
    stack.run()

    assert Counter(stack.told(ADA))["Prices Seen"] == 1


def test_g4_an_anonymous_past_stands_before_the_identify_in_the_timeline_once(stack):
    for number in range(3):
        stack.happens(f"page-{number}", "page", anonymous_id="visitor")
        stack.ms += MINUTE
    stack.happens(
        "identify-1",
        "identify",
        "Identified",
        anonymous_id="visitor",
        user_id="ada",
        address=ADA,
        traits={"email": ADA},
    )
    stack.run()

    assert stack.told(ADA) == ["Page Viewed"] * 3 + ["Identified"]


def test_g4_a_past_joins_the_person_its_alias_names(stack):
    stack.happens("page-1", "page", anonymous_id="visitor")
    stack.ms += MINUTE
    stack.happens("1", "identify", "Identified", user_id="ada", address=ADA)
    stack.run()
    stack.ms += MINUTE

    stack.happens("2", "alias", "Aliased", previous_id="visitor", user_id="ada")
    stack.run()

    assert stack.told(ADA) == ["Page Viewed", "Identified", "Aliased"]
    assert stack.user("ada").id == stack.contact(ADA).id


def test_g4_two_known_people_are_never_merged(stack):
    for name, address in (("ada", ADA), ("bea", BEA)):
        stack.happens(name, "identify", "Identified", user_id=name, address=address)
    stack.run()

    stack.happens("3", "alias", "Aliased", previous_id="ada", user_id="bea")
    stack.happens("4", "identify", "Identified", user_id="bea", address=ADA, traits={"email": ADA})
    stack.run()

    assert stack.contact(ADA).user_id == "ada"
    assert stack.contact(BEA).user_id == "bea"
    assert stack.contact(BEA).trait("email") == ADA


def test_g4_another_user_at_the_same_browser_is_somebody_else(stack):
    for name, address in (("ada", ADA), ("bea", BEA)):
        stack.happens(
            name, "identify", "Identified", anonymous_id="browser", user_id=name, address=address
        )
        stack.run()
        stack.ms += MINUTE

    assert stack.told(ADA) == ["Identified"]
    assert stack.told(BEA) == ["Identified"]


def test_g4_a_form_for_somebody_else_stands_in_their_timeline_alone(stack):
    stack.posts_form("letter", ADA, "form-1", anonymous_id="browser")
    stack.run()
    stack.posts_form("ebook", BEA, "form-2", anonymous_id="browser")
    stack.run()

    assert [e["properties"].get("form") for e in forms(stack, ADA)] == ["letter"]
    assert [e["properties"].get("form") for e in forms(stack, BEA)] == ["ebook"]
    assert stack.mails() == [(ADA, "letter"), (BEA, "welcome")]


def test_g4_two_forms_for_one_address_from_two_visitors_at_once_give_one_contact(stack):
    stack.posts_form("ebook", ADA, "form-1", anonymous_id="phone")
    stack.posts_form("letter", ADA, "form-2", anonymous_id="desk")
    stack.run()
    for number, visitor in enumerate(("phone", "desk")):
        stack.ms += MINUTE
        stack.happens(f"page-{number}", "page", anonymous_id=visitor)
        stack.run()

    assert [e["properties"].get("form") for e in forms(stack, ADA)] == ["ebook", "letter"]
    assert stack.told(ADA)[-2:] == ["Page Viewed", "Page Viewed"]
    assert sorted(stack.mails()) == [(ADA, "letter"), (ADA, "welcome")]


def test_g4_a_second_device_of_a_known_user_is_theirs_from_its_first_event_on(stack):
    stack.happens("1", "identify", "Identified", anonymous_id="phone", user_id="ada", address=ADA)
    stack.run()
    stack.ms += MINUTE
    stack.happens("2", "page", anonymous_id="desk", user_id="ada")
    stack.run()
    stack.ms += MINUTE
    stack.happens("3", "page", anonymous_id="desk")
    stack.run()

    assert stack.told(ADA) == ["Identified", "Page Viewed", "Page Viewed"]


def test_g4_an_address_that_is_taken_stays_its_owner_s(stack):
    stack.posts_form("letter", ADA, anonymous_id="visitor")
    stack.run()
    owner = stack.contact(ADA).id
    stack.happens("2", "identify", "Identified", user_id="eve", address=ADA, traits={"email": ADA})
    stack.run()

    assert stack.contact(ADA).id == owner
    eve = stack.user("eve")
    assert (eve.address, eve.trait("email")) == (None, ADA)


def forms(stack, address):
    return [e for e in stack.timeline(address) if e["event"] == "Form Submitted"]


def test_g3_a_run_whose_machine_broke_is_shown_failed(stack):
    stack.posts_form("ebook", ADA)
    stack.run()
    [(run_id, run)] = stack.contact(ADA).enrolments.items()
    told = {
        "detail-type": "Step Functions Execution Status Change",
        "detail": {
            "status": "FAILED",
            "input": json.dumps({"contact": stack.contact(ADA).id, "run": run_id, "epoch": 0}),
        },
    }

    stack.queues.put("orders", told)
    stack.run()

    broken = stack.contact(ADA).enrolments[run_id]
    assert (run.shown, broken.shown, broken.broken) == ("active", "failed", "machine failed")
