"""Every way into a journey, the times at which it is open, and those who are let in."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from catalogue_of import journey, predicate, rules
from hypothesis import given
from hypothesis import strategies as st

from kweek.core.contact import Contact, Passed, Send, Trait
from kweek.core.decide import on_due, on_event, on_look, on_opt_out
from kweek.core.effects import Order
from kweek.core.enrolment import Enrolment
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.tallies import Tally
from kweek.core.times import BEGINNING, DAY, HOUR, MINUTE, SECOND, from_datetime

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PREDICATES = {
    "form": predicate("Form Submitted"),
    "order": predicate("Order Completed"),
    "pages": predicate("Page Viewed", keep=2),
}
SEGMENTS = {
    "customers": {"event": "order", "count": 1},
    "readers": {"event": "pages", "count": 1, "in_last": 14 * DAY},
    "quiet": {"none": [{"event": "pages", "count": 1, "in_last": 60 * DAY}]},
}


def at(text):
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM))


NOW = at("2027-02-01T10:00")


def catalogue(*ways, segments=SEGMENTS, **parts):
    one = journey(enter=list(ways), **parts)
    return rules(predicates=PREDICATES, segments=segments, journeys={"trip": one})


def someone(**fields):
    return Contact("ada", **{"version": 3, "as_of": NOW, "created_at": NOW - DAY, **fields})


def customer(joined=NOW - DAY, **fields):
    known = {"order": Tally(1, joined, joined)}
    return someone(tallies=known, segments={"customers": joined}, **fields)


def happens(contact, known, name="Page Viewed", when=NOW, received=None, kind="track", **said):
    traits = said.pop("traits", {})
    message = Incoming(
        id=f"{name}-{when}",
        type=kind,
        event=name,
        at=when,
        received_at=received or when,
        contact="ada",
        properties=said,
        traits=traits,
    )
    now = max(contact.as_of, message.received_at)
    return on_event(contact, message, f"c#ada|e#{message.id}", known, now)


def looks(contact, known, when, **said):
    message = Incoming(
        id=f"look-{when}", type="look", event="Look", at=when, received_at=when, properties=said
    )
    return on_look(contact, message, f"c#ada|m#look-{when}", known)


def ticks(contact, known, when=None):
    when = contact.due_at if when is None else when
    return on_due(contact, f"c#ada|m#due-{contact.version}", known, when)


def entered(decision):
    """`(since, entry)` of the runs that go on, in order."""
    runs = [run for run in decision.contact.enrolments.values() if run.status == "active"]
    return sorted((run.since, dict(run.entry)) for run in runs)


def refused(decision):
    return [one["reason"] for one in decision.decided.changed if one.get("to") == "refused"]


# -- what a run takes along


def test_a_run_takes_along_all_that_it_must_know_of_its_journey():
    known = rules(
        predicates=PREDICATES,
        journeys={
            "trip": journey(
                enter=[{"event": "form"}],
                version="0123456789abcdef",
                goal={"event": "own", "count": 1, "own": True},
                exit_when={"event": "order", "count": 1},
                lead_in=4 * HOUR,
                ends={"month_day": [12, 20]},
                predicates={"own": predicate("Order Completed", id=[["is", [{"ref": ["entry"]}]]])},
            )
        },
    )

    decided = happens(someone(), known, "Form Submitted", NOW - HOUR, NOW, order="7")

    assert list(decided.contact.enrolments.values()) == [
        Enrolment(
            "trip",
            NOW - HOUR,
            "nurture",
            version="01234567",
            begun=NOW,
            lead_in=4 * HOUR,
            ends_at=at("2027-12-21T00:00"),
            entry={"order": "7"},
            goal={"event": "own", "count": 1, "own": True},
            exit_when={"event": "order", "count": 1},
            predicates={
                "order": PREDICATES["order"],
                "own": predicate("Order Completed", id=[["is", [{"ref": ["entry"]}]]]),
            },
        )
    ]


# -- another journey


def two_journeys(was):
    return rules(
        predicates=PREDICATES,
        journeys={
            "first": journey(enter=[]),
            "next": journey(enter=[{"journey": ["other", "first"], "was": was}]),
        },
    )


def in_first(**run):
    one = Enrolment("first", NOW - DAY, "nurture", **{"predicates": PREDICATES, **run})
    return someone(enrolments={"r": one}, passed={"first": Passed(NOW - DAY, 1)})


@pytest.mark.parametrize(("was", "enters"), [("exited", True), ("finished", False), ("goal", True)])
def test_a_journey_opens_another_when_it_was_left_or_its_goal_was_reached(was, enters):
    contact = in_first(
        goal={"event": "order", "count": 1}, exit_when={"event": "order", "count": 1}
    )

    decided = happens(contact, two_journeys(was), "Order Completed", NOW + 1)

    started = [run.journey for run in decided.contact.enrolments.values() if run.begun]
    assert started == (["next"] if enters else [])


def test_the_journeys_that_open_another_are_those_it_names():
    elsewhere = replace(
        in_first(exit_when={"event": "order", "count": 1}),
        enrolments={
            "r": replace(
                in_first(exit_when={"event": "order", "count": 1}).enrolments["r"], journey="else"
            )
        },
    )

    decided = happens(elsewhere, two_journeys("exited"), "Order Completed", NOW + 1)

    assert [run.journey for run in decided.contact.enrolments.values()] == ["else"]


# -- by hand


def asks(contact, known, name="trip", **entry):
    properties = {"journey": name, "entry": entry}
    return happens(contact, known, "Enrolment Requested", NOW + 1, kind="enrol", **properties)


def test_somebody_puts_a_contact_into_a_journey_by_hand():
    decided = asks(someone(), catalogue({"manual": True}), source="fair")

    assert entered(decided) == [(NOW + 1, {"source": "fair"})]
    assert refused(decided) == []


@pytest.mark.parametrize(
    ("name", "parts", "reason"),
    [
        ("trip", {"ways": [{"event": "form"}]}, "not by hand"),
        ("trap", {}, "no such journey"),
        ("trip", {"status": "closing"}, "journey is closing"),
        ("trip", {"season": [[3, 1], [4, 1]]}, "out of season"),
        ("trip", {"only_if": {"segment": ["customers"]}}, "only_if does not hold"),
        ("trip", {"exit_when": {"segment": ["quiet"]}}, "exit_when holds"),
        ("trip", {"re_entry": {"kind": "key", "key": {"ref": ["entry", "id"]}}}, "no key"),
    ],
)
def test_a_refusal_by_hand_is_told_with_its_reason(name, parts, reason):
    ways = parts.pop("ways", [{"manual": True}])

    decided = asks(someone(segments={"quiet": NOW}), catalogue(*ways, **parts), name)

    assert (entered(decided), refused(decided)) == ([], [reason])


def test_asking_twice_by_hand_starts_one():
    known = catalogue({"manual": True})

    once = asks(someone(), known)
    twice = asks(once.contact, known)

    assert (entered(twice), refused(twice)) == (entered(once), ["under way"])


# -- members of a segment

MEMBERS = {"segment": "customers", "members": "all", "every": None}
NEWCOMERS = {"segment": "customers", "members": "newcomers", "every": None}


def test_whoever_is_in_the_segment_enters_at_the_next_look_when_all_members_may():
    known = catalogue(MEMBERS)

    decided = looks(customer(), known, NOW + HOUR)
    again = looks(decided.contact, known, NOW + 2 * HOUR)

    assert entered(decided) == [(NOW + HOUR, {"segment": "customers"})]
    assert entered(again) == entered(decided)
    assert entered(looks(someone(), known, NOW + HOUR)) == []


def test_newcomers_are_those_who_join():
    known = catalogue(NEWCOMERS)

    assert entered(looks(customer(), known, NOW + HOUR)) == []
    joins = happens(someone(), known, "Order Completed", NOW + HOUR)
    assert entered(joins) == [(NOW + HOUR, {"segment": "customers"})]


def test_who_joins_where_all_members_may_enters_once():
    decided = happens(someone(), catalogue(MEMBERS), "Order Completed", NOW + HOUR)

    assert entered(decided) == [(NOW + HOUR, {"segment": "customers"})]
    assert decided.contact.passed == {"trip": Passed(NOW + HOUR, 1)}


def test_who_has_passed_through_does_not_enter_for_being_a_member():
    passed = {"trip": Passed(NOW - 40 * DAY, 1)}

    assert entered(looks(customer(passed=passed), catalogue(MEMBERS), NOW + DAY)) == []


def test_a_member_enters_once_for_each_key():
    first = catalogue(MEMBERS, re_entry={"kind": "key", "key": "spring", "again": "ignore"})
    second = catalogue(MEMBERS, re_entry={"kind": "key", "key": "autumn", "again": "ignore"})

    spring = looks(customer(), first, NOW + 1)
    still = looks(spring.contact, first, NOW + 2)
    autumn = looks(still.contact, second, NOW + 3)

    assert [len(entered(one)) for one in (spring, still, autumn)] == [1, 1, 2]


def test_an_event_of_yesterday_s_yesterday_starts_nothing_but_a_member_is_one():
    """Being a member is no matter of when the event came that made them one."""
    late = {"when": NOW - 3 * DAY, "received": NOW + 1}

    assert entered(happens(someone(), catalogue(NEWCOMERS), "Order Completed", **late)) == []
    assert entered(happens(someone(), catalogue(MEMBERS), "Order Completed", **late)) == [
        (NOW + 1, {"segment": "customers"})
    ]


def test_a_member_kept_out_by_something_that_time_changes_enters_when_it_does():
    calm = {"none": [{"event": "pages", "count": 1, "in_last": 60 * DAY}]}
    known = catalogue(MEMBERS, segments={"customers": SEGMENTS["customers"]}, only_if=calm)
    reading = happens(customer(), known, "Page Viewed", NOW)

    later = ticks(reading.contact, known)

    assert entered(reading) == []
    assert entered(later) == [(NOW + 60 * DAY, {"segment": "customers"})]


# -- year-end: a season, all members, an end

YEAR_END = {
    "season": [[11, 1], [12, 10]],
    "ends": {"month_day": [12, 20]},
    "re_entry": {"kind": "after", "after": 300 * DAY},
}
QUIET = {"segment": "quiet", "members": "all", "every": None}


def test_who_is_quiet_all_summer_enters_in_november_and_is_done_when_the_last_day_ends():
    known = catalogue(QUIET, **YEAR_END)
    summer = looks(someone(as_of=at("2027-07-01T00:00")), known, at("2027-07-01T00:00"))
    opens, over = at("2027-11-01T00:00"), at("2027-12-21T00:00")

    november = ticks(summer.contact, known)
    december = ticks(november.contact, known, over)

    assert (entered(summer), summer.contact.due_at) == ([], opens)
    assert (entered(november), november.contact.due_at) == ([(opens, {"segment": "quiet"})], over)
    [run] = december.contact.enrolments.values()
    assert (run.status, run.exit, run.left_at) == ("exited", "ended", over)
    assert Order("stop", "ada", next(iter(december.contact.enrolments)), 0, "trip") in (
        december.decided.effects
    )


def test_the_next_season_is_a_new_occasion():
    known = catalogue(QUIET, **YEAR_END)
    contact = looks(someone(as_of=at("2027-11-20T12:00")), known, at("2027-11-20T12:00")).contact

    while contact.due_at < at("2028-11-01T00:00"):
        contact = ticks(contact, known).contact
    next_year = ticks(contact, known)

    assert entered(next_year) == [(at("2028-11-01T00:00"), {"segment": "quiet"})]
    assert next_year.contact.passed == {"trip": Passed(at("2028-11-01T00:00"), 2)}


def test_a_member_who_may_come_again_in_the_midst_of_a_season_enters_then():
    known = catalogue(QUIET, **{**YEAR_END, "re_entry": {"kind": "after", "after": 350 * DAY}})
    december = at("2027-12-01T12:00")
    contact = looks(someone(as_of=december), known, december).contact

    while contact.due_at < december + 350 * DAY:
        contact = ticks(contact, known).contact
    again = ticks(contact, known)

    assert entered(again) == [(december + 350 * DAY, {"segment": "quiet"})]


@pytest.mark.parametrize(
    ("moment", "enters"),
    [
        ("2027-10-31T23:59:59", False),
        ("2027-11-01T00:00:00", True),
        ("2027-12-10T23:59:59", True),
        ("2027-12-11T00:00:00", False),
    ],
)
def test_an_event_enters_in_season_alone(moment, enters):
    known = catalogue({"event": "form"}, **YEAR_END)

    decided = happens(someone(), known, "Form Submitted", at(moment))

    assert bool(entered(decided)) is enters


def test_a_mail_held_back_is_dropped_when_its_journey_ends():
    run = Enrolment("trip", NOW - DAY, "nurture", ends_at=NOW + HOUR)
    held = Send("m", "trip", "s", "r", "later", NOW, NOW)
    contact = someone(enrolments={"r": run}, sends={"x": held}, due_at=NOW + HOUR)

    decided = ticks(contact, catalogue())

    assert [(s.state, s.hold) for s in decided.contact.sends.values()] == [("held", "journey left")]


def test_a_goal_that_came_in_time_counts_though_it_is_seen_after_the_end():
    run = Enrolment(
        "trip",
        NOW - DAY,
        "nurture",
        ends_at=NOW,
        goal={"event": "order", "count": 1},
        predicates=PREDICATES,
    )
    contact = someone(as_of=NOW - HOUR, enrolments={"r": run})

    decided = happens(contact, catalogue(), "Order Completed", NOW - 1, NOW + SECOND)

    [after] = decided.contact.enrolments.values()
    assert (after.goal_at, after.status, after.exit) == (NOW - 1, "exited", "ended")


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ({"text": "2027-12-20"}, "2027-12-21T00:00"),
        ({"text": "2027-12-20 15:00"}, "2027-12-20T15:00"),
        ({"ref": ["entry", "day"]}, "2027-06-02T00:00"),
        ({"ref": ["entry", "day"], "plus": DAY}, "2027-06-02T00:00"),
        ({"ref": ["entry", "day"], "at": "12:00"}, "2027-06-01T12:00"),
    ],
)
def test_a_run_ends_at_a_moment_and_uses_a_day_whole(moment, ends):
    known = catalogue({"event": "form"}, ends={"moment": moment})

    decided = happens(someone(), known, "Form Submitted", NOW + 1, day="2027-06-01")

    assert [run.ends_at for run in decided.contact.enrolments.values()] == [at(ends)]


def test_nobody_enters_a_journey_that_has_ended():
    known = catalogue({"event": "form"}, ends={"moment": {"text": "2027-02-01 10:00"}})

    assert entered(happens(someone(), known, "Form Submitted", NOW - 1, NOW - 1)) == []
    early = someone(as_of=NOW - HOUR)
    assert len(entered(happens(early, known, "Form Submitted", NOW - 1, NOW - 1))) == 1


# -- the webinar: enter_until and a key, second by second

WEBINAR = {
    "enter_until": {"text": "2027-02-11 15:00", "plus": -4 * DAY},
    "re_entry": {"kind": "key", "key": "pipeline-2027", "again": "ignore"},
}


@pytest.mark.parametrize(("seconds", "enters"), [(-2, True), (-1, True), (0, False), (1, False)])
def test_the_webinar_s_doors_close_four_days_before(seconds, enters):
    closes = at("2027-02-07T15:00")

    decided = looks(customer(), catalogue(MEMBERS, **WEBINAR), closes + seconds * SECOND)

    assert bool(entered(decided)) is enters


def test_a_run_of_the_webinar_is_named_by_its_key_and_remembers_it():
    decided = looks(customer(), catalogue(MEMBERS, **WEBINAR), NOW + 1)

    run_id = digest("ada", "trip", "pipeline-2027")
    short = digest("pipeline-2027")[:8]
    assert [(key, run.key) for key, run in decided.contact.enrolments.items()] == [(run_id, short)]
    assert decided.contact.passed == {"trip": Passed(NOW + 1, 1, (short,))}


def test_a_door_that_nobody_can_read_is_closed():
    known = catalogue({"event": "form"}, enter_until={"ref": ["entry", "day"]})

    assert entered(happens(someone(), known, "Form Submitted", day="soon")) == []
    assert len(entered(happens(someone(), known, "Form Submitted", day="2027-03-01"))) == 1


def test_only_if_may_ask_what_the_entry_brings():
    known = catalogue(
        {"event": "form"},
        only_if={"trait": "plan", "ops": [["is", [{"ref": ["entry", "plan"]}]]]},
    )
    contact = someone(traits={"plan": Trait("gold", BEGINNING)})

    assert len(entered(happens(contact, known, "Form Submitted", plan="gold"))) == 1
    assert entered(happens(contact, known, "Form Submitted", plan="tin")) == []


# -- time alone

QUARTERLY = {"segment": "customers", "members": "newcomers", "every": 90 * DAY}


def test_each_quarter_a_member_enters_again_unless_a_run_is_under_way():
    known = catalogue(QUARTERLY)
    first = happens(someone(), known, "Order Completed", NOW)
    [run_id] = first.contact.enrolments

    during = ticks(first.contact, known)
    over = replace(
        during.contact,
        enrolments={run_id: Enrolment("trip", NOW, "nurture", "finished", left_at=NOW + 1)},
    )
    second = ticks(over, known)

    assert first.contact.due_at == during.contact.as_of == NOW + 90 * DAY
    assert entered(during) == [(NOW, {"segment": "customers"})]
    assert entered(second) == [(NOW + 180 * DAY, {"segment": "customers"})]


RENEWAL = {"date": {"ref": ["contact", "renewal"], "plus": -30 * DAY}}


def test_a_date_opens_its_journey_at_its_moment_also_when_it_was_moved():
    known = catalogue(RENEWAL)
    said = happens(someone(), known, "Identified", NOW, traits={"renewal": "2027-06-30"})
    moved = happens(said.contact, known, "Identified", NOW + 1, traits={"renewal": "2027-07-30"})

    early, due = at("2027-05-31T00:00"), at("2027-06-30T00:00")
    too_soon = ticks(moved.contact, known, early)
    then = ticks(too_soon.contact, known, due)

    assert (said.contact.due_at, entered(too_soon)) == (early, [])
    assert entered(then) == [(due, {})]
    assert entered(looks(then.contact, known, due + DAY)) == [(due, {})]


def test_a_date_that_is_past_when_it_is_said_opens_nothing():
    said = happens(someone(), catalogue(RENEWAL), "Identified", traits={"renewal": "2027-02-03"})

    assert (entered(said), said.contact.due_at) == ([], None)


def test_a_date_between_what_was_said_and_when_it_came_opens_its_journey():
    due = at("2027-05-31T00:00")
    contact = someone(as_of=due - DAY)

    said = happens(
        contact,
        catalogue(RENEWAL),
        "Identified",
        due - MINUTE,
        due + MINUTE,
        traits={"renewal": "2027-06-30"},
    )

    assert entered(said) == [(due + MINUTE, {})]


MONDAYS = {"schedule": {"at": "09:00", "days": [0]}, "segment": "customers"}
LAUNCH = {"schedule": {"text": "2027-03-01 09:00"}, "segment": None}


def test_a_schedule_opens_its_journey_to_those_in_its_segment():
    known, monday = catalogue(MONDAYS), at("2027-02-08T09:00")
    contact = looks(customer(), known, NOW + 1).contact

    assert contact.due_at == monday
    assert entered(ticks(contact, known)) == [(monday, {"segment": "customers"})]
    assert looks(someone(), known, NOW + 1).contact.due_at is None


def test_the_first_decision_after_an_occasion_takes_it_whatever_it_is_about():
    known, launch = catalogue(LAUNCH), at("2027-03-01T09:00")
    contact = looks(someone(), known, NOW + 1).contact

    sooner = happens(contact, known, "Page Viewed", launch + SECOND)
    then = ticks(sooner.contact, known, launch + MINUTE)

    assert entered(sooner) == [(launch + SECOND, {})]
    assert entered(then) == entered(sooner)


def test_a_late_event_takes_an_occasion_too_since_it_is_not_what_opens():
    known, launch = catalogue(LAUNCH), at("2027-03-01T09:00")
    contact = looks(someone(), known, NOW + 1).contact

    decided = happens(contact, known, "Page Viewed", launch - 2 * DAY, launch + SECOND)

    assert entered(decided) == [(launch + SECOND, {})]


def test_who_came_after_an_occasion_missed_it():
    known, launch = catalogue(LAUNCH), at("2027-03-01T09:00")
    new = Contact("ada")

    assert entered(happens(new, known, "Page Viewed", launch)) == []
    assert entered(happens(new, known, "Page Viewed", launch - 1, launch + 1)) == [(launch + 1, {})]


@pytest.mark.parametrize(
    ("way", "next_one"),
    [
        (MONDAYS, at("2027-02-15T09:00")),
        (QUARTERLY, NOW + 95 * DAY),
        (LAUNCH, None),
        (RENEWAL, None),
    ],
)
@pytest.mark.parametrize("due_at", [None, at("2027-06-01T00:00")])
def test_an_occasion_before_its_journey_was_deployed_opens_nothing_and_the_next_one_does(
    way, next_one, due_at
):
    now = at("2027-03-03T12:00") if way in (LAUNCH, RENEWAL) else at("2027-02-10T12:00")
    renewal = {"renewal": Trait("2027-03-31", BEGINNING)}
    idle = customer(NOW - 85 * DAY, traits=renewal, due_at=due_at)

    decided = looks(idle, catalogue(way), now)  # what a deploy asks of everybody

    assert (entered(decided), decided.contact.due_at) == ([], next_one or due_at)


def test_who_joins_the_segment_after_an_occasion_waits_for_the_next():
    known, monday = catalogue(MONDAYS), at("2027-02-15T09:00")
    contact = looks(someone(), known, NOW + 1).contact

    joined = happens(contact, known, "Order Completed", at("2027-02-10T12:00"))

    assert (entered(joined), joined.contact.due_at) == ([], monday)


def test_what_commits_before_tick_has_looked_leaves_the_occasion_to_it():
    known, launch = catalogue(LAUNCH), at("2027-03-01T09:00")
    contact = looks(someone(), known, NOW + 1).contact

    opted = on_opt_out(contact, known, launch + SECOND)
    then = ticks(opted.contact, known, launch + MINUTE)

    assert (opted.contact.due_at, opted.decided.effects) == (launch, ())
    assert entered(then) == [(launch + MINUTE, {})]


def test_an_occasion_that_was_taken_is_not_taken_again_by_a_tick_that_was_due_before_it():
    known, launch = catalogue(LAUNCH), at("2027-03-01T09:00")
    taken = someone(
        as_of=launch + MINUTE,
        due_at=launch - MINUTE,  # of a deadline that only tick may judge
        passed={"trip": Passed(launch + SECOND, 1)},
    )

    assert entered(ticks(taken, known, launch + 2 * MINUTE)) == []


def test_many_occasions_at_once_are_one_entry():
    known = catalogue(MONDAYS, LAUNCH, QUARTERLY)

    contact = looks(customer(), known, NOW + 1).contact

    decided = looks(contact, known, NOW + 400 * DAY)

    assert entered(decided) == [(NOW + 400 * DAY, {"segment": "customers"})]


def test_an_occasion_out_of_season_opens_nothing_and_needs_no_look():
    known = catalogue(MONDAYS, season=[[11, 1], [12, 10]])
    contact = looks(customer(), known, NOW + 1).contact

    first = at("2027-11-01T09:00")  # a Monday
    assert contact.due_at == first
    assert entered(ticks(contact, known)) == [(first, {"segment": "customers"})]


@pytest.mark.parametrize("status", ["draft", "closing"])
def test_time_opens_no_journey_that_is_not_live(status):
    known = catalogue(MEMBERS, MONDAYS, LAUNCH, QUARTERLY, RENEWAL, status=status)

    decided = looks(customer(), known, NOW + 400 * DAY)

    assert (entered(decided), decided.contact.due_at) == ([], None)


# -- a look


def paused_mail(**send):
    fields = {"message": {"lap": 1, "wait": None}, "hold": "paused", **send}
    held = Send("m", "trip", "s", "r", "later", NOW, NOW, **fields)
    run = Enrolment("trip", NOW - DAY, "nurture", step="s", lap=1)
    return someone(enrolments={"r": run}, sends={"x": held})


def test_a_mail_held_by_a_pause_that_is_over_is_asked_for_again():
    decided = looks(paused_mail(), catalogue(), NOW + 1, paused={"other": NOW})

    assert decided.contact.enrolments["r"].epoch == 1
    assert [one for one in decided.decided.effects if one.kind == "order"] == [
        Order("stop", "ada", "r", 0, "trip"),
        Order("start", "ada", "r", 1, "trip", step="s", lap=1),
    ]


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        (paused_mail(), {"paused": {"trip": NOW}}),
        (paused_mail(), {"paused": {"*": NOW}}),
        (paused_mail(), {}),
        (paused_mail(hold="quiet hours"), {"paused": {}}),
        (paused_mail(message={"lap": 0, "wait": None}), {"paused": {}}),
    ],
)
def test_a_mail_that_waits_for_something_else_is_not_asked_for_again(contact, said):
    decided = looks(contact, catalogue(), NOW + 1, **said)

    assert decided.contact.enrolments["r"].epoch == 0


def test_a_look_lets_segments_flip():
    assert looks(someone(), catalogue(), NOW + 1).contact.segments == {"quiet": NOW + 1}


def test_a_look_at_nobody_makes_nobody():
    nobody = Contact("ada")

    assert looks(nobody, catalogue(MEMBERS), NOW).contact is nobody


# -- never later than the next change

WAYS = st.lists(
    st.sampled_from([MEMBERS, QUARTERLY, RENEWAL, MONDAYS, LAUNCH, QUIET]), min_size=1, max_size=3
)
GATES = st.fixed_dictionaries(
    {
        "season": st.sampled_from([None, [[11, 1], [12, 10]], [[12, 20], [2, 1]]]),
        "ends": st.sampled_from([None, {"month_day": [12, 20]}]),
        "only_if": st.sampled_from([None, {"segment": ["quiet"]}, {"segment": ["readers"]}]),
        "re_entry": st.sampled_from(
            [{"kind": "again"}, {"kind": "never"}, {"kind": "after", "after": 45 * DAY}]
        ),
    }
)


@st.composite
def stories(draw):
    contact = someone(as_of=BEGINNING, version=0)
    known = catalogue(*draw(WAYS), **draw(GATES))
    now = NOW
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(["Page Viewed", "Order Completed", "Identified"]))
        day = draw(st.integers(1, 28))
        traits = {"renewal": f"2027-{draw(st.integers(1, 12)):02d}-{day:02d}"}
        contact = happens(
            contact, known, name, now, traits=traits if name == "Identified" else {}
        ).contact
        now += draw(st.integers(0, 50 * DAY))
    return contact, known


@given(stories(), st.data())
def test_nothing_flips_ends_or_enters_before_it_is_due(story, data):
    contact, known = story
    for _ in range(3):
        horizon = contact.due_at or contact.as_of + 800 * DAY
        early = [
            horizon - 1,
            data.draw(st.integers(contact.as_of, max(contact.as_of, horizon - 1))),
        ]
        for moment in early:
            if moment > contact.as_of:
                seen = looks(contact, known, moment).contact
                assert replace(seen, version=0, as_of=0, due_at=None) == replace(
                    contact, version=0, as_of=0, due_at=None
                )
        if contact.due_at is None:
            return
        contact = ticks(contact, known).contact
