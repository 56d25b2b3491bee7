import pytest

from kweek.core.conditions import compiled
from kweek.core.contact import Contact, Given, MailTimes, Score, Send, Trait
from kweek.core.enrolment import Enrolment
from kweek.core.scope import Scope
from kweek.core.scores import Lasting
from kweek.core.tallies import Tally
from kweek.core.times import DAY, HOUR

NOW = 1_000 * DAY
MONTH = 30 * DAY
SENT = Send("ebook", "drip", "deliver", "r1", "sent", NOW - DAY, NOW - DAY)


def scope(now=NOW, since=None, run=None, send=None, lasting=None, **contact):
    lasting = lasting or {"engagement": Lasting(MONTH), "forever": Lasting()}
    return Scope(Contact("ada", **contact), now, lasting, since, run, send)


def holds(condition, asked):
    return compiled(condition).holds(asked)


def next_change(condition, asked):
    return compiled(condition).next_change(asked)


def visited(*days_ago, keep=5):
    times = sorted(NOW - int(days * DAY) for days in days_ago)
    return {"pages": Tally(len(times), times[0], times[-1], tuple(times[-keep:]))}


# -- behaviour


def test_an_event_that_ever_happened_holds_for_good():
    asked = scope(tallies=visited(400))

    assert holds({"event": "pages", "count": 1, "in_last": None}, asked)
    assert next_change({"event": "pages", "count": 1, "in_last": None}, asked) is None


def test_a_count_means_at_least():
    asked = scope(tallies=visited(1, 2, 3))

    assert [holds({"event": "pages", "count": n}, asked) for n in (2, 3, 4)] == [True, True, False]


def test_nothing_happened_and_time_will_not_change_that():
    condition = {"event": "pages", "count": 1, "in_last": 14 * DAY}

    assert not holds(condition, scope())
    assert next_change(condition, scope()) is None


def test_an_event_in_the_last_fortnight_is_over_the_instant_the_fortnight_is():
    condition = {"event": "pages", "count": 1, "in_last": 14 * DAY}
    asked = scope(tallies=visited(4, 1))

    ends = next_change(condition, asked)

    assert ends == NOW + 13 * DAY
    assert holds(condition, scope(now=ends - 1, tallies=visited(4, 1)))
    assert not holds(condition, scope(now=ends, tallies=visited(4, 1)))


def test_two_in_a_fortnight_end_with_the_earlier_of_the_last_two():
    condition = {"event": "pages", "count": 2, "in_last": 14 * DAY}

    assert next_change(condition, scope(tallies=visited(9, 4, 1))) == NOW + 10 * DAY


def test_what_is_over_does_not_change_any_more():
    condition = {"event": "pages", "count": 1, "in_last": 14 * DAY}
    asked = scope(tallies=visited(14))

    assert not holds(condition, asked)
    assert next_change(condition, asked) is None


def test_within_a_run_only_what_came_after_its_beginning_counts():
    asked = scope(since=NOW - 2 * DAY, tallies=visited(3, 2, 1))

    assert holds({"event": "pages", "count": 1}, asked)
    assert not holds({"event": "pages", "count": 2}, asked)
    assert not holds({"event": "mails", "count": 1}, asked)


def test_a_window_with_two_bounds_flips_in_and_out_again():
    # Not in the last day, but in the last two: true for one day only.
    condition = {
        "all": [
            {"event": "pages", "count": 1, "in_last": 2 * DAY},
            {"none": [{"event": "pages", "count": 1, "in_last": DAY}]},
        ]
    }
    tallies = visited(0.5)

    found = []
    now = NOW
    while (at := next_change(condition, scope(now=now, tallies=tallies))) is not None:
        found.append((at, holds(condition, scope(now=at, tallies=tallies))))
        now = at

    assert not holds(condition, scope(tallies=tallies))
    assert found == [(NOW + 12 * HOUR, True), (NOW + 36 * HOUR, False)]


def test_a_candidate_that_changes_nothing_is_passed_over():
    # Either window alone keeps the condition true: only the end of the longer one counts.
    condition = {
        "any": [
            {"event": "pages", "count": 1, "in_last": 2 * DAY},
            {"event": "pages", "count": 1, "in_last": 5 * DAY},
        ]
    }

    assert next_change(condition, scope(tallies=visited(1))) == NOW + 4 * DAY


def test_a_change_behind_many_that_are_none_is_found_or_an_earlier_look_is_asked_for():
    windows = [{"event": "pages", "count": 1, "in_last": n * DAY} for n in range(2, 40)]
    tallies = visited(1)

    first = next_change({"any": windows}, scope(tallies=tallies))

    assert NOW < first <= NOW + 38 * DAY
    assert holds({"any": windows}, scope(now=first, tallies=tallies))


def test_none_of_holds_when_no_part_does():
    condition = {"none": [{"stage": ["customer"]}, {"list": ["press"]}]}

    assert holds(condition, scope(stage="mql"))
    assert not holds(condition, scope(stage="customer"))
    assert not holds(condition, scope(lists=("press",)))


# -- what a run has tallied by its own entry


CART = {"event": "cart", "own": True}


def in_run(*days_ago, since=None, **contact):
    tallies = {"cart": visited(*days_ago)["pages"]} if days_ago else {}
    run = Enrolment("cart", NOW - 9 * DAY, "nurture", tallies=tallies)
    return scope(since=since, run=run, **contact)


def test_a_run_s_own_event_is_one_of_the_run_and_of_no_other():
    elsewhere = {"cart": visited(1)["pages"]}

    assert holds({**CART, "count": 1}, in_run(1))
    assert not holds({**CART, "count": 2}, in_run(1))
    assert not holds({**CART, "count": 1}, in_run(tallies=elsewhere))
    assert not holds({**CART, "count": 1}, scope(tallies=elsewhere))
    assert not holds({"event": "cart", "count": 1}, in_run(1))


def test_a_run_s_own_events_count_from_where_the_asker_looks_back_to():
    assert holds({**CART, "count": 2}, in_run(3, 1, since=NOW - 4 * DAY))
    assert not holds({**CART, "count": 2}, in_run(3, 1, since=NOW - 2 * DAY))


def test_a_run_s_own_event_is_over_when_its_window_is():
    condition = {**CART, "count": 2, "in_last": 14 * DAY}

    assert holds(condition, in_run(4, 1))
    assert next_change(condition, in_run(4, 1)) == NOW + 10 * DAY
    assert next_change(condition, in_run()) is None
    assert next_change(condition, scope()) is None
    assert next_change({**CART, "count": 1}, in_run(1)) is None


# -- scores


def test_a_score_with_a_half_life_sinks_below_its_bound():
    condition = {"score": "engagement", "ops": [["at_least", 50]]}
    scores = {"engagement": Score(100, NOW)}

    falls = next_change(condition, scope(scores=scores))

    assert holds(condition, scope(scores=scores))
    assert holds(condition, scope(now=falls - 1, scores=scores))
    assert not holds(condition, scope(now=falls, scores=scores))
    assert falls - (NOW + MONTH) in (0, 1)


def test_a_negative_score_fades_up_over_its_bound():
    condition = {"score": "engagement", "ops": [["above", -10]]}
    scores = {"engagement": Score(-40, NOW)}

    rises = next_change(condition, scope(scores=scores))

    assert not holds(condition, scope(now=rises - 1, scores=scores))
    assert holds(condition, scope(now=rises, scores=scores))
    assert rises - (NOW + 2 * MONTH) in (0, 1)


def test_a_score_between_two_bounds_comes_in_and_goes_out():
    condition = {"score": "engagement", "ops": [["below", 40], ["at_least", 10]]}
    scores = {"engagement": Score(80, NOW)}

    comes = next_change(condition, scope(scores=scores))
    goes = next_change(condition, scope(now=comes, scores=scores))

    assert [comes - (NOW + MONTH) in (0, 1), goes - (NOW + 3 * MONTH) in (0, 1)] == [True, True]
    assert next_change(condition, scope(now=goes, scores=scores)) is None


def test_a_score_that_never_fades_does_not_change_by_itself():
    condition = {"score": "forever", "ops": [["at_least", 10]]}

    assert next_change(condition, scope(scores={"forever": Score(20, NOW)})) is None
    assert not holds(condition, scope())


DAY_OF_NOW = NOW // DAY
WARM = {"score": "recent", "ops": [["at_least", 10]]}


def expiring(**days):
    points = {str(DAY_OF_NOW - int(name[1:])): worth for name, worth in days.items()}
    return {"lasting": {"recent": Lasting(expires=30 * DAY)}, "buckets": {"recent": points}}


def test_points_that_expire_count_for_so_long_after_their_day():
    ends = next_change(WARM, scope(**expiring(d5=10)))

    assert ends == NOW + 26 * DAY
    assert holds(WARM, scope(now=ends - 1, **expiring(d5=10)))
    assert not holds(WARM, scope(now=ends, **expiring(d5=10)))
    assert next_change(WARM, scope(now=ends, **expiring(d5=10))) is None


def test_a_day_whose_points_were_not_needed_is_passed_over():
    assert next_change(WARM, scope(**expiring(d20=5, d10=3, d5=12))) == NOW + 26 * DAY


def test_a_score_rises_when_points_that_were_taken_expire():
    asked = expiring(d20=-5, d5=12)

    assert not holds(WARM, scope(**asked))
    assert next_change(WARM, scope(**asked)) == NOW + 11 * DAY
    assert holds(WARM, scope(now=NOW + 11 * DAY, **asked))


def test_a_score_of_nought_is_reached_when_the_last_points_expire():
    asked = expiring(d5=12)
    at_rest = {"score": "recent", "ops": [["below", 1]]}

    assert next_change(at_rest, scope(**asked)) == NOW + 26 * DAY


# -- what is known of the contact


@pytest.mark.parametrize(
    ("condition", "contact"),
    [
        ({"trait": "country", "ops": [["is", ["NL"]]]}, {"traits": {"country": Trait("NL", 1)}}),
        ({"segment": ["dutch", "belgian"]}, {"segments": {"dutch": 1}}),
        ({"list": ["press"]}, {"lists": ("press", "friends")}),
        ({"stage": ["sql", "customer"]}, {"stage": "sql"}),
        ({"consent": "nurture"}, {"consent": {"nurture": Given(1, "Yes", "ebook")}}),
        (
            {"journey": "drip", "was": "exited"},
            {"enrolments": {"r": Enrolment("drip", 1, "nurture", "exited")}},
        ),
        ({"mail": "ebook", "was": "opened"}, {"mails": {"ebook": MailTimes(1, opened=2)}}),
    ],
)
def test_a_condition_on_what_is_known_holds_when_it_is_so_and_never_changes_by_itself(
    condition, contact
):
    assert holds(condition, scope(**contact))
    assert not holds(condition, scope())
    assert next_change(condition, scope(**contact)) is None


def test_who_opted_out_has_given_no_consent_to_anything():
    given = {"nurture": Given(1, "Yes", "ebook")}

    assert not holds({"consent": "nurture"}, scope(consent=given, opted_out=NOW))


def test_a_mail_that_was_sent_was_not_therefore_clicked():
    mails = {"ebook": MailTimes(1, opened=2)}

    assert holds({"mail": "ebook", "was": "sent"}, scope(mails=mails))
    assert not holds({"mail": "ebook", "was": "clicked"}, scope(mails=mails))


# -- compared with an entry or with another trait


def compared(op, operand, plan="pro", entry=None, **traits):
    traits = {name: Trait(value, 1) for name, value in {"plan": plan, **traits}.items()}
    run = Enrolment("upgrade", 1, "nurture", entry=entry or {})
    asked = scope(run=run, traits=traits)
    condition = {"trait": "plan", "ops": [[op, operand]]}
    assert next_change(condition, asked) is None
    return holds(condition, asked)


WAS = {"ref": ["entry", "plan"]}
WISH = {"ref": ["contact", "wish"]}


def test_a_trait_is_compared_with_what_the_run_was_entered_with():
    assert compared("is", [WAS], entry={"plan": "pro"})
    assert not compared("is", [WAS], entry={"plan": "free"})
    assert compared("is_not", [WAS], entry={"plan": "free"})
    assert compared("is", ["basic", WAS, WISH], wish="pro")
    assert compared("at_least", WAS, plan=5, entry={"plan": 5})
    assert not compared("above", WAS, plan=5, entry={"plan": 5})
    assert compared("contains", WISH, wish="R")
    assert compared("starts_with", WISH, wish="pr")


def test_a_list_stands_for_each_of_its_values():
    assert compared("is", [WAS], entry={"plan": ["free", "pro"]})
    assert not compared("is_not", [WAS], entry={"plan": ["free", "pro"]})
    assert not compared("is", [WAS], entry={"plan": []})


@pytest.mark.parametrize("plan", ["pro", "None", "", 0, None])
def test_what_stands_for_nothing_equals_nothing(plan):
    for op in ("is", "contains", "starts_with", "at_least", "below"):
        operand = [WAS] if op == "is" else WAS
        assert not compared(op, operand, plan=plan)
    assert compared("is_not", [WAS], plan=plan)


def test_only_the_file_s_own_word_matches_a_trait_that_is_missing():
    assert compared("is", [WAS, "missing"], plan=None)
    assert not compared("is", [WAS], plan=None, entry={"plan": "missing"})
    assert compared("is", [WAS], plan="missing", entry={"plan": "missing"})


def test_without_a_run_there_is_no_entry_to_compare_with():
    condition = {"trait": "plan", "ops": [["is", [WAS]]]}

    assert not holds(condition, scope(traits={"plan": Trait("pro", 1)}))


# -- in waits


def test_without_a_mail_or_a_run_nothing_was_opened_clicked_accepted_or_reached():
    conditions = ["opened", "goal", {"clicked": None}, {"clicked": "l1"}, {"accepted": True}]

    assert [holds(one, scope()) for one in conditions] == [False] * 5


def test_a_click_implies_an_open():
    clicked = Send(**{**fields(SENT), "clicked": {"l1": NOW}})

    assert holds("opened", scope(send=clicked))
    assert not holds("opened", scope(send=SENT))


def test_a_click_on_one_link_is_no_click_on_another():
    asked = scope(send=Send(**{**fields(SENT), "clicked": {"l1": NOW}}))

    assert holds({"clicked": None}, asked)
    assert holds({"clicked": "l1"}, asked)
    assert not holds({"clicked": "l2"}, asked)


def test_accepting_a_lead_is_what_accepted_means():
    assert holds(
        {"accepted": True}, scope(send=Send(**{**fields(SENT), "clicked": {"accepted": NOW}}))
    )


def test_the_goal_is_that_of_the_run():
    reached = Enrolment("drip", NOW, "nurture", goal_at=NOW)

    assert holds("goal", scope(run=reached))
    assert not holds("goal", scope(run=Enrolment("drip", NOW, "nurture")))


def test_a_form_that_no_catalogue_writes_is_refused_when_the_rules_are_read():
    with pytest.raises(KeyError):
        compiled("mistaken")


def fields(value):
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
