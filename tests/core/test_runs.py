"""Runs of journeys: who gets in, what ends them, goals counted, waits claimed once."""

from dataclasses import replace

import pytest
from catalogue_of import journey, predicate, rules

from kweek.core.contact import Contact, Passed, Send
from kweek.core.decide import on_due, on_event
from kweek.core.effects import Order
from kweek.core.enrolment import Enrolment, Wait
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.runs import MOST_ENDED_RUNS, forget_ended
from kweek.core.times import DAY, HOUR

NOW = 1_000 * DAY
PREDICATES = {
    "form": predicate("Form Submitted", form=[["is", ["ebook"]]]),
    "order": predicate("Order Completed", keep=2),
    "pages": predicate("Page Viewed"),
}
STAGES = [["mql", {"event": "form", "count": 1}], ["customer", {"event": "order", "count": 1}]]


def catalogue(**drip):
    one = journey(**{"enter": [{"event": "form"}], **drip})
    return rules(predicates=PREDICATES, stages=STAGES, journeys={"drip": one})


def event(name, contact=None, known=None, at=NOW, cause="1", received=None, **properties):
    message = Incoming(
        id=cause,
        type="track",
        event=name,
        at=at,
        received_at=received or at,
        contact="ada",
        properties=properties,
    )
    contact = contact or Contact("ada")
    known = known or catalogue()
    return on_event(contact, message, f"c#ada|e#{cause}", known, max(contact.as_of, received or at))


def posts(contact=None, known=None, **more):
    return event("Form Submitted", contact, known, form="ebook", **more)


def journeys(decision):
    return [run.journey for run in decision.contact.enrolments.values()]


def orders(decision):
    return [one.do for one in decision.decided.effects if one.kind == "order"]


def told(decision):
    return [one.event for one in decision.decided.effects if one.kind == "record"]


def counted(decision):
    own = list(decision.decided.counts)
    return own + [c for one in decision.decided.effects if one.kind == "record" for c in one.counts]


def running(**run):
    one = Enrolment("drip", NOW - DAY, "nurture", **{"predicates": PREDICATES, **run})
    return Contact("ada", version=2, as_of=NOW - DAY, created_at=1, enrolments={"r": one})


# -- entries


def test_who_enters_is_enrolled_counted_and_started_under_an_id_that_follows_from_the_cause():
    decided = posts()

    run = digest("ada", "drip", "c#ada|e#1")
    assert decided.contact.enrolments == {
        run: Enrolment("drip", NOW, "nurture", version="1", begun=NOW, entry={"form": "ebook"})
    }
    assert decided.contact.passed == {"drip": Passed(NOW, 1)}
    assert decided.decided.effects[1] == Order("start", "ada", run, 0, "drip")
    assert told(decided) == ["Stage Changed", "Journey Started"]
    assert counted(decided) == [("drip", "", "started")]


def test_an_event_that_the_entry_does_not_speak_of_starts_nothing():
    assert journeys(event("Form Submitted", form="survey")) == []


def test_a_stage_is_entered_when_it_is_reached_and_not_by_who_has_it():
    known = catalogue(enter=[{"stage": ["mql", "sql"]}])

    assert journeys(posts(known=known)) == ["drip"]
    assert journeys(posts(Contact("ada", version=1, stage="mql"), known)) == []


def test_a_segment_is_entered_when_it_is_joined():
    known = rules(
        predicates=PREDICATES,
        segments={"hot": {"event": "form", "count": 1}, "cold": {"event": "pages", "count": 1}},
        journeys={"drip": journey(enter=[{"segment": "hot"}])},
    )

    assert journeys(posts(known=known)) == ["drip"]
    assert journeys(event("Page Viewed", known=known)) == []


def test_two_ways_in_at_once_start_one_run():
    known = catalogue(enter=[{"event": "form"}, {"stage": ["mql"]}], re_entry={"kind": "again"})

    assert journeys(posts(known=known)) == ["drip"]


@pytest.mark.parametrize("status", ["draft", "closing"])
def test_nobody_enters_a_journey_that_is_not_live(status):
    assert journeys(posts(known=catalogue(status=status))) == []


def test_a_run_under_way_keeps_a_second_one_out():
    first = posts()

    assert len(posts(first.contact, at=NOW + 1, cause="2").contact.enrolments) == 1


def ended(entered=NOW - 30 * DAY):
    return Contact(
        "ada",
        version=2,
        created_at=1,
        enrolments={"r": Enrolment("drip", entered, "nurture", "finished", left_at=NOW - DAY)},
        passed={"drip": Passed(entered, 1)},
    )


def test_never_again_means_never_and_again_means_again():
    never, again = catalogue(re_entry={"kind": "never"}), catalogue(re_entry={"kind": "again"})

    assert len(posts(ended(), never).contact.enrolments) == 1
    assert len(posts(ended(), again).contact.enrolments) == 2
    assert posts(ended(), again).contact.passed == {"drip": Passed(NOW, 2)}


def test_never_again_also_holds_when_the_run_itself_is_forgotten():
    forgotten = replace(ended(), enrolments={})

    assert journeys(posts(forgotten, catalogue(re_entry={"kind": "never"}))) == []


def test_again_after_ninety_days_counts_from_the_entry():
    known = catalogue(re_entry={"kind": "after", "after": 90 * DAY})

    assert len(posts(ended(NOW - 90 * DAY + 1), known).contact.enrolments) == 1
    assert len(posts(ended(NOW - 90 * DAY), known).contact.enrolments) == 2


def test_only_if_is_asked_at_entry():
    known = catalogue(only_if={"trait": "country", "ops": [["is", ["NL"]]]})

    assert journeys(posts(known=known)) == []


def test_who_is_already_where_the_journey_lets_go_is_not_let_in():
    known = catalogue(exit_when={"stage": ["customer"]})

    assert journeys(posts(Contact("ada", version=1, stage="customer"), known)) == []


def test_an_event_that_ends_a_run_must_come_after_its_entry():
    known = catalogue(exit_when={"event": "order", "count": 1})
    bought_before = event("Order Completed", at=NOW - DAY, known=known).contact

    entered = posts(bought_before, known)
    left = event("Order Completed", entered.contact, known, at=NOW + HOUR, cause="3")

    assert journeys(entered) == ["drip"]
    assert [run.status for run in left.contact.enrolments.values()] == ["exited"]


def test_an_entry_s_properties_are_kept_while_they_are_small():
    decided = posts(first="a", huge="x" * 3_000, last="b")

    [run] = decided.contact.enrolments.values()
    assert run.entry == {"form": "ebook", "first": "a", "last": "b"}


# -- exits


def test_an_exit_ends_the_run_with_its_reason_and_stops_the_machine():
    contact = running(exit_when={"stage": ["sql", "customer"]}, wait=wait(), epoch=3)

    decided = event("Order Completed", contact)

    run = decided.contact.enrolments["r"]
    assert (run.status, run.exit, run.left_at, run.wait) == ("exited", "stage customer", NOW, None)
    assert Order("stop", "ada", "r", 3, "drip") in decided.decided.effects
    assert ("drip", "", "exited") in counted(decided)


def test_who_leaves_is_not_also_answered():
    contact = running(
        exit_when={"event": "order", "count": 1},
        wait=wait(immediate=(("bought", {"event": "order", "count": 1}),)),
    )

    assert orders(event("Order Completed", contact)) == ["stop"]


@pytest.mark.parametrize(
    ("exit_when", "reason"),
    [
        ({"stage": ["customer"]}, "stage customer"),
        ({"event": "order", "count": 1}, "goal"),  # as `exit_when: goal` is compiled
        ({"any": [{"segment": ["idle"]}, {"event": "order", "count": 1}]}, "goal"),
        ({"none": [{"segment": ["idle"]}]}, "rule"),
        ({"any": [{"segment": ["idle"]}, {"segment": ["buyers"]}]}, "segment buyers"),
        ({"any": [{"event": "pages", "count": 5}, {"stage": ["customer"]}]}, "stage customer"),
    ],
)
def test_the_reason_of_an_exit_is_what_a_report_can_group_by(exit_when, reason):
    known = rules(
        predicates=PREDICATES,
        stages=STAGES,
        segments={"idle": {"event": "pages", "count": 9}, "buyers": {"stage": ["customer"]}},
    )
    contact = running(exit_when=exit_when, goal={"event": "order", "count": 1})

    decided = event("Order Completed", contact, known)

    assert decided.contact.enrolments["r"].exit == reason


# -- goals


def test_a_goal_is_counted_once_and_ends_nothing():
    contact = running(goal={"event": "order", "count": 1})

    first = event("Order Completed", contact)
    second = event("Order Completed", first.contact, at=NOW + 1, cause="2")

    assert first.contact.enrolments["r"].goal_at == NOW
    assert [c for c in counted(first) + counted(second) if c[2] == "goals"] == [
        ("drip", "", "goals")
    ]
    assert second.contact.enrolments["r"].status == "active"


def test_what_happened_before_the_run_is_not_its_goal():
    early = event("Order Completed", at=NOW - 2 * DAY).contact
    contact = replace(running(goal={"event": "order", "count": 1}), tallies=early.tallies)

    assert event("Page Viewed", contact).contact.enrolments["r"].goal_at is None


# -- waits


def wait(**parts):
    return Wait(
        **{
            "step": "video",
            "lap": 0,
            "entered": 7,
            "since": NOW - HOUR,
            "deadline": NOW + 2 * DAY,
            "closes": NOW + 2 * DAY + HOUR,
            **parts,
        }
    )


VIEWED = {"event": "pages", "count": 1}


def test_the_awaited_event_claims_the_wait_and_answers_its_machine_once():
    contact = running(wait=wait(immediate=(("viewed", VIEWED),)), epoch=2)

    first = event("Page Viewed", contact)
    second = event("Page Viewed", first.contact, at=NOW + 1, cause="2")

    assert first.decided.effects[0] == Order(
        "answer",
        "ada",
        "r",
        2,
        "drip",
        step="video",
        lap=0,
        entered=7,
        output={"outcome": "viewed"},
        closes=NOW + 2 * DAY + HOUR,
    )
    assert first.contact.enrolments["r"].wait.claimed == "viewed"
    assert first.contact.enrolments["r"].waited_until == NOW
    assert ("drip", "video", "outcome viewed") in counted(first)
    assert orders(second) == []


def test_of_two_outcomes_that_come_at_once_the_first_named_wins():
    both = (("viewed", VIEWED), ("again", VIEWED))

    decided = event("Page Viewed", running(wait=wait(immediate=both)))

    assert decided.contact.enrolments["r"].wait.claimed == "viewed"


@pytest.mark.parametrize(("before_close", "answered"), [(1, ["answer"]), (0, [])])
def test_an_event_counts_until_the_machine_s_own_timer(before_close, answered):
    closing = wait(immediate=(("viewed", VIEWED),), deadline=NOW - HOUR, closes=NOW + before_close)

    assert orders(event("Page Viewed", running(wait=closing))) == answered


def test_an_event_of_the_time_before_the_wait_does_not_wake_it():
    contact = running(wait=wait(immediate=(("viewed", VIEWED),), since=NOW))

    assert orders(event("Page Viewed", contact, at=NOW)) == []


def test_a_late_event_wakes_nothing():
    contact = running(wait=wait(immediate=(("viewed", VIEWED),), since=NOW - 9 * DAY))

    assert orders(event("Page Viewed", contact, at=NOW - 2 * DAY, received=NOW)) == []


def test_what_is_judged_at_the_deadline_does_not_wake_before_it():
    contact = running(wait=wait(judged=(("viewed", VIEWED),)))

    before = event("Page Viewed", contact)
    at_deadline = on_due(before.contact, "c#ada|m#due", catalogue(), NOW + 2 * DAY)

    assert (orders(before), before.contact.due_at) == ([], NOW + 2 * DAY)
    assert orders(at_deadline) == ["answer"]
    assert at_deadline.contact.enrolments["r"].wait.claimed == "viewed"


def test_the_first_judged_outcome_that_happened_is_taken():
    clicked = Send("video", "drip", "video", "r", "sent", NOW, NOW, opened=NOW, clicked={"l1": NOW})
    judged = (("clicked", {"clicked": None}), ("opened", "opened"))
    contact = replace(
        running(wait=wait(judged=judged, send="s", deadline=NOW)), sends={"s": clicked}, due_at=NOW
    )

    decided = on_due(contact, "c#ada|m#due", catalogue(), NOW)

    assert decided.contact.enrolments["r"].wait.claimed == "clicked"


def test_silence_until_the_deadline_is_left_to_the_machine_and_costs_no_wake():
    contact = running(wait=wait(judged=(("viewed", VIEWED),)))

    assert event("Form Submitted", contact, form="survey").contact.due_at is None


# -- forgetting


def test_only_the_latest_ended_runs_stay_on_the_contact():
    runs = {
        f"r{n}": Enrolment("drip", n, "nurture", "finished", left_at=n)
        for n in range(1, MOST_ENDED_RUNS + 4)
    }
    active = Enrolment("drip", 1, "nurture")

    kept = forget_ended(Contact("ada", enrolments={"now": active, **runs})).enrolments

    assert list(kept) == ["now", *(f"r{n}" for n in range(4, MOST_ENDED_RUNS + 4))]
