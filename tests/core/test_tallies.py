import itertools

import pytest

from kweek.core.contact import Contact
from kweek.core.references import resolver
from kweek.core.tallies import (
    Tally,
    joined,
    matches,
    nth_latest,
    passes,
    tallied,
    tally_of,
    times_since,
)


def after(*times, keep):
    tally = None
    for at in times:
        tally = tallied(tally, at, keep)
    return tally


def test_a_tally_keeps_how_often_the_first_and_the_last():
    assert after(10, 20, 30, keep=1) == Tally(3, 10, 30)


def test_a_tally_keeps_the_last_k_times_where_a_rule_asks_for_them():
    assert after(10, 20, 30, 40, keep=3) == Tally(4, 10, 40, (20, 30, 40))


@pytest.mark.parametrize("order", list(itertools.permutations((10, 20, 30, 40))))
@pytest.mark.parametrize("keep", [1, 2, 3, 5])
def test_the_order_in_which_events_arrive_does_not_change_a_tally(order, keep):
    assert after(*order, keep=keep) == after(10, 20, 30, 40, keep=keep)


def test_an_event_earlier_than_all_that_are_kept_counts_but_takes_no_place():
    assert tallied(Tally(2, 20, 30, (20, 30)), 10, 2) == Tally(3, 10, 30, (20, 30))


def test_two_events_of_one_instant_are_two():
    assert after(10, 10, keep=2) == Tally(2, 10, 10, (10, 10))


@pytest.mark.parametrize("keep", [1, 2, 4])
def test_two_histories_joined_are_as_one_that_was_never_apart(keep):
    for cut in range(1, 6):
        one, other = after(*range(cut), keep=keep), after(*range(cut, 7), keep=keep)

        assert joined(one, other, keep) == after(*range(7), keep=keep)
        assert joined(other, one, keep) == after(*range(7), keep=keep)


@pytest.mark.parametrize("keep", [1, 2, 3, 9])
def test_a_tally_of_times_at_once_is_one_of_them_one_by_one(keep):
    assert tally_of((10, 20, 20, 30), keep) == after(10, 20, 20, 30, keep=keep)


def test_joining_nothing_changes_nothing():
    assert joined(None, Tally(2, 10, 20, (10, 20)), 2) == Tally(2, 10, 20, (10, 20))


def test_the_n_th_from_the_end_is_none_when_there_were_fewer():
    tally = after(10, 20, 30, keep=3)

    assert [nth_latest(tally, n) for n in (1, 2, 3, 4)] == [30, 20, 10, None]
    assert nth_latest(None, 1) is None


def test_a_tally_made_before_a_rule_asked_for_more_does_not_make_times_up():
    assert nth_latest(Tally(5, 10, 50), 2) is None


def test_matches_after_an_instant_leave_out_the_instant_itself():
    tally = after(10, 20, 30, keep=3)

    assert [times_since(tally, since) for since in (9, 10, 29, 30)] == [3, 2, 1, 0]
    assert times_since(None, 0) == 0


@pytest.mark.parametrize(
    ("value", "ops", "holds"),
    [
        ("NL", [["is", ["NL", "BE"]]], True),
        ("DE", [["is", ["NL", "BE"]]], False),
        (None, [["is", ["NL"]]], False),
        (None, [["is", ["NL", "missing"]]], True),
        ("DE", [["is_not", ["NL"]]], True),
        (None, [["is_not", ["NL"]]], True),
        (["a", "b"], [["is", ["b"]]], True),
        (50, [["at_least", 50]], True),
        (49.9, [["at_least", 50]], False),
        (50, [["above", 50]], False),
        (50, [["at_most", 50]], True),
        (50, [["below", 50]], False),
        (40, [["at_least", 30], ["below", 40]], False),
        ("50", [["at_least", 50]], False),
        (True, [["at_least", 1]], False),
        (None, [["below", 5]], False),
        ("/Pricing/yearly", [["contains", "pricing"]], True),
        (None, [["contains", "pricing"]], False),
        ("/pricing/yearly", [["starts_with", "/pricing"]], True),
        ("/nl/pricing", [["starts_with", "/pricing"]], False),
        (None, [["starts_with", "/"]], False),
        (0, [["exists", True]], True),
        (None, [["exists", True]], False),
        (None, [["exists", False]], True),
    ],
)
def test_a_value_passes_when_it_meets_every_operator(value, ops, holds):
    assert passes(value, ops) is holds


CART = {
    "events": ["Order Completed"],
    "where": {"cart_id": [["is", [{"ref": ["entry", "cart_id"]}]]], "test": [["is", ["missing"]]]},
}


def test_a_predicate_of_a_run_is_matched_with_its_references_resolved():
    resolve = resolver(Contact("ada"), {"cart_id": "c1"})

    assert matches(CART, "Order Completed", {"cart_id": "c1"}, resolve)
    assert not matches(CART, "Order Completed", {"cart_id": "c2"}, resolve)
    assert not matches(CART, "Order Completed", {"cart_id": "c1", "test": True}, resolve)
    assert not matches(CART, "Cart Viewed", {"cart_id": "c1"}, resolve)


def test_an_entry_without_the_property_matches_no_event_not_even_one_without_it():
    resolve = resolver(Contact("ada"), {})

    assert not matches(CART, "Order Completed", {"cart_id": "c1"}, resolve)
    assert not matches(CART, "Order Completed", {}, resolve)


def test_a_predicate_matches_its_events_with_all_their_properties():
    pages = {
        "events": ["Page Viewed", "Screen Viewed"],
        "where": {"path": [["starts_with", "/pricing"]], "bot": [["is", ["missing"]]]},
    }

    assert matches(pages, "Page Viewed", {"path": "/pricing"})
    assert matches(pages, "Screen Viewed", {"path": "/pricing"})
    assert not matches(pages, "Page Viewed", {"path": "/"})
    assert not matches(pages, "Page Viewed", {"path": "/pricing", "bot": True})
    assert not matches(pages, "Form Submitted", {"path": "/pricing"})
