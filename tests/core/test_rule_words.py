"""Compiled conditions as people read them."""

import pytest
from catalogue_of import predicate

from kweek.core.rule_words import in_words, span
from kweek.core.times import DAY, HOUR

PREDICATES = {
    "form": predicate("Form Submitted", form=[["is", ["ebook", "whitepaper"]]]),
    "page": predicate("Page Viewed", path=[["starts_with", "/pricing"]], keep=3),
    "order": predicate("Order Completed", "Order Refunded", total=[["at_least", 100]]),
    "mine": predicate("Cart Left", cart=[["is", [{"ref": ["entry", "cart_id"]}]]]),
    "twice": {"first": "page", "then": "form", "within": 2 * DAY, "keep": 1},
}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"event": "form"}, "Form Submitted (form ebook or whitepaper)"),
        (
            {"event": "page", "count": 3, "in_last": 14 * DAY},
            "Page Viewed (path beginning with /pricing) at least 3 times in the last 14 days",
        ),
        ({"event": "order"}, "Order Completed or Order Refunded (total at least 100)"),
        ({"event": "mine", "own": True}, "Cart Left (cart the entry's cart_id)"),
        (
            {"event": "twice", "count": 1},
            (
                "Page Viewed (path beginning with /pricing), then "
                "Form Submitted (form ebook or whitepaper) within 2 days"
            ),
        ),
        ({"event": "gone"}, "an event of an earlier version of the rules"),
        ({"score": "engagement", "ops": [["at_least", 50]]}, "score engagement at least 50"),
        ({"trait": "country", "ops": [["is", ["NL", "BE"]]]}, "country is NL or BE"),
        ({"trait": "phone", "ops": [["exists", False]]}, "phone is not known"),
        ({"stage": ["sql", "customer"]}, "at stage sql or customer"),
        ({"segment": ["warm"]}, "in segment warm"),
        ({"list": ["press"]}, "on list press"),
        ({"consent": "nurture"}, "said yes to nurture"),
        ({"journey": "drip", "was": "finished"}, "has finished journey drip"),
        ({"mail": "ebook", "was": "opened"}, "mail ebook was opened"),
        (
            {"all": [{"stage": ["mql"]}, {"any": [{"consent": "a"}, {"consent": "b"}]}]},
            "at stage mql and (said yes to a or said yes to b)",
        ),
        (
            {"none": [{"segment": ["warm"]}, "goal"]},
            "not (in segment warm or the goal was reached)",
        ),
        ("opened", "the mail was opened"),
        ({"clicked": None}, "a link was clicked"),
        ({"accepted": True}, "the owner accepted"),
        ("goal", "the goal was reached"),
    ],
)
def test_a_condition_reads_as_a_phrase(condition, words):
    assert in_words(condition, PREDICATES) == words


def test_a_span_is_told_in_its_largest_unit():
    assert [span(one) for one in (DAY, 14 * DAY, 36 * HOUR, 1_500)] == [
        "1 day",
        "14 days",
        "36 hours",
        "1500 milliseconds",
    ]
