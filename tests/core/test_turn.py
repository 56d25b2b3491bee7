"""One decision: what follows from what happened, in which order, and when it stops."""

import pytest
from catalogue_of import journey, predicate, rules

from kweek.core.contact import Contact, Score
from kweek.core.decide import on_due, on_event
from kweek.core.enrolment import Enrolment, Trial, Wait
from kweek.core.incoming import Incoming
from kweek.core.tallies import Tally
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


# -- what a run's own entry names

SAME_CART = predicate("Order Completed", cart_id=[["is", [{"ref": ["entry", "cart_id"]}]]])


def cart_run(cart="c1", since=NOW - DAY, **fields):
    entry = {"cart_id": cart} if cart else {}
    own = {"same-cart": SAME_CART}
    return Enrolment("cart", since, "nurture", entry=entry, predicates=own, **fields)


def with_runs(**runs):
    return Contact("ada", version=1, created_at=1, enrolments=runs)


def own_tallies(contact):
    return {run_id: run.tallies for run_id, run in contact.enrolments.items()}


def test_a_run_tallies_the_events_that_fit_its_entry_and_the_contact_does_not():
    before = with_runs(first=cart_run("c1"), second=cart_run("c2"))

    after = happens("Order Completed", before, cart_id="c1").contact

    assert own_tallies(after) == {"first": {"same-cart": Tally(1, NOW, NOW)}, "second": {}}
    assert "same-cart" not in after.tallies


def test_a_run_tallies_nothing_of_before_it_began():
    before = with_runs(r=cart_run(since=NOW))

    assert own_tallies(happens("Order Completed", before, at=NOW - 1, cart_id="c1").contact) == {
        "r": {}
    }
    assert own_tallies(happens("Order Completed", before, cart_id="c1").contact) == {
        "r": {"same-cart": Tally(1, NOW, NOW)}
    }


def test_a_run_that_ended_tallies_nothing():
    before = with_runs(r=cart_run(status="finished", left_at=NOW - 5))

    assert own_tallies(happens("Order Completed", before, cart_id="c1").contact) == {"r": {}}


def test_an_entry_without_the_property_is_fitted_by_no_event():
    before = with_runs(r=cart_run(cart=None))

    assert own_tallies(happens("Order Completed", before).contact) == {"r": {}}


def test_a_run_s_predicate_may_name_a_trait_as_it_is_when_the_event_is_looked_at():
    same_plan = predicate("Plan Changed", plan=[["is", [{"ref": ["contact", "plan"]}]]])
    run = Enrolment("plans", 1, "nurture", predicates={"same-plan": same_plan})

    after = happens("Plan Changed", with_runs(r=run), traits={"plan": "pro"}, plan="pro").contact

    assert own_tallies(after) == {"r": {"same-plan": Tally(1, NOW, NOW)}}


def test_a_wait_that_carries_a_run_s_predicate_does_not_tally_it_on_the_contact():
    wait = Wait("s", 0, 1, NOW - DAY, NOW + DAY, NOW + DAY, predicates={"same-cart": SAME_CART})

    after = happens("Order Completed", with_runs(r=cart_run(wait=wait)), cart_id="c1").contact

    assert "same-cart" not in after.tallies
    assert own_tallies(after)["r"]["same-cart"].total == 1


def test_a_goal_and_an_exit_of_the_same_cart_come_with_its_order():
    own = {"event": "same-cart", "count": 1, "own": True}
    first = cart_run("c1", goal=own, exit_when=own)
    second = cart_run("c2", goal=own, exit_when=own)

    after = happens("Order Completed", with_runs(first=first, second=second), cart_id="c1").contact

    assert {run_id: run.status for run_id, run in after.enrolments.items()} == {
        "first": "exited",
        "second": "active",
    }
    assert after.enrolments["first"].goal_at == NOW


def test_a_split_that_is_still_judged_brings_its_predicates_along():
    twice = {"event": "old", "count": 2}
    trial = Trial("drip", "split", "a", 1, NOW + DAY, twice, {"old": predicate("Sensor Online")})
    before = Contact("ada", version=1, created_at=1, trials={"t": trial})

    assert happens("Sensor Online", before).contact.tallies == {"old": Tally(1, NOW, NOW)}


# -- points that expire, or are capped


def points_for_pages(**lasting):
    line = {"pid": "pages", "points": 2, "label": "Visited", "per_day": 3}
    score = {"recent": {"half_life": None, **lasting, "points": [line]}}
    segments = {"warm": {"score": "recent", "ops": [["at_least", 2]]}}
    return rules(predicates=PREDICATES, scores=score, segments=segments)


def test_what_a_cap_lets_through_is_told_and_what_it_keeps_back_is_not():
    contact, told = Contact("ada"), []
    for _ in range(3):
        decided = happens("Page Viewed", contact, points_for_pages())
        contact = decided.contact
        told += [(one["points"], one["to"]) for one in decided.decided.changed if "points" in one]

    assert told == [(2, 2), (1, 3)]


def test_a_score_that_expires_takes_its_segment_along_at_its_due():
    catalogue = points_for_pages(expires=90 * DAY)

    warm = happens("Page Viewed", catalogue=catalogue).contact
    cold = on_due(warm, "c#ada|m#due", catalogue, warm.due_at).contact

    assert (warm.segments, warm.scores) == ({"warm": NOW}, {})
    assert warm.buckets == {"recent": {"1000": 2}, "recent|pages": {"1000": 2}}
    assert warm.due_at == 1_001 * DAY + 90 * DAY
    assert (cold.segments, cold.due_at) == ({}, None)


def test_scores_written_before_points_could_expire_are_read():
    older = {"half_life": None, "points": [{"pid": "form", "points": 1, "label": "Form"}]}
    catalogue = rules(predicates=PREDICATES, scores={"engagement": older})

    assert happens("Form Submitted", catalogue=catalogue).contact.scores == {
        "engagement": Score(1, NOW)
    }
