"""A then B within: found in whichever order they arrive, and each B once."""

from itertools import count, permutations

import pytest
from catalogue_of import predicate, raw, rules
from hypothesis import given, settings
from hypothesis import strategies as st

from kweek.core.contact import Contact, Score
from kweek.core.decide import on_event
from kweek.core.enrolment import Enrolment, Wait
from kweek.core.identity import joined
from kweek.core.incoming import Incoming
from kweek.core.rules import Rules
from kweek.core.sequences import complete, matches_of
from kweek.core.tallies import Tally, tallied
from kweek.core.times import DAY, HOUR

NOW = 1_000 * DAY
NUMBERS = count(1)  # of messages, each of its own
KEEP = 8
THEN = {"first": "a", "then": "b", "within": 10, "keep": KEEP}
PREDICATES = {
    "pages": predicate("Page Viewed", keep=KEEP),
    "forms": predicate("Form Submitted", keep=KEEP),
}
SEQUENCES = {"read": {"first": "pages", "then": "forms", "within": 2 * DAY, "keep": 1}}


def arrive(events):
    """The tallies after these `(predicate, time)` have arrived in this order."""
    known = {}
    for pid, at in events:
        known[pid] = tallied(known.get(pid), at, KEEP)
        complete(known, "a-then-b", THEN)
    return known


def by_definition(events):
    """When matches happened, by looking at every B and every A."""
    firsts = [at for pid, at in events if pid == "a"]
    thens = sorted(at for pid, at in events if pid == "b")
    return [at for at in thens if any(at - 10 <= first < at for first in firsts)]


def test_a_then_is_a_match_when_a_first_came_before_and_not_too_long_before():
    assert matches_of([5], [15], 10) == [15]
    assert matches_of([5], [16], 10) == []
    assert matches_of([5], [5], 10) == []
    assert matches_of([5], [4], 10) == []
    assert matches_of([1, 5], [6, 6, 15, 30], 10) == [6, 6, 15]
    assert matches_of([], [6], 10) == []


def test_one_first_may_be_followed_by_many():
    known = arrive([("a", 1), ("b", 2), ("b", 3), ("b", 30)])

    assert known["a-then-b"] == Tally(2, 2, 3, (2, 3))


def test_many_firsts_before_it_make_a_then_one_match():
    assert arrive([("a", 1), ("a", 2), ("b", 3)])["a-then-b"] == Tally(1, 3, 3, (3,))


def test_a_first_that_arrives_late_is_found_to_have_been_followed():
    known = arrive([("b", 5), ("b", 9), ("a", 4)])

    assert known["a-then-b"] == Tally(2, 5, 9, (5, 9))


def test_only_what_no_first_had_come_before_is_counted_when_another_arrives():
    assert arrive([("a", 4), ("b", 5), ("a", 3)])["a-then-b"].total == 1


@pytest.mark.parametrize("order", list(permutations([("a", 1), ("b", 5), ("a", 8), ("b", 12)])))
def test_every_order_of_arrival_gives_the_same(order):
    assert arrive(order)["a-then-b"] == Tally(2, 5, 12, (5, 12))


events = st.tuples(st.sampled_from("ab"), st.integers(0, 40))


@settings(derandomize=True, max_examples=300)
@given(st.data(), st.lists(events, max_size=KEEP))
def test_any_arrival_finds_what_the_definition_finds(data, happened):
    known = arrive(data.draw(st.permutations(happened)))

    expected = by_definition(happened)
    assert known.get("a-then-b") == (
        Tally(len(expected), expected[0], expected[-1], tuple(expected)) if expected else None
    )


@settings(derandomize=True, max_examples=200)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 300), st.integers(0, 6)), max_size=60)
)
def test_a_long_history_in_which_some_come_a_little_late_is_counted_right(drawn):
    happened = sorted(((pid, at) for pid, at, _ in drawn), key=lambda one: one[1])
    late = [behind for _, _, behind in drawn]
    order = sorted(range(len(happened)), key=lambda n: (n + late[n], n))

    known = arrive([happened[n] for n in order])

    expected = by_definition(happened)
    assert (known["a-then-b"].total if "a-then-b" in known else 0) == len(expected)
    if expected:
        assert known["a-then-b"].recent == tuple(expected[-KEEP:])


# -- in a catalogue


def happens(contact, event, at, catalogue=None):
    number = next(NUMBERS)
    message = Incoming(
        id=str(number), type="track", event=event, at=at, received_at=NOW, contact="ada"
    )
    catalogue = catalogue or rules(predicates=PREDICATES, sequences=SEQUENCES)
    return on_event(contact, message, f"c#ada|e#{number}", catalogue, NOW)


def ada(**fields):
    return Contact("ada", version=1, created_at=1, **fields)


def test_a_sequence_has_a_tally_of_when_its_last_parts_happened():
    page = happens(ada(), "Page Viewed", NOW - DAY).contact
    form = happens(page, "Form Submitted", NOW).contact

    assert "read" not in page.tallies
    assert form.tallies["read"] == Tally(1, NOW, NOW, (NOW,))


def test_a_condition_on_a_sequence_is_one_on_its_tally():
    segments = {"readers": {"event": "read", "count": 1, "in_last": 7 * DAY}}
    catalogue = rules(predicates=PREDICATES, sequences=SEQUENCES, segments=segments)

    contact = happens(ada(), "Page Viewed", NOW - DAY, catalogue).contact
    contact = happens(contact, "Form Submitted", NOW - HOUR, catalogue).contact

    assert contact.segments == {"readers": NOW}
    assert contact.due_at == NOW - HOUR + 7 * DAY


def test_a_sequence_gives_points_at_the_time_of_its_match_however_late_that_is_found():
    points = [{"pid": "read", "points": 20, "label": "Read, then asked"}]
    catalogue = rules(
        predicates=PREDICATES,
        sequences=SEQUENCES,
        scores={"engagement": {"half_life": DAY, "points": points}},
    )

    contact = happens(ada(), "Form Submitted", NOW - DAY, catalogue).contact
    found = happens(contact, "Page Viewed", NOW - 2 * DAY, catalogue)

    assert found.contact.scores == {"engagement": Score(20, NOW - DAY)}
    assert found.decided.changed[0]["to"] == 10


def test_a_run_brings_its_sequence_along_with_the_parts():
    carried = {**PREDICATES, **SEQUENCES}
    wait = Wait("s", 0, 1, NOW - DAY, NOW, NOW, predicates=carried)
    contact = ada(enrolments={"r": Enrolment("drip", NOW - DAY, "nurture", wait=wait)})
    newer = rules()

    contact = happens(contact, "Page Viewed", NOW - 2, newer).contact
    contact = happens(contact, "Form Submitted", NOW - 1, newer).contact

    assert contact.tallies["read"] == Tally(1, NOW - 1, NOW - 1, (NOW - 1,))


def test_a_run_that_asks_further_back_than_the_catalogue_gets_its_longer_ring():
    shorter = rules(predicates={"pages": predicate("Page Viewed")})
    run = Enrolment("drip", 1, "nurture", predicates={"pages": predicate("Page Viewed", keep=3)})
    contact = ada(enrolments={"r": run})

    for at in (NOW - 3, NOW - 2, NOW - 1):
        contact = happens(contact, "Page Viewed", at, shorter).contact

    assert contact.tallies["pages"].recent == (NOW - 3, NOW - 2, NOW - 1)


# -- two histories


def history(*events, name="v", version=1):
    catalogue = rules(predicates=PREDICATES, sequences=SEQUENCES)
    contact = Contact(name, version=version, created_at=1)
    for event, at in events:
        contact = happens(contact, event, at, catalogue).contact
    return contact


def test_a_first_of_the_one_and_a_then_of_the_other_history_are_a_match():
    catalogue = rules(predicates=PREDICATES, sequences=SEQUENCES)
    read, asked = history(("Page Viewed", NOW - DAY)), history(("Form Submitted", NOW))

    for subject, past in ((read, asked), (asked, read)):
        assert joined(subject, past, catalogue).tallies["read"] == Tally(1, NOW, NOW, (NOW,))


happenings = st.tuples(
    st.sampled_from(["Page Viewed", "Form Submitted"]), st.integers(NOW - 9 * DAY, NOW)
)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(happenings, max_size=4), st.lists(happenings, max_size=4))
def test_two_histories_joined_have_the_matches_of_one(mine, theirs):
    catalogue = rules(predicates=PREDICATES, sequences=SEQUENCES)

    both = joined(history(*mine), history(*theirs), catalogue)

    whole = history(*sorted([*mine, *theirs], key=lambda one: one[1]))
    assert both.tallies == whole.tallies


def test_rules_without_sequences_are_read_as_before():
    older = raw(predicates=PREDICATES)
    older.pop("sequences", None)

    assert Rules.from_json(older).sequences == {}
