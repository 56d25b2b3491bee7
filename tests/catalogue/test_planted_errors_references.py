"""Mistakes with `values`, `$entry.x`, `$contact.x` and dates reckoned from them."""

import pytest
from planting import said

from kweek.catalogue.build import check

WHERE = "exit_when: { event: Order Completed, where: { cart: %s } }\n"
UNTIL = "steps:\n  - { step: a, wait: { until: %s } }\n"
DATES = 'write "2027-02-11 15:00" or $contact.renewal_date - 4d'

MISTAKES = {
    "a value that is misspelt": (
        "values: { webinar: pipeline }\n" + WHERE % "$webinr",
        ("6: exit_when.where.cart: no value is called '$webinr'", "did you mean '$webinar'?"),
    ),
    "a value where there are none": (
        WHERE % "[$cart, missing]",
        (
            "5: exit_when.where.cart[1]: no value is called '$cart'",
            "write $entry.x, $contact.x or one of `values`",
        ),
    ),
    "a value in a step that is misspelt": (
        "values: { mail: hello }\nsteps:\n  - { step: a, send: $mial }\n",
        ("7: a.send: no value is called '$mial'", "did you mean '$mail'?"),
    ),
    "a value that names another": (
        "values: { one: two, two: $one }\n",
        ("5: values.two: a value cannot name another", "write the value itself"),
    ),
    "a value that names a trait": (
        "values: { one: $contact.country }\n",
        ("5: values.one: a value cannot name another", "write the value itself"),
    ),
    "a value that is a list": (
        "values: { days: [mon, tue] }\n",
        "5: values.days: must be text, a number, true or false",
    ),
    "a value that is empty": (
        "values: { starts: }\n",
        "5: values.starts: must be text, a number, true or false",
    ),
    "a value by a name that means something else": (
        "values: { entry: x }\n",
        ("5: values.entry: 'entry' is taken", "choose another name"),
    ),
    "a value by a name that cannot be said": (
        "values: { the day: x }\n",
        ("5: values.the day: 'the day' cannot name a value", "use a-z, 0-9, - and _"),
    ),
    "a value of the wrong kind for its place": (
        "values: { many: lots }\nexit_when: { event: Asked, count: $many }\n",
        "6: exit_when.count: must be a whole number",
    ),
    "an entry without a property": (
        WHERE % "$entry",
        (
            "5: exit_when.where.cart: '$entry' names no property or trait",
            "write $entry.cart_id or $contact.country",
        ),
    ),
    "a property that ends in a dot": (
        WHERE % "$entry.cart.",
        (
            "5: exit_when.where.cart: '$entry.cart.' names no property or trait",
            "write $entry.cart_id or $contact.country",
        ),
    ),
    "a reference in the event that begins a run": (
        "enter: { event: Cart Viewed, where: { cart: $entry.cart_id } }\n",
        (
            "4: enter.where.cart: '$entry.cart_id' has no meaning yet: this is what begins a run",
            "write a value, or one of `values`",
        ),
    ),
    "a trait in the event that begins a run": (
        "enter: [ { event: Cart Viewed, where: { country: $contact.country } } ]\n",
        (
            (
                "4: enter[1].where.country: '$contact.country' has no meaning yet: "
                "this is what begins a run"
            ),
            "write a value, or one of `values`",
        ),
    ),
    "a reference in events asked at entry": (
        "only_if: { none: [ { event: Order Completed, where: { cart: $entry.cart_id } } ] }\n",
        (
            (
                "5: only_if.none[1].where.cart: '$entry.cart_id' cannot be asked of events before "
                "a run has begun"
            ),
            "ask it of a trait, or as `only_if` of the first step",
        ),
    ),
    "a reference in what a split is judged by": (
        (
            "steps:\n"
            "  - step: a\n"
            "    split: { b: 50, end: 50 }\n"
            "    judged_by: { event: Order Completed, where: { cart: $entry.cart_id } }\n"
            "    within: 7d\n"
            "  - { step: b, send: hello }\n"
        ),
        (
            (
                "8: a.judged_by.where.cart: '$entry.cart_id' may be forgotten when this is judged, "
                "since the run may be over then"
            ),
            "compare with a value",
        ),
    ),
    "a reference in one event after another": (
        "exit_when: { event: A, where: { x: $entry.x }, then: { event: B }, within: 2d }\n",
        (
            "5: exit_when.where.x: '$entry.x' cannot be asked of one event after another",
            "ask for one event, or compare with a value",
        ),
    ),
    "a reference that a score is compared with": (
        "only_if: { score: warmth, at_least: $entry.score }\n",
        (
            "5: only_if.at_least: '$entry.score' is no number",
            "a score is compared with a number",
        ),
    ),
    "a reference where a mail is named": (
        "steps:\n  - { step: a, send: $entry.mail }\n",
        (
            "6: a.send: '$entry.mail' differs by contact, and the mail must be known to all",
            "write the name of a mail",
        ),
    ),
    "a reference where nothing is compared": (
        "steps:\n  - { step: a, webhook: { url: https://example.com/x, keep: { x: $entry.x } } }\n",
        (
            "6: a.webhook.keep.x: '$entry.x' stands for nothing here",
            "references go where something is compared, set, sent or reckoned from",
        ),
    ),
    "a reference within a text": (
        "steps:\n  - { step: a, task: { to: account-owner, title: Call $entry.name } }\n",
        (
            "6: a.task.title: '$entry.name' is within a text, and so means nothing",
            "a name with a dollar is the whole of a value",
        ),
    ),
    "a value within a text": (
        (
            "values: { place: Sneek }\n"
            "steps:\n  - { step: a, update: { traits: { seen: in $place } } }\n"
        ),
        (
            "7: a.update.traits.seen: '$place' is within a text, and so means nothing",
            "a name with a dollar is the whole of a value",
        ),
    ),
    "a reference in place of true or false": (
        "only_if: { trait: country, exists: $contact.x }\n",
        "5: only_if.exists: must be true or false",
    ),
    "a day in words": (
        UNTIL % "tomorrow",
        ("6: a.wait.until: 'tomorrow' is no date", DATES),
    ),
    "a map for a day": (
        UNTIL % "{ day: 2027-02-11 }",
        ("6: a.wait.until: a map is no date", DATES),
    ),
    "a day that does not exist": (
        UNTIL % "2027-02-30",
        ("6: a.wait.until: '2027-02-30' is no date", DATES),
    ),
    "a day written the other way round": (
        UNTIL % "11-02-2027",
        ("6: a.wait.until: '11-02-2027' is no date", DATES),
    ),
    "a day by the number of its week": (
        UNTIL % "2027-W06-4",
        ("6: a.wait.until: '2027-W06-4' is no date", DATES),
    ),
    "an hour that does not exist": (
        UNTIL % '"2027-02-11 25:00"',
        ("6: a.wait.until: '2027-02-11 25:00' is no date", DATES),
    ),
    "a year alone": (
        UNTIL % "2027",
        ("6: a.wait.until: '2027' is no date", DATES),
    ),
    "a moment reckoned without spaces": (
        "values: { starts: 2027-02-11 }\nenter_until: $starts-4d\n",
        (
            "6: enter_until: no value is called '$starts-4d'",
            "put spaces around the sign: $starts - 4d",
        ),
    ),
    "a moment reckoned in words": (
        "enter_until: 2027-02-11 - 4 days\n",
        ("5: enter_until: '2027-02-11 - 4 days' is no date", DATES),
    ),
    "a moment reckoned from a value that is no date": (
        "values: { starts: soon }\nenter_until: $starts - 4d\n",
        ("6: enter_until: 'soon - 4d' is no date", DATES),
    ),
    "a moment reckoned from a value that is not there": (
        "values: { starts: 2027-02-11 }\nenter_until: $strats - 4d\n",
        ("6: enter_until: no value is called '$strats'", "did you mean '$starts'?"),
    ),
    "a placeholder of CloudFormation": (
        "steps:\n  - { step: a, update: { traits: { x: '${y}' } } }\n",
        "6: a.update.traits.x: '${' cannot stand in a journey",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_with_a_reference_or_a_date_is_told(mistake, planted):
    journey, *problems = MISTAKES[mistake]

    assert planted(journey) == said(problems)


OUTSIDE = {
    "segments.yaml": (
        "warm: { trait: country, is: $country }\n",
        "segments.yaml:1: warm.is: '$country' means something in journeys only",
    ),
    "stages.yaml": (
        "mql: { event: Asked, where: { x: { at_least: $entry.x } } }\n",
        "stages.yaml:1: mql.where.x.at_least: '$entry.x' means something in journeys only",
    ),
    "scoring.yaml": (
        "scores: { w: { points: [ { event: A, where: { x: $contact.x }, points: 1 } ] } }\n",
        "scoring.yaml:1: scores.w.points[1].where.x: '$contact.x' means something in journeys only",
    ),
}


@pytest.mark.parametrize("file", OUTSIDE)
def test_a_dollar_outside_journeys_is_refused(file, write):
    text, problem = OUTSIDE[file]

    assert [str(one) for one in check(write({file: text}))] == [problem]
