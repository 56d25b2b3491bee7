"""One decision: what follows from what happened, in which order, and when it stops."""

import pytest
from catalogue_of import journey, predicate, rules

from kweek.core.contact import Contact, Enrolment, Score, Tally
from kweek.core.decide import on_event
from kweek.core.incoming import Incoming
from kweek.core.times import DAY
from kweek.core.turn import RulesNeverSettleError

NOW = 1_000 * DAY
CAUSE = "c#ada|e#1"
PREDICATES = {
    "form": predicate("Form Submitted"),
    "order": predicate("Order Completed"),
    "pages": predicate("Page Viewed", keep=2),
    "in-hot": predicate("Segment Entered", segment=[["is", ["hot"]]]),
}
STAGES = [
    ["mql", {"event": "form", "count": 1}],
    ["sql", {"score": "engagement", "ops": [["at_least", 50]]}],
    ["customer", {"event": "order", "count": 1}],
    ["disqualified", {"trait": "role", "ops": [["is", ["student"]]]}],
]
SCORES = {
    "engagement": {
        "half_life": 30 * DAY,
        "points": [{"pid": "form", "points": 15, "label": "Asked for a booklet"}],
    }
}


def happens(event, contact=None, catalogue=None, at=NOW, now=NOW, traits=None, **properties):
    message = Incoming(
        id="1",
        type="track",
        event=event,
        at=at,
        received_at=now,
        contact="ada",
        properties=properties,
        traits=traits or {},
    )
    catalogue = catalogue or rules(predicates=PREDICATES, stages=STAGES, scores=SCORES)
    return on_event(contact or Contact("ada"), message, CAUSE, catalogue, now)


def followed(decision):
    return [
        (effect.event, effect.properties)
        for effect in decision.decided.effects
        if effect.kind == "record"
    ]


# -- tallies and points


def test_an_event_is_tallied_gives_its_points_and_says_so():
    decided = happens("Form Submitted")

    assert decided.contact.tallies == {"form": Tally(1, NOW, NOW)}
    assert decided.contact.scores == {"engagement": Score(15, NOW)}
    assert decided.decided.changed[0] == {
        "what": "score",
        "name": "engagement",
        "points": 15,
        "to": 15,
        "by": "Asked for a booklet",
    }


def test_an_event_that_no_rule_speaks_of_leaves_no_trace_on_the_contact():
    decided = happens("Video Playback Started")

    assert decided.contact == Contact("ada", version=1, as_of=NOW, created_at=NOW)
    assert (decided.decided.effects, decided.decided.changed) == ((), ())


def test_a_run_tallies_what_the_catalogue_it_began_with_spoke_of():
    old = predicate("Sensor Online")
    contact = Contact(
        "ada", version=1, enrolments={"r": Enrolment("old", 1, "nurture", predicates={"old": old})}
    )

    assert happens("Sensor Online", contact).contact.tallies == {"old": Tally(1, NOW, NOW)}


# -- stages


def test_a_stage_rises_and_the_timeline_says_so():
    decided = happens("Form Submitted")

    assert decided.contact.stage == "mql"
    assert followed(decided) == [("Stage Changed", {"before": "lead", "to": "mql"})]
    assert {"what": "stage", "before": "lead", "to": "mql"} in decided.decided.changed


def test_a_stage_may_skip_those_between():
    assert happens("Order Completed").contact.stage == "customer"


@pytest.mark.parametrize("stage", ["mql", "sql", "customer"])
def test_a_stage_never_falls_by_itself(stage):
    assert happens("Page Viewed", Contact("ada", version=1, stage=stage)).contact.stage == stage


def test_a_form_after_the_order_does_not_bring_a_customer_back():
    customer = Contact("ada", version=1, stage="customer")

    assert happens("Form Submitted", customer).contact.stage == "customer"


@pytest.mark.parametrize("stage", ["lead", "mql", "sql", "customer"])
def test_anybody_can_be_disqualified(stage):
    contact = Contact("ada", version=1, stage=stage)

    assert (
        happens("Identified", contact, traits={"role": "student"}).contact.stage == "disqualified"
    )


def test_who_is_disqualified_stays_it():
    contact = Contact("ada", version=1, stage="disqualified")

    assert happens("Order Completed", contact).contact.stage == "disqualified"


# -- segments


def segmented(**segments):
    return rules(predicates=PREDICATES, stages=STAGES, scores=SCORES, segments=segments)


def test_a_segment_is_joined_and_left_and_both_are_told():
    catalogue = segmented(prospects={"stage": ["lead", "mql"]})
    inside = Contact("ada", version=1, segments={"prospects": 5})

    joins = happens("Page Viewed", catalogue=catalogue)
    leaves = happens("Order Completed", inside, catalogue)

    assert joins.contact.segments == {"prospects": NOW}
    assert followed(joins) == [("Segment Entered", {"segment": "prospects"})]
    assert leaves.contact.segments == {}
    assert followed(leaves)[-1] == ("Segment Exited", {"segment": "prospects"})


def test_a_segment_of_segments_is_up_to_date_in_the_same_decision():
    catalogue = segmented(
        dutch={"trait": "country", "ops": [["is", ["NL"]]]},
        hot={"all": [{"segment": ["dutch"]}, {"event": "form", "count": 1}]},
    )

    decided = happens("Form Submitted", catalogue=catalogue, traits={"country": "NL"})

    assert list(decided.contact.segments) == ["dutch", "hot"]
    assert [about.get("segment") for _, about in followed(decided)] == [None, "dutch", "hot"]


def test_who_stays_in_a_segment_keeps_the_time_of_joining():
    catalogue = segmented(all_of_them={"stage": ["lead"]})
    inside = Contact("ada", version=1, segments={"all_of_them": 5})

    assert happens("Page Viewed", inside, catalogue).contact.segments == {"all_of_them": 5}


def test_what_follows_is_itself_an_event_that_rules_may_speak_of():
    catalogue = rules(
        predicates=PREDICATES,
        segments={"hot": {"event": "form", "count": 1}, "cheered": {"event": "in-hot", "count": 1}},
    )

    decided = happens("Form Submitted", catalogue=catalogue)

    assert list(decided.contact.segments) == ["hot", "cheered"]
    assert [one.order for one in decided.decided.effects] == [1, 2]


def test_what_follows_lies_under_ids_that_are_the_same_each_time():
    first, again = happens("Form Submitted"), happens("Form Submitted")

    assert first == again
    assert len({effect.id for effect in first.decided.effects}) == len(first.decided.effects)


def test_rules_that_feed_each_other_without_end_are_a_fault():
    catalogue = rules(
        predicates={"out": predicate("Segment Exited"), "in": predicate("Segment Entered")},
        scores={
            "swing": {
                "half_life": None,
                "points": [
                    {"pid": "in", "points": 1, "label": "in"},
                    {"pid": "out", "points": -1, "label": "out"},
                ],
            }
        },
        segments={"unstable": {"score": "swing", "ops": [["below", 1]]}},
    )

    with pytest.raises(RulesNeverSettleError):
        happens("Page Viewed", catalogue=catalogue)


# -- time


def test_the_contact_is_as_of_the_latest_that_was_known():
    later = Contact("ada", version=3, as_of=NOW + 5, created_at=1)

    decided = happens("Page Viewed", later, at=NOW, now=NOW + 5)

    assert (decided.contact.as_of, decided.contact.version) == (NOW + 5, 4)


def test_a_late_event_is_tallied_and_starts_nothing():
    catalogue = rules(
        predicates=PREDICATES,
        stages=STAGES,
        scores=SCORES,
        journeys={"drip": journey(enter=[{"event": "form"}])},
    )

    late = happens("Form Submitted", catalogue=catalogue, at=NOW - DAY - 1)
    just = happens("Form Submitted", catalogue=catalogue, at=NOW - DAY)

    assert (late.contact.tallies["form"].total, late.contact.enrolments) == (1, {})
    assert [run.journey for run in just.contact.enrolments.values()] == ["drip"]


def test_of_two_writers_of_a_trait_the_later_event_wins_whichever_comes_last():
    first = happens("Identified", at=NOW, traits={"city": "Gent"})
    then = happens("Identified", first.contact, at=NOW - 5, traits={"city": "Delft", "plan": "pro"})

    assert {name: t.value for name, t in then.contact.traits.items()} == {
        "city": "Gent",
        "plan": "pro",
    }
    assert then.decided.changed == ({"what": "traits", "names": ["plan"]},)
