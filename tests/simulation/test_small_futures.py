"""A small workspace whose people do everything for sure: every figure is known beforehand."""

from small import BEHAVIOUR, FORM, JOURNEY, RENEWAL

NURTURE = "kind: nurture\nsubject: Again\n"
OPTIONAL = FORM.replace("required: true }\nthanks", "required: false }\nthanks")
NO_CLICKS = BEHAVIOUR.replace("mail: hello, chance: 100%", "mail: hello, chance: 0%")
SPLIT = """\
title: Two ways
status: live
topic: nurture
enter: { event: Form Submitted, where: { form: guide } }
re_entry: never
steps:
  - step: which
    split: { first: 50, second: 50 }
    judged_by: { event: Order Completed }
    within: 21d
  - step: first
    send: hello
    next: end
  - step: second
    send: again
"""


def steps(found, journey=0):
    return {one["name"]: one for one in found.figures["journeys"][journey]["steps"]}


def moves(found):
    [journey] = found.figures["journeys"]
    return {(one["from"], one["to"]): one["people"] for one in journey["moves"]}


def test_everybody_goes_the_way_that_they_are_sure_to_go(plain):
    [journey] = plain.figures["journeys"]
    sums = ("started", "finished", "left_early", "failed", "under_way", "goals", "goal_share")
    assert [journey[one] for one in sums] == [10, 10, {}, 0, 0, 10, 1.0]
    assert {name: one["entered"] for name, one in steps(plain).items()} == {
        "deliver": 10,
        "remind": 0,
        "pause": 10,
        "ask": 10,
        "tell": 10,
    }
    assert moves(plain) == {
        ("", "deliver"): 10,
        ("deliver", "pause"): 10,
        ("pause", "ask"): 10,
        ("ask", "tell"): 10,
        ("tell", "end"): 10,
    }


def test_a_step_says_what_became_of_its_mail_and_its_wait(plain):
    deliver = steps(plain)["deliver"]

    assert (deliver["sent"], deliver["opened"], deliver["clicked"]) == (10, 10, 10)
    assert deliver["outcomes"] == {"clicked": 10}
    assert (deliver["left_here"], deliver["still_here"]) == (0, 0)


def test_who_does_not_click_is_reminded(small):
    found = small(behaviour=NO_CLICKS)

    assert moves(found)["deliver", "remind"] == 10
    assert moves(found)["remind", "pause"] == 10
    assert found.figures["journeys"][0]["goals"] == 0


def test_quiet_hours_put_a_mail_off_and_its_step_is_counted_once(small):
    night = JOURNEY.replace("wait: 6d", 'wait: { for: 6d, at: "22:00" }')
    found = small(journeys__guide=night, mail__again__mail=NURTURE)

    assert found.figures["holds"]["later"] == {"quiet hours": 10}
    assert steps(found)["ask"]["entered"] == 10
    assert moves(found)["ask", "tell"] == 10


def test_the_parts_of_a_split_are_judged_by_what_people_do(small):
    habit = "{ event: Order Completed, chance: 100%, after: 1d }"
    buying = BEHAVIOUR.replace("habits: [ ", f"habits: [ {habit}, ")
    found = small(journeys__guide=SPLIT, behaviour=buying)

    outcomes = steps(found)["which"]["outcomes"]
    assert sorted(outcomes) == ["first", "second"]
    assert sum(outcomes.values()) == 10
    assert steps(found)["which"]["won"] == outcomes


def test_every_lap_of_a_loop_is_a_visit(small):
    again = JOURNEY.replace("    wait: 6d\n", "    wait: 6d\n    next: deliver\n", 1)
    assert again != JOURNEY
    loop = again.split("  - step: ask")[0]
    found = small(days=30, journeys__guide=loop, behaviour=NO_CLICKS)

    visits = steps(found)["deliver"]["entered"]
    assert visits == moves(found)["", "deliver"] + moves(found)["pause", "deliver"]
    assert moves(found)["pause", "deliver"] > 10


def test_dates_that_journeys_go_by_are_given_to_everybody(small):
    found = small(days=400, journeys__renewal=RENEWAL)

    renewal = found.figures["journeys"][1]
    assert renewal["name"] == "renewal"
    assert renewal["started"] == 9  # of one the date was too near when we heard of it


def test_some_are_put_by_hand_into_a_journey_that_is_entered_so(small):
    manual = RENEWAL.replace("{ date: $contact.renewal_date - 30d }", "manual")
    habit = "{ journey: renewal, chance: 100%, after: 3d }"
    by_hand = BEHAVIOUR.replace("habits: [ ", f"habits: [ {habit}, ")
    found = small(journeys__renewal=manual, behaviour=by_hand)

    assert found.figures["journeys"][1]["started"] == 10
    assert found.figures["journeys"][1]["finished"] == 10


def test_those_who_may_not_be_mailed_leave_and_that_is_told(small):
    optional = BEHAVIOUR + "ticks_box: 1%\n"
    found = small(behaviour=optional, forms__guide=OPTIONAL, mail__again__mail=NURTURE)

    [journey] = found.figures["journeys"]
    assert journey["left_early"] == {"unreachable": 10}
    assert found.figures["holds"]["for_good"] == {"no consent": 10}
    assert (
        "10 of the 10 who entered guide could not be mailed (no consent)."
        in (found.figures["oddities"])
    )


def test_a_goal_that_hardly_anybody_reaches_is_told(small):
    found = small(behaviour=NO_CLICKS)

    assert "None of 10 did what guide is for while they were in it." in found.figures["oddities"]


def test_what_nobody_came_to_is_told(plain):
    assert plain.figures["oddities"] == ["Nobody reached step remind of guide."]


def test_a_journey_nobody_entered_is_told_once_and_not_by_its_steps(small):
    other = JOURNEY.replace("form: guide }", "form: other }").replace("title: A guide", "title: B")
    found = small(journeys__other=other)

    told = [line for line in found.figures["oddities"] if "other" in line]
    assert told == ["Nobody entered the journey other."]


def test_hand_offs_are_counted_by_week(plain):
    assert plain.figures["handoffs"]["given"] == 10
    assert plain.figures["handoffs"]["accepted"] == 10
    assert sum(week["handoffs"] for week in plain.figures["weeks"]) == 10
    assert len(plain.figures["weeks"]) == 15  # of a hundred days, the last one begun


def test_mails_are_counted_by_person_and_week(plain):
    pressure = plain.figures["mails_per_person_and_week"]

    assert sum(int(mails) * people for mails, people in pressure["person_weeks"].items()) == 20
    assert pressure["most"]["mails"] == max(map(int, pressure["person_weeks"]))


def test_somebody_who_bounced_or_unsubscribed_gets_no_more(small):
    gone = BEHAVIOUR.replace("bounce: [ { chance: 0%", "bounce: [ { chance: 100%")
    found = small(behaviour=gone)

    assert found.figures["people"]["get_no_more_mail"] == {"bounced": 10}
    assert steps(found)["deliver"]["bounced"] == 10


def test_one_seed_is_one_future_and_another_is_another(small):
    once = small(behaviour=None)
    again = small(behaviour=None)
    other = small(behaviour=None, seed=2)

    assert once.figures == again.figures
    assert once.figures["weeks"] != other.figures["weeks"]


def test_without_a_behaviour_file_each_line_has_a_source_or_none(small):
    lines = small(behaviour=None).figures["behaviour"]

    sourced = {line["said"].split(" ")[0]: line["source"] for line in lines if line["source"]}
    assert sorted(sourced) == ["0.25%", "0.4%", "12.8%", "22.7%"]
    assert all("Mailchimp" in source for source in sourced.values())
    assert "75% of the hand-offs are accepted, after 8 hours" in [
        line["said"] for line in lines if line["source"] is None
    ]


def test_of_lines_for_one_act_those_below_one_for_all_do_not_count(plain):
    said = [line["said"] for line in plain.figures["behaviour"]]

    assert [one for one in said if " open a mail" in one] == [
        "100% of those who get it open a mail, after 1 hour"
    ]
