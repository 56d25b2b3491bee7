"""New rules find everybody as if they had always been there."""

import pytest
from catalogue_of import predicate, rules
from hypothesis import given, settings
from hypothesis import strategies as st

from kweek.core.contact import Contact, Score
from kweek.core.decide import on_event
from kweek.core.filling import born, filled
from kweek.core.incoming import Incoming
from kweek.core.tallies import Tally
from kweek.core.times import DAY

NOW = 1_000 * DAY
PAGES = predicate("Page Viewed", path=[["starts_with", "/prices"]])
FORMS = predicate("Form Submitted", keep=8)
OLD = rules(predicates={"forms": FORMS})
NEW = rules(
    predicates={
        "forms": FORMS,
        "prices": predicate("Page Viewed", keep=8, path=[["starts_with", "/prices"]]),
    },
    sequences={"read": {"first": "prices", "then": "forms", "within": 2 * DAY, "keep": 2}},
)


def event(name, at, **properties):
    """One as the timeline has it."""
    return {"event": name, "at": at, "properties": properties, "changed": [], "order": 0}


PAST = [
    event("Form Submitted", NOW),
    event("Page Viewed", NOW - DAY, path="/prices"),
    event("Page Viewed", NOW - 3 * DAY, path="/prices/yearly"),
    event("Page Viewed", NOW - DAY, path="/"),
    event("Segment Entered", NOW - DAY, segment="readers"),
]


def stored(**fields):
    return Contact("ada", version=3, **fields)


def test_a_predicate_that_nobody_asked_before_is_tallied_from_the_past():
    known = {"forms": Tally(1, NOW, NOW, (NOW,))}

    whole = filled(stored(filled=OLD.filled, tallies=known), PAST, NEW)

    assert whole == stored(
        filled=NEW.filled,
        tallies={
            "forms": Tally(1, NOW, NOW, (NOW,)),
            "prices": Tally(2, NOW - 3 * DAY, NOW - DAY, (NOW - 3 * DAY, NOW - DAY)),
            "read": Tally(1, NOW, NOW, (NOW,)),
        },
    )


def test_what_never_happened_gets_no_tally():
    assert filled(stored(), [], NEW).tallies == {}


def test_a_ring_that_is_too_short_for_a_rule_becomes_long_enough():
    shorter = {"prices": Tally(2, NOW - 3 * DAY, NOW - DAY)}

    assert filled(stored(tallies=shorter), PAST, NEW).tallies["prices"] == Tally(
        2, NOW - 3 * DAY, NOW - DAY, (NOW - 3 * DAY, NOW - DAY)
    )


def test_a_rule_that_comes_back_finds_what_happened_while_it_was_gone():
    stale = {"prices": Tally(1, NOW - 3 * DAY, NOW - 3 * DAY, (NOW - 3 * DAY,))}

    assert filled(stored(tallies=stale), PAST, NEW).tallies["prices"].total == 2


def test_what_is_remembered_stays_though_its_events_are_gone():
    known = Tally(9, 5, NOW - DAY, (NOW - 5 * DAY, NOW - DAY))

    whole = filled(stored(tallies={"prices": known, "brought": Tally(1, 5, 5)}), [PAST[1]], NEW)

    assert whole.tallies == {"prices": known, "brought": Tally(1, 5, 5)}


def test_points_are_not_given_again():
    points = [{"pid": "prices", "points": 5, "label": "Prices"}]
    catalogue = rules(
        predicates={"prices": PAGES}, scores={"warm": {"half_life": None, "points": points}}
    )

    assert filled(stored(scores={"warm": Score(1, 5)}), PAST, catalogue).scores == {
        "warm": Score(1, 5)
    }


def test_who_is_new_has_no_past_to_be_filled_from():
    assert born(Contact("ada"), NEW) == Contact("ada", filled=NEW.filled)
    assert born(stored(filled="older"), NEW) == stored(filled="older")


@pytest.mark.parametrize(
    "changed",
    [
        {"predicates": {"forms": predicate("Form Submitted", keep=9)}},
        {"predicates": {"forms": FORMS, "more": PAGES}},
        {"predicates": {}},
        {"sequences": {"s": {"first": "forms", "then": "forms", "within": 5, "keep": 1}}},
    ],
)
def test_rules_that_ask_something_else_are_filled_for_anew(changed):
    assert rules(**{"predicates": {"forms": FORMS}, **changed}).filled != OLD.filled


def test_rules_that_ask_the_same_are_not():
    score = {"warm": {"half_life": DAY, "points": []}}
    segments = {"asked": {"event": "forms", "count": 1}}

    same = rules(predicates={"forms": FORMS}, scores=score, segments=segments)

    assert same.filled == OLD.filled
    assert len(same.filled) == 8


happened = st.tuples(
    st.sampled_from(["Page Viewed", "Form Submitted", "Order Completed"]),
    st.integers(NOW - 20 * DAY, NOW),
    st.sampled_from(["/", "/prices"]),
)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(happened, max_size=8), st.integers(0, 8))
def test_filled_when_the_rules_came_is_as_if_they_had_always_been_there(events, deployed):
    events = sorted(events, key=lambda one: one[1])

    always, later, past = born(Contact("ada"), NEW), born(Contact("ada"), OLD), []
    for n, (name, at, path) in enumerate(events):
        if n == deployed and later.version:
            later = filled(later, past, NEW)
        catalogue = NEW if n >= deployed else OLD
        later = born(later, catalogue)
        message = Incoming(
            id=str(n), type="track", event=name, at=at, received_at=at, properties={"path": path},
            contact="ada",
        )  # fmt: skip
        always = on_event(always, message, f"c#ada|e#{n}", NEW, at).contact
        later = on_event(later, message, f"c#ada|e#{n}", catalogue, at).contact
        past.append(event(name, at, path=path))
    later = filled(later, past, NEW)

    assert later.tallies == always.tallies
