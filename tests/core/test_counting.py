"""The report's figures: whatever way a row takes, its units add up to where it stands."""

import itertools
import json
from collections import Counter

import pytest

from kweek.core.counting import of_counts, of_row, report
from kweek.core.ledger import RANKS
from kweek.core.stream import units

STEP = ("drip", "deliver")


def row(state, **parts):
    return {"journey": "drip", "step": "deliver", "state": state, "hold": None, **parts}


def named(found):
    return {counter: n for (*_, counter), n in found.items() if n}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, "sent", {"entered": 1, "sent": 1}),
        (None, "delivered", {"entered": 1, "sent": 1, "delivered": 1}),
        (None, "unknown", {"entered": 1, "unknown": 1}),
        (None, "failed", {"entered": 1, "failed mails": 1}),
        ("sent", "delivered", {"delivered": 1}),
        ("sent", "bounced", {"bounced": 1}),
        ("delivered", "bounced", {"delivered": -1, "bounced": 1}),
        ("delivered", "complained", {"complained": 1}),
        ("bounced", "complained", {"bounced": -1, "delivered": 1, "complained": 1}),
        ("unknown", "sent", {"unknown": -1, "sent": 1}),
        ("unknown", "delivered", {"unknown": -1, "sent": 1, "delivered": 1}),
        ("sent", "sent", {}),
    ],
)
def test_a_row_that_moves_on_takes_its_old_units_back(before, after, expected):
    assert named(of_row(row(before) if before else None, row(after))) == expected


def test_units_belong_to_the_mail_s_journey_and_step():
    found = of_row(None, row("sent"))

    assert found == Counter({(*STEP, "entered"): 1, (*STEP, "sent"): 1})


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_however_a_row_rises_its_units_are_those_of_where_it_ends(length):
    rising = sorted(RANKS, key=RANKS.__getitem__)
    for way in itertools.combinations([s for s in rising if RANKS[s] > 0], length):
        total = Counter()
        for before, after in itertools.pairwise((None, *way)):
            total.update(of_row(row(before) if before else None, row(after)))
        plain = Counter({key: n for key, n in total.items() if not key[2].startswith("held ")})

        assert named(plain) == {
            k: n for k, n in named(of_row(None, row(way[-1]))).items() if not k.startswith("held ")
        }


def test_a_mail_held_for_good_is_counted_with_its_reason():
    assert named(of_row(None, row("held", hold="no consent"))) == {
        "entered": 1,
        "held": 1,
        "held no consent": 1,
    }


def test_a_mail_to_an_owner_is_a_notice_counted_once_and_no_send():
    assert named(of_row(None, row("sent", to_owner=True))) == {"entered": 1, "notices": 1}
    assert of_row(row("sent"), row("delivered", to_owner=True)) == Counter()


def test_the_units_of_an_event_are_those_it_carries():
    counts = [["drip", "", "started"], ["drip", "deliver", "opens"], ["drip", "deliver", "opens"]]

    assert of_counts(counts) == Counter({("drip", "", "started"): 1, (*STEP, "opens"): 2})


# -- from the table's stream


def image(kind, body, **more):
    return {"kind": {"S": kind}, "body": {"S": json.dumps(body)}, **more}


def record(new, old=None):
    images = {"NewImage": new, **({"OldImage": old} if old else {})}
    return {"eventName": "MODIFY" if old else "INSERT", "dynamodb": images}


def test_an_event_or_mark_counts_when_it_appears_and_never_again():
    counts = {"counts": [["drip", "", "started"]]}
    event, mark = image("event", counts), image("mark", counts)

    assert units(record(event)) == units(record(mark)) == Counter({("drip", "", "started"): 1})
    assert units(record(event, event)) == Counter()


def test_a_mark_without_units_and_what_is_no_matter_of_the_report_count_nothing():
    assert units(record({"kind": {"S": "mark"}})) == Counter()
    assert units(record({"pk": {"S": "c#ada"}})) == Counter()
    assert units({"eventName": "REMOVE", "dynamodb": {"OldImage": {}}}) == Counter()


def test_a_ledger_row_counts_by_the_state_beside_its_body():
    body = {"journey": "drip", "step": "deliver", "hold": None, "to_owner": False}
    sent, delivered = ({"state": {"S": state}} for state in ("sent", "delivered"))

    found = units(record(image("send", body, **delivered), image("send", body, **sent)))

    assert found == Counter({(*STEP, "delivered"): 1})


# -- the report


NO_MAILS = {
    "sent": 0, "delivered": 0, "bounced": 0, "complained": 0, "opened": 0, "clicked": 0,
    "total_opens": 0, "total_clicks": 0, "click_through": None, "unsubscribed": 0, "held": {},
    "failed": 0, "unknown": 0, "notices": 0,
}  # fmt: skip


def test_a_journey_without_anybody_has_a_report_of_noughts():
    assert report({}) == {
        "started": 0, "finished": 0, "exited": 0, "unreachable": 0, "failed": 0, "goals": 0,
        "mails": NO_MAILS, "steps": {},
    }  # fmt: skip


def test_the_report_adds_steps_up_and_divides_unique_clicks_by_delivered_mails():
    found = report(
        {
            ("", "started"): 4,
            ("", "goals"): 1,
            ("deliver", "entered"): 4,
            ("deliver", "sent"): 4,
            ("deliver", "delivered"): 3,
            ("deliver", "bounced"): 1,
            ("deliver", "clicked"): 1,
            ("deliver", "clicks"): 5,
            ("deliver", "outcome downloaded"): 1,
            ("remind", "sent"): 3,
            ("remind", "delivered"): 3,
            ("remind", "clicked"): 1,
            ("remind", "held"): 2,
            ("remind", "held unsubscribed"): 2,
        }
    )

    assert found == {
        "started": 4, "finished": 0, "exited": 0, "unreachable": 0, "failed": 0, "goals": 1,
        "mails": {
            **NO_MAILS, "sent": 7, "delivered": 6, "bounced": 1, "clicked": 2, "total_clicks": 5,
            "click_through": 0.3333, "held": {"unsubscribed": 2},
        },
        "steps": {
            "deliver": {
                **NO_MAILS, "entered": 4, "outcomes": {"downloaded": 1}, "won": {}, "sent": 4,
                "delivered": 3, "bounced": 1, "clicked": 1, "total_clicks": 5,
                "click_through": 0.3333,
            },
            "remind": {
                **NO_MAILS, "entered": 0, "outcomes": {}, "won": {}, "sent": 3, "delivered": 3,
                "clicked": 1, "click_through": 0.3333, "held": {"unsubscribed": 2},
            },
        },
    }  # fmt: skip


def test_a_split_shows_who_went_where_and_what_each_part_has_won():
    found = report(
        {("fork", "entered"): 9, ("fork", "outcome a"): 5, ("fork", "outcome b"): 4}
        | {("fork", "won a"): 1, ("fork", "won b"): 3}
    )

    assert found["steps"]["fork"] == {
        **NO_MAILS, "entered": 9, "outcomes": {"a": 5, "b": 4}, "won": {"a": 1, "b": 3},
    }  # fmt: skip


def test_a_reason_taken_back_is_no_longer_shown():
    assert report({("deliver", "held no consent"): 0})["mails"]["held"] == {}
