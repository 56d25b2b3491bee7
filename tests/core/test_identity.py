"""Who a message is about (G4). Each case is applied, and asked again: nothing more is planned."""

from dataclasses import replace

import pytest
from catalogue_of import predicate, rules

from kweek.core.contact import Contact, Given, MailTimes, Passed, Score, Trait
from kweek.core.effects import Decided
from kweek.core.enrolment import Enrolment, Trial
from kweek.core.identity import Known, Plan, joined, plan
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.tallies import Tally
from kweek.core.times import DAY

VISITOR, OTHER = digest("anonymous", "visitor"), digest("anonymous", "other")
USER, ADDRESS = digest("user", "u1"), digest("address", "ada@example.org")
ADA = "ada@example.org"


def message(kind="track", **fields):
    return Incoming(id="1", type=kind, event="Page Viewed", at=5, received_at=5, **fields)


def visitor(**fields):
    return Contact(VISITOR, **{"version": 3, **fields})


NEW_VISITOR = Contact(VISITOR)
NEW_USER = Contact(USER)


# -- anonymous


def test_a_new_visitor_is_nobody_but_themselves():
    found = plan(message(anonymous_id="visitor"), Known(NEW_VISITOR))

    assert found == Plan(NEW_VISITOR)
    assert found.nothing_new


def test_a_visitor_seen_before_is_who_they_were():
    known = visitor(address=ADA, user_id="u1")

    assert plan(message(anonymous_id="visitor"), Known(known)) == Plan(known)


def test_a_message_with_a_signed_contact_is_about_that_contact():
    known = visitor(address=ADA)

    assert plan(message("click", contact=VISITOR), Known(known)) == Plan(known)


# -- identify with an address


def test_an_anonymous_visitor_who_names_a_free_address_claims_it():
    asked = message("identify", anonymous_id="visitor", address=ADA)

    assert plan(asked, Known(visitor())) == Plan(visitor(), claim_address=ADA)


def test_an_address_that_is_taken_is_only_a_trait_for_who_identifies_with_it():
    owner = Contact("owner", version=2, address=ADA)
    asked = message("identify", anonymous_id="visitor", address=ADA)

    assert plan(asked, Known(visitor(), owner=owner)) == Plan(visitor())


def test_a_contact_with_an_address_does_not_change_it_by_identify():
    known = visitor(address="old@example.org")
    asked = message("identify", anonymous_id="visitor", address=ADA)

    assert plan(asked, Known(known)) == Plan(known)


# -- identify with a user id


def test_a_new_user_without_a_visitor_is_a_contact_under_the_user_id():
    asked = message("identify", user_id="u1")

    assert plan(asked, Known(NEW_USER)) == Plan(replace(NEW_USER, user_id="u1"), claim_user=USER)


def test_a_visitor_who_turns_out_to_be_a_new_user_keeps_their_record_and_claims_the_user_id():
    asked = message("identify", anonymous_id="visitor", user_id="u1", address=ADA)

    found = plan(asked, Known(visitor()))

    assert found == Plan(visitor(user_id="u1"), claim_address=ADA, claim_user=USER)


def test_a_visitor_who_turns_out_to_be_a_known_user_brings_their_past():
    user = Contact(USER, version=4, user_id="u1", address=ADA)
    asked = message("identify", anonymous_id="visitor", user_id="u1")

    assert plan(asked, Known(visitor(), user=user)) == Plan(user, join=visitor())


def test_a_visitor_without_a_past_is_joined_too_for_what_they_will_do():
    user = Contact(USER, version=4, user_id="u1")
    asked = message("identify", anonymous_id="visitor", user_id="u1")

    assert plan(asked, Known(NEW_VISITOR, user=user)) == Plan(user, join=NEW_VISITOR)


def test_two_known_people_are_never_merged():
    user = Contact(USER, version=4, user_id="u1")
    somebody = visitor(address="bob@example.org")
    asked = message("identify", anonymous_id="visitor", user_id="u1")

    assert plan(asked, Known(somebody, user=user)) == Plan(user)


def test_another_user_at_the_same_browser_is_a_contact_of_their_own():
    first = visitor(user_id="u0", address="bob@example.org")
    asked = message("identify", anonymous_id="visitor", user_id="u1", address=ADA)

    found = plan(asked, Known(first))

    assert found == Plan(replace(NEW_USER, user_id="u1"), claim_address=ADA, claim_user=USER)


def test_a_user_who_has_no_address_yet_claims_a_free_one():
    user = Contact(USER, version=4, user_id="u1")
    asked = message("identify", user_id="u1", address=ADA)

    assert plan(asked, Known(user, user=user)) == Plan(user, claim_address=ADA)


def test_an_alias_joins_the_past_it_names():
    user = Contact(USER, version=4, user_id="u1")
    asked = message("alias", previous_id="visitor", user_id="u1")

    assert plan(asked, Known(visitor(), user=user)) == Plan(user, join=visitor())


# -- forms


def test_a_form_with_a_free_address_makes_its_visitor_known():
    asked = message("form", anonymous_id="visitor", address=ADA)

    assert plan(asked, Known(visitor())) == Plan(visitor(), claim_address=ADA)


def test_a_form_without_a_visitor_makes_a_contact_of_the_address():
    asked = message("form", address=ADA)

    assert plan(asked, Known(Contact(ADDRESS))) == Plan(Contact(ADDRESS), claim_address=ADA)


def test_a_form_with_a_known_address_joins_its_visitor_s_past_to_the_owner():
    owner = Contact("owner", version=2, address=ADA)
    asked = message("form", anonymous_id="visitor", address=ADA)

    assert plan(asked, Known(visitor(), owner=owner)) == Plan(owner, join=visitor())


def test_a_form_for_somebody_else_at_a_known_browser_makes_a_contact_of_that_address():
    known = visitor(address="bob@example.org")
    asked = message("form", anonymous_id="visitor", address=ADA)

    assert plan(asked, Known(known)) == Plan(Contact(ADDRESS), claim_address=ADA)


def test_a_form_for_the_owner_at_somebody_else_s_browser_joins_nobody():
    owner = Contact("owner", version=2, address=ADA)
    known = visitor(address="bob@example.org")
    asked = message("form", anonymous_id="visitor", address=ADA)

    assert plan(asked, Known(known, owner=owner)) == Plan(owner)


# -- once is enough


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (message("identify", anonymous_id="visitor", address=ADA), Known(visitor())),
        (message("identify", user_id="u1", address=ADA), Known(NEW_USER)),
        (message("identify", anonymous_id="visitor", user_id="u1", address=ADA), Known(visitor())),
        (
            message("identify", anonymous_id="visitor", user_id="u1"),
            Known(visitor(), user=Contact(USER, version=4, user_id="u1")),
        ),
        (message("form", anonymous_id="visitor", address=ADA), Known(visitor())),
        (
            message("form", anonymous_id="visitor", address=ADA),
            Known(visitor(), owner=Contact("owner", version=2, address=ADA)),
        ),
        (
            message("form", anonymous_id="visitor", address=ADA),
            Known(visitor(address="bob@example.org")),
        ),
    ],
)
def test_a_plan_once_carried_out_plans_nothing_more(asked, known):
    first = plan(asked, known)
    whole = joined(first.subject, first.join, rules()) if first.join else first.subject
    after = replace(whole, address=first.claim_address or whole.address, version=9)
    sender = after if known.sender.id in after.ids else known.sender

    again = plan(
        asked,
        Known(
            sender,
            user=after if asked.user_id else None,
            owner=after if asked.address and after.address == asked.address else None,
        ),
    )

    assert again == Plan(after)


# -- two histories as one


def test_everything_of_an_anonymous_past_becomes_the_subject_s():
    run = Enrolment("drip", 1, "nurture")
    yes, older_yes = Given(9, "Yes", "ebook"), Given(4, "Yes!", "webinar")
    subject = Contact(
        "ada",
        version=7,
        as_of=90,
        created_at=20,
        address=ADA,
        aliases=("a0",),
        traits={"name": Trait("Ada", 30), "city": Trait("Gent", 10)},
        scores={"engagement": Score(10, 60 * DAY)},
        tallies={"pages": Tally(2, 40, 50, (40, 50))},
        consent={"nurture": yes},
        lists=("press",),
        passed={"drip": Passed(40, 1)},
        mails={"ebook": MailTimes(40)},
        outbox={"x": Decided()},
        due_at=500,
    )
    past = Contact(
        "v",
        version=3,
        as_of=95,
        created_at=5,
        aliases=("b0",),
        traits={"name": Trait("A.", 5), "city": Trait("Delft", 12), "utm": Trait("mail", 3)},
        scores={"engagement": Score(40, 30 * DAY), "sales": Score(3, 8)},
        tallies={"pages": Tally(3, 5, 45, (30, 45)), "clicks": Tally(1, 9, 9)},
        consent={"nurture": older_yes, "news": older_yes},
        opted_out=77,
        lists=("press", "friends"),
        enrolments={"r1": run},
        passed={"drip": Passed(60, 2), "welcome": Passed(8, 1)},
        outbox={"y": Decided()},
        due_at=300,
    )
    catalogue = rules(
        predicates={"pages": predicate("Page Viewed", keep=2)},
        scores={
            "engagement": {"half_life": 30 * DAY, "points": []},
            "sales": {"half_life": None, "points": []},
        },
    )

    assert joined(subject, past, catalogue) == Contact(
        "ada",
        version=7,
        as_of=95,
        created_at=5,
        address=ADA,
        aliases=("a0", "v", "b0"),
        traits={"name": Trait("Ada", 30), "city": Trait("Delft", 12), "utm": Trait("mail", 3)},
        scores={"engagement": Score(30, 60 * DAY), "sales": Score(3, 8)},
        tallies={"pages": Tally(5, 5, 50, (45, 50)), "clicks": Tally(1, 9, 9)},
        consent={"nurture": yes, "news": older_yes},
        opted_out=77,
        lists=("press", "friends"),
        enrolments={"r1": run},
        passed={"drip": Passed(60, 3), "welcome": Passed(8, 1)},
        mails={"ebook": MailTimes(40)},
        outbox={"x": Decided(), "y": Decided()},
        due_at=300,
    )


def test_points_entry_keys_and_trials_of_the_past_are_kept():
    trial, other = Trial("drip", "s", "a", 1, 9, None), Trial("drip", "s", "b", 1, 9, None)
    subject = Contact(
        "ada",
        version=1,
        buckets={"recent": {"10": 5}, "recent|pages": {"10": 5}},
        passed={"cart": Passed(40, 2, ("k1", "k2"))},
        trials={"t1": trial},
    )
    past = Contact(
        "v",
        version=1,
        buckets={"recent": {"10": 4, "11": 2}, "recent|pages": {"10": 4}, "sales": {"9": 1}},
        passed={"cart": Passed(30, 1, ("k0",))},
        trials={"t2": other},
    )
    points = [{"pid": "pages", "points": 1, "label": "Visited", "per_day": 6}]
    catalogue = rules(
        predicates={"pages": predicate("Page Viewed")},
        scores={
            "recent": {"half_life": None, "expires": 90 * DAY, "points": points},
            "sales": {"half_life": None, "expires": 90 * DAY, "points": []},
        },
    )

    both = joined(subject, past, catalogue)

    assert both.buckets == {
        "recent": {"10": 6, "11": 2},  # three of the day's nine were too many
        "recent|pages": {"10": 6},
        "sales": {"9": 1},
    }
    assert both.passed == {"cart": Passed(40, 3, ("k0", "k1", "k2"))}
    assert both.trials == {"t1": trial, "t2": other}


def test_a_run_of_either_keeps_the_times_that_it_asked_for():
    run = Enrolment("old", 1, "nurture", predicates={"old": predicate("Sensor Online", keep=3)})
    subject = Contact("ada", version=1, tallies={"old": Tally(1, 9, 9, (9,))})
    past = Contact("v", version=1, tallies={"old": Tally(2, 4, 6, (4, 6))}, enrolments={"r": run})

    assert joined(subject, past, rules()).tallies == {"old": Tally(3, 4, 9, (4, 6, 9))}


@pytest.mark.parametrize(
    ("subject", "past", "both"),
    [
        ((1, "new"), (1, "new"), "new"),
        ((1, "new"), (1, "old"), ""),
        ((1, "old"), (1, ""), ""),
        ((1, "old"), (0, ""), "old"),
        ((0, "new"), (1, "old"), "old"),
        ((0, "new"), (0, ""), "new"),
    ],
)
def test_two_histories_tallied_for_different_rules_are_to_be_filled_again(subject, past, both):
    one = Contact("ada", version=subject[0], filled=subject[1])
    other = Contact("v", version=past[0], filled=past[1])

    assert joined(one, other, rules()).filled == both


def test_an_opt_out_of_either_past_stands():
    subject, past = Contact("ada", version=1), Contact("v", version=1, opted_out=3)

    assert joined(subject, past, rules()).opted_out == 3
    assert (
        joined(replace(subject, opted_out=9), replace(past, opted_out=None), rules()).opted_out == 9
    )


def test_a_new_subject_is_as_old_as_the_past_they_take_over():
    assert joined(Contact("ada"), Contact("v", version=1, created_at=5), rules()).created_at == 5


def test_a_client_that_makes_up_visitors_does_not_make_the_record_grow_for_ever():
    known = Contact(USER, version=9, user_id="u1", aliases=tuple(f"v{n}" for n in range(50)))
    call = message(user_id="u1", anonymous_id="visitor")

    assert plan(call, Known(NEW_VISITOR, known)) == Plan(known)
    assert plan(call, Known(visitor(), known)) == Plan(known, join=visitor())
