"""What a journey becomes when it is read: its ways in, its moments and what its runs keep."""

import pytest
from planting import AROUND, whole

from kweek.catalogue.asl_words import comment
from kweek.catalogue.campaigns import read_campaigns
from kweek.core.times import DAY, HOUR


@pytest.fixture
def read(write):
    def read(journey):
        campaigns = read_campaigns(write({**AROUND, "journeys/j.yaml": whole(journey)}))
        assert [str(problem) for problem in campaigns.problems] == []
        return campaigns.journeys["j"], campaigns.predicates

    return read


WAYS = {
    "manual": [{"manual": True}],
    "{ segment: warm }": [{"segment": "warm", "members": "newcomers", "every": None}],
    "{ segment: warm, members: all, every: 90d }": [
        {"segment": "warm", "members": "all", "every": 90 * DAY}
    ],
    "{ stage: [mql, sql] }": [{"stage": ["mql", "sql"]}],
    "{ date: $contact.renewal_date - 30d }": [
        {"date": {"ref": ["contact", "renewal_date"], "plus": -30 * DAY}}
    ],
    '{ schedule: "2027-03-01 09:00", segment: warm }': [
        {"schedule": {"text": "2027-03-01 09:00"}, "segment": "warm"}
    ],
    '{ schedule: { days: [mon, thu], at: "09:00" } }': [
        {"schedule": {"at": "09:00", "days": [0, 3]}, "segment": None}
    ],
    '{ schedule: { day_of_month: 31, at: "09:00" }, segment: warm }': [
        {"schedule": {"at": "09:00", "day_of_month": 31}, "segment": "warm"}
    ],
    "{ schedule: { at: 10:00 } }": [
        {"schedule": {"at": "10:00", "days": [0, 1, 2, 3, 4, 5, 6]}, "segment": None}
    ],
    "{ journey: j }": [{"journey": ["j"], "was": "finished"}],
    "{ journey: [j], was: goal }": [{"journey": ["j"], "was": "goal"}],
    "[ manual, { stage: sql } ]": [{"manual": True}, {"stage": ["sql"]}],
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_in_is_what_the_core_expects(way, read):
    journey, _ = read(f"enter: {way}\n")

    assert list(journey.enter) == WAYS[way]


RE_ENTRIES = {
    "again": {"kind": "again"},
    "never": {"kind": "never"},
    "{ after: 90d }": {"kind": "after", "after": 90 * DAY},
    "{ key: $entry.cart.id }": {
        "kind": "key",
        "key": {"ref": ["entry", "cart", "id"]},
        "again": "ignore",
    },
    "{ key: $webinar, again: refresh }": {"kind": "key", "key": "pipeline", "again": "refresh"},
    "{ key: $round }": {"kind": "key", "key": 7, "again": "ignore"},
}


@pytest.mark.parametrize("said", RE_ENTRIES)
def test_each_re_entry_is_what_the_core_expects(said, read):
    journey, _ = read(f"values: {{ webinar: pipeline, round: 7 }}\nre_entry: {said}\n")

    assert journey.re_entry == RE_ENTRIES[said]


MOMENTS = {
    "2027-02-11": {"text": "2027-02-11"},
    '"2027-02-11 15:00"': {"text": "2027-02-11 15:00"},
    '"2027-02-11T15:00:00+01:00"': {"text": "2027-02-11T15:00:00+01:00"},
    "$starts": {"text": "2027-02-11 15:00"},
    "$starts - 4d": {"text": "2027-02-11 15:00", "plus": -4 * DAY},
    "$entry.day + 1d12h": {"ref": ["entry", "day"], "plus": 36 * HOUR},
    "$contact.email": {"ref": ["contact", "email"]},
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_each_moment_is_what_the_core_expects(moment, read):
    journey, _ = read(
        'values: { starts: "2027-02-11 15:00" }\n'
        f"enter_until: {moment}\n"
        f"steps:\n  - {{ step: a, wait: {{ until: {moment}, at: 08:00, late: end }} }}\n"
    )

    assert journey.enter_until == MOMENTS[moment]
    assert journey.steps[0].settings == {
        "until": {**MOMENTS[moment], "at": "08:00"},
        "late": True,
    }


def test_a_season_may_span_the_new_year(read):
    journey, _ = read("season: 11-01..01-10\n")

    assert journey.season == ((11, 1), (1, 10))


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("12-20", {"month_day": [12, 20]}),
        ("2027-12-20", {"moment": {"text": "2027-12-20"}}),
        (
            "$contact.contract_end - 1d",
            {"moment": {"ref": ["contact", "contract_end"], "plus": -DAY}},
        ),
    ],
)
def test_runs_end_on_a_day_of_the_year_or_at_a_moment(said, ends, read):
    journey, _ = read(f"ends: {said}\n")

    assert journey.ends == ends


def test_a_value_stands_for_itself_wherever_it_is_named(read):
    journey, predicates = read(
        """\
values: { mail: again, many: 3, days: 14d, first: true, path: /pricing }
only_if: { event: Page Viewed, where: { path: [$path, missing] }, count: $many, in_last: $days }
steps:
  - { step: a, send: $mail, next: b }
  - { step: b, update: { traits: { first: $first, seen: [ $many, { on: $path } ] } } }
"""
    )

    [pid] = [pid for pid, one in predicates.found.items() if one["keep"] == 3]
    assert predicates.found[pid]["where"] == {"path": [["is", ["/pricing", "missing"]]]}
    assert journey.only_if == {"event": pid, "count": 3, "in_last": 14 * DAY}
    assert journey.step("a").settings == {
        "mail": "again",
        "topic": "nurture",
        "hold_up_to": 7 * DAY,
        "values": {"mail": "again", "many": 3, "days": "14d", "first": True, "path": "/pricing"},
    }
    assert journey.step("b").settings["traits"] == {"first": True, "seen": [3, {"on": "/pricing"}]}


def test_what_compares_with_the_entry_is_kept_by_the_run_and_not_by_the_contact(read):
    journey, predicates = read(
        """\
exit_when: { event: Order Completed, where: { cart: [$entry.cart_id, missing] } }
goal: { event: Order Completed }
only_if: { trait: plan, is: $entry.plan }
steps:
  - step: a
    only_if: { event: Page Viewed, where: { path: { starts_with: $contact.site } }, count: 2 }
    wait_for: { back: { event: Order Completed, where: { cart: [$entry.cart_id, missing] } } }
    within: 3d
    then: { back: end, otherwise: end }
"""
    )

    by_events = {one["events"][0]: pid for pid, one in journey.predicates.items()}
    bought = by_events["Order Completed"]
    viewed = by_events["Page Viewed"]
    assert journey.predicates == {
        bought: {
            "events": ["Order Completed"],
            "where": {"cart": [["is", [{"ref": ["entry", "cart_id"]}, "missing"]]]},
            "keep": 1,
        },
        viewed: {
            "events": ["Page Viewed"],
            "where": {"path": [["starts_with", {"ref": ["contact", "site"]}]]},
            "keep": 2,
        },
    }
    mine = {"event": bought, "count": 1, "in_last": None, "own": True}
    assert journey.exit_when == mine
    assert journey.only_if == {"trait": "plan", "ops": [["is", [{"ref": ["entry", "plan"]}]]]}
    [step] = journey.steps
    assert step.only_if == {"event": viewed, "count": 2, "in_last": None, "own": True}
    assert step.wait is not None
    assert step.wait.immediate == (("back", mine),)
    assert set(predicates.found) & set(journey.predicates) == set()
    assert predicates.named_in(mine, step.only_if) == {}


def test_one_event_after_another_is_a_tally_of_its_own(read):
    journey, predicates = read(
        "exit_when: { event: Page Viewed, where: { path: /pricing }, count: 2, in_last: 14d,\n"
        "  then: { event: Form Submitted, where: { form: quote } }, within: 2d }\n"
    )

    [(sid, sequence)] = predicates.sequences.items()
    first, then = sequence["first"], sequence["then"]
    assert journey.exit_when == {"event": sid, "count": 2, "in_last": 14 * DAY}
    assert sequence == {"first": first, "then": then, "within": 2 * DAY, "keep": 2}
    halves = {
        first: {"events": ["Page Viewed"], "where": {"path": [["is", ["/pricing"]]]}, "keep": 8},
        then: {"events": ["Form Submitted"], "where": {"form": [["is", ["quote"]]]}, "keep": 8},
    }
    assert predicates.named_in(journey.exit_when) == {**halves, sid: sequence}


def test_a_wait_until_a_moment_says_who_is_late(read):
    journey, _ = read(
        """\
steps:
  - step: watch
    wait_for: { seen: { event: Page Viewed } }
    until: $entry.day
    at: "08:00"
    late: end
    then: { seen: end, otherwise: rest }
  - { step: rest, wait: 1d }
"""
    )

    step = journey.step("watch")
    assert step.wait is not None
    assert step.wait.until == {"ref": ["entry", "day"], "at": "08:00"}
    assert {name: said.data for name, said in step.then.items()} == {
        "seen": "end",
        "otherwise": "rest",
        "late": "end",
    }


def test_a_split_a_task_and_a_webhook_say_what_they_do(read):
    journey, predicates = read(
        """\
values: { place: Sneek }
steps:
  - step: which
    split: { ask: 40, tell: 60 }
    judged_by: { event: File Downloaded }
    within: 14d
  - step: ask
    task: { to: account-owner, title: $entry.question, due: 2d }
    then: { held: tell, otherwise: end }
  - step: tell
    webhook:
      url: https://hooks.example.com/new
      send: { order: $entry.order_id, mail: $contact.email, place: $place, lines: [ 1, null ] }
      keep: { crm_id: result.id }
      timeout: 5s
    then: { failed: end, otherwise: last }
  - step: last
    webhook: { url: https://hooks.example.com/done }
"""
    )

    [pid] = [pid for pid, one in predicates.found.items() if one["events"] == ["File Downloaded"]]
    which, ask, tell, last = journey.steps
    assert [(share, to.data) for share, to in which.shares] == [(40, "ask"), (60, "tell")]
    assert which.judged_by == {"event": pid, "count": 1, "in_last": None}
    assert which.settings == {"within": 14 * DAY}
    assert ask.settings == {
        "to": "account-owner",
        "mail": "task",
        "title": {"ref": ["entry", "question"]},
        "due": 2 * DAY,
        "values": {"place": "Sneek"},
    }
    assert comment(ask) == "Asks account-owner: the entry's question"
    assert tell.settings == {
        "url": "https://hooks.example.com/new",
        "send": {
            "order": {"ref": ["entry", "order_id"]},
            "mail": {"ref": ["contact", "email"]},
            "place": "Sneek",
            "lines": [1, None],
        },
        "keep": {"crm_id": "result.id"},
        "timeout": 5,
    }
    assert last.settings == {
        "url": "https://hooks.example.com/done",
        "send": None,
        "keep": {},
        "timeout": 10,
    }
