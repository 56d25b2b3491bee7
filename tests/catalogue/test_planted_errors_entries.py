"""Mistakes with how runs begin, begin again, and end."""

import pytest
from planting import said

WAYS = "write one of: event, schedule, segment, stage, date, journey, manual"
DATES = 'write "2027-02-11 15:00" or $contact.renewal_date - 4d'

MISTAKES = {
    "a way in that is misspelt": (
        "enter: { evnt: Form Submitted }\n",
        ("4: enter: must say one way in", "did you mean 'event'?"),
    ),
    "two ways in as one": (
        "enter: { event: Form Submitted, segment: warm }\n",
        ("4: enter: must say one way in", WAYS),
    ),
    "no way in": (
        "enter: []\n",
        ("4: enter: must say one way in", WAYS),
    ),
    "a way in by something misspelt": (
        "enter: manually\n",
        ("4: enter: must say one way in", "did you mean 'manual'?"),
    ),
    "a segment that is misspelt, in a list": (
        "enter: [ manual, { segment: wram } ]\n",
        ("4: enter[2].segment: no segment is called 'wram'", "did you mean 'warm'?"),
    ),
    "members of the wrong kind": (
        "enter: { segment: warm, members: everyone }\n",
        "4: enter.members: 'everyone' is not one of: all, newcomers",
    ),
    "every so often, in words": (
        "enter: { segment: warm, every: quarter }\n",
        ("4: enter.every: 'quarter' is no duration", "write 6d, 4h, 30m or 1d12h"),
    ),
    "every so often without a segment": (
        "enter: { stage: mql, every: 90d }\n",
        ("4: enter.every: 'every' is not known here", "write one of: stage"),
    ),
    "a stage that is misspelt": (
        "enter: { stage: slq }\n",
        ("4: enter.stage: no stage is called 'slq'", "did you mean 'sql'?"),
    ),
    "a date that is the same for all": (
        "enter: { date: 2027-03-01 }\n",
        (
            "4: enter.date: '2027-03-01' is the same day for all",
            "write $contact.renewal_date - 30d, or { schedule: … }",
        ),
    ),
    "a date that the entry should bring": (
        "enter: { date: $entry.renewal_date - 30d }\n",
        (
            "4: enter.date: '$entry.renewal_date' has no meaning yet: this is what begins a run",
            "write a value, or one of `values`",
        ),
    ),
    "no date at all": (
        "enter: { date: renewal_date - 30d }\n",
        ("4: enter.date: 'renewal_date - 30d' is no date", DATES),
    ),
    "a schedule that differs by contact": (
        "enter: { schedule: $contact.birthday, segment: warm }\n",
        (
            "4: enter.schedule: '$contact.birthday' differs by contact",
            "write a date, or enter by { date: $contact.… }",
        ),
    ),
    "a schedule without a time": (
        "enter: { schedule: { days: [mon] } }\n",
        "4: enter.schedule.at: is missing",
    ),
    "a schedule on a day that no month has": (
        'enter: { schedule: { day_of_month: 32, at: "09:00" } }\n',
        "4: enter.schedule.day_of_month: must be less than or equal to 31",
    ),
    "a schedule by the week and by the month": (
        'enter: { schedule: { day_of_month: 1, days: [mon], at: "09:00" } }\n',
        (
            "4: enter.schedule.days: goes by the week and by the month",
            "keep `days` or `day_of_month`",
        ),
    ),
    "a schedule for a segment that is misspelt": (
        'enter: { schedule: "2027-03-01 09:00", segment: warmm }\n',
        ("4: enter.segment: no segment is called 'warmm'", "did you mean 'warm'?"),
    ),
    "a journey that is misspelt": (
        "enter: { journey: jj }\n",
        ("4: enter.journey: no journey is called 'jj'", "did you mean 'j'?"),
    ),
    "a journey that ended in no known way": (
        "enter: { journey: j, was: active }\n",
        "4: enter.was: 'active' is not one of: finished, exited, goal",
    ),
    "a broadcast": (
        "enter: { broadcast: news }\n",
        (
            "4: enter.broadcast: not yet: entering by `broadcast`",
            "this version reads it, but does not run it",
        ),
    ),
    "a re-entry that is misspelt": (
        "re_entry: nevr\n",
        ("5: re_entry: 'nevr' is no kind of re-entry", "did you mean 'never'?"),
    ),
    "a re-entry that says nothing": (
        "re_entry: {}\n",
        ("5: re_entry: says nothing", "write { after: 90d }"),
    ),
    "again without a key": (
        "re_entry: { again: restart }\n",
        (
            "5: re_entry.again: does not say which runs are the same",
            "say `key: $entry.order_id` as well",
        ),
    ),
    "again of no known kind": (
        "re_entry: { key: $entry.cart_id, again: start }\n",
        (
            "5: re_entry.again: 'start' is not one of: ignore, restart, refresh",
            "did you mean 'restart'?",
        ),
    ),
    "a key and a time": (
        "re_entry: { key: $entry.cart_id, after: 90d }\n",
        (
            "5: re_entry.after: cannot stand beside `key`: each key has one run",
            "keep one of them",
        ),
    ),
    "a key that is a list": (
        "re_entry: { key: [ $entry.a, $entry.b ] }\n",
        ("5: re_entry.key: a list is no key", "write $entry.order_id, or one of `values`"),
    ),
    "a key that a segment does not bring": (
        "enter: { segment: warm }\nre_entry: { key: $entry.order_id }\n",
        (
            (
                "5: re_entry.key: a missing entry key: `segment` brings no event "
                "that has '$entry.order_id'"
            ),
            "enter by an event, or use a key that $contact or `values` gives",
        ),
    ),
    "a key that one of several ways in does not bring": (
        (
            "enter:\n"
            "  - { event: Order Completed }\n"
            "  - { date: $contact.renewal_date }\n"
            "  - manual\n"
            "re_entry: { key: $entry.order_id }\n"
        ),
        (
            (
                "8: re_entry.key: a missing entry key: way in 2, `date`, brings no event "
                "that has '$entry.order_id'"
            ),
            "enter by an event, or use a key that $contact or `values` gives",
        ),
        (
            (
                "8: re_entry.key: a missing entry key: way in 3, `manual`, brings no event "
                "that has '$entry.order_id'"
            ),
            "enter by an event, or use a key that $contact or `values` gives",
        ),
    ),
    "a season of one day": (
        "season: 12-20\n",
        (
            "5: season: '12-20' is no part of the year",
            "write from..to, month first: 11-01..12-10",
        ),
    ),
    "a season with the day first": (
        "season: 11-01..31-12\n",
        ("5: season: '31-12' is no day of the year", "write month-day: 12-20"),
    ),
    "an end on a day that no year has": (
        "ends: 02-30\n",
        ("5: ends: '02-30' is no day of the year", "write month-day: 12-20"),
    ),
    "an end on a day that some years have": (
        "ends: 02-29\n",
        ("5: ends: '02-29' does not come each year", "write 02-28 or 03-01"),
    ),
    "an end in words": (
        "ends: new year\n",
        ("5: ends: 'new year' is no date", DATES),
    ),
    "a share of the wrong kind": (
        "goal: { stage: sql, target: 0.4 }\n",
        ("5: goal.target: '0.4' is no share", "write 40%"),
    ),
    "an exit by a goal that is not there": (
        "exit_when: goal\n",
        ("5: exit_when: this journey has no goal", "say `goal:` at its top"),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_how_runs_begin_and_end_is_told(mistake, planted):
    journey, *problems = MISTAKES[mistake]

    assert planted(journey) == said(problems)
