"""Mistakes in several files at once, and in those that are no journeys."""

import pytest
from planting import AROUND, whole

from kweek.catalogue.build import check


def told(write, journey, **files):
    """The problems of a folder whose journey `j` has this below its outline."""
    more = {f"{name}.yaml": text for name, text in files.items()}
    root = write({**AROUND, "journeys/j.yaml": whole(journey), **more})
    return [str(problem) for problem in check(root)]


def test_all_mistakes_of_all_files_are_told_in_one_go(write):
    problems = told(
        write,
        "re_entry: nevr\nsteps:\n  - { step: a, send: helo }\n",
        segments="warm: { score: engagment, at_least: 50 }\n",
        scoring="scores: { engagement: { half_life: 30, points: [] } }\n",
        stages="mql: { event: Form Submitted }\nsqll: { stage: mql }\n",
        segmnts="x: 1\n",
    )

    assert problems == [
        "journeys/j.yaml:5: re_entry: 'nevr' is no kind of re-entry; did you mean 'never'?",
        "journeys/j.yaml:7: a.send: no mail is called 'helo'; did you mean 'hello'?",
        "scoring.yaml:1: scores.engagement.half_life: must be text; put it in quotes",
        "segments.yaml:1: warm.score: no score is called 'engagment'; did you mean 'engagement'?",
        "segmnts.yaml:1: is not read; did you mean 'segments.yaml'?",
        "stages.yaml:2: sqll: 'sqll' is no stage that has a rule; did you mean 'sql'?",
    ]


def test_segments_and_stages_that_ask_each_other_in_a_circle_are_refused(write):
    problems = told(
        write,
        "steps:\n  - { step: a, send: hello }\n",
        segments="warm: { none: [ { segment: cold } ] }\ncold: { stage: lead }\n",
        stages="mql: { segment: warm }\n",
    )

    assert problems == [
        (
            "segments.yaml:1: warm: asks in a circle: warm → cold → the stages → warm; "
            "break it somewhere"
        )
    ]


def test_the_outline_of_a_journey_is_checked_in_plain_words(write):
    root = write({"journeys/Big One.yaml": "title: 2027\nstatus: liv\nenter: { evnt: X }\n"})

    assert [str(problem) for problem in check(root)] == [
        (
            "journeys/Big One.yaml:1: 'Big One' cannot name a journey; "
            "use a-z, 0-9 and -, at most 48 of them"
        ),
        "journeys/Big One.yaml:1: steps: is missing",
        "journeys/Big One.yaml:1: title: must be text; put it in quotes",
        "journeys/Big One.yaml:1: topic: is missing",
        (
            "journeys/Big One.yaml:2: status: 'liv' is not one of: draft, live, closing; "
            "did you mean 'live'?"
        ),
    ]


def test_a_form_must_ask_for_an_address_and_say_what_follows(write):
    root = write(
        {
            "forms/x.yaml": """\
            title: A form
            fields:
              - { field: name, label: Name, type: selct }
            consent: { topics: [nurtur], wording: Yes }
            thanks: { title: Thank you, redirect: https://www.example.com }
            """,
            "forms/y.yaml": """\
            title: A form
            fields:
              - { field: name, label: Name, options: [a, b] }
            consent: { topics: [nurtur], wording: Yes }
            thanks: { title: Thank you, redirect: https://www.example.com }
            """,
        }
    )

    assert [str(problem) for problem in check(root)] == [
        (
            "forms/x.yaml:3: fields[1].type: 'selct' is not one of: email, text, tel, textarea, "
            "select, radio, checkbox, number, date, url; did you mean 'select'?"
        ),
        (
            "forms/y.yaml:2: fields: nobody can be mailed without an address; "
            "add { field: email, label: E-mail, type: email, required: true }"
        ),
        "forms/y.yaml:3: fields[1]: has options to choose from; say `type: select`",
        "forms/y.yaml:4: consent.topics[1]: no topic is called 'nurtur'; did you mean 'nurture'?",
        (
            "forms/y.yaml:5: thanks: must say what follows; "
            "write { title:, text: } or { redirect: https://… }"
        ),
    ]


def test_the_policy_must_say_who_takes_the_rest_and_where_we_are(write):
    root = write(
        {
            "policy.yaml": """\
            sender: { name: Luwte, address: nobody }
            postal_address: Havenkade 12, Sneek
            website: https://www.example.com
            time_zone: Europe/Sneek
            topics: { nurture: { title: Reading } }
            quiet_hours: { from: "21:00", to: "8" }
            gap: 6d
            owners:
              sales: [ { if: { stage: sql }, to: { name: Joris, address: joris@example.com } } ]
            """
        }
    )

    assert [str(problem) for problem in check(root)] == [
        "policy.yaml:1: sender.address: 'nobody' is no address",
        "policy.yaml:4: time_zone: 'Europe/Sneek' is no time zone; write Europe/Paris",
        "policy.yaml:6: quiet_hours.to: '8' is no time of the day; write \"09:00\"",
        "policy.yaml:7: gap: not yet: `gap`; this version reads it, but does not run it",
        (
            "policy.yaml:9: owners.sales: does not say who takes the rest; "
            "end with { otherwise: { name:, address: } }"
        ),
    ]


def test_what_is_no_text_at_all_is_named_by_what_it_is(write):
    problems = told(
        write,
        "re_entry: { after: { days: 90 } }\nsteps:\n"
        "  - { step: a, wait: }\n"
        "  - { step: b, wait: [6d] }\n"
        "  - { step: c, wait: true }\n",
    )

    remedy = "is no duration; write 6d, 4h, 30m or 1d12h"
    assert problems == [
        "journeys/j.yaml:5: re_entry.after: must be text",
        f"journeys/j.yaml:7: a.wait: nothing {remedy}",
        f"journeys/j.yaml:8: b.wait: a list {remedy}",
        f"journeys/j.yaml:9: c.wait: true {remedy}",
    ]


@pytest.mark.parametrize(
    ("only_to", "problems"),
    [
        ("{ staging: ['*@ourfirm.nl', ada@example.org], dev: '*@*.ourfirm.nl' }", []),
        (
            "['*@ourfirm.nl']",
            ["only_to: warning: holds for every stage: in production too nobody else gets mail"],
        ),
        (
            "{ Staging: [ourfirm.nl, 5, '*@nl'], dev: [] }",
            [
                "only_to.Staging: 'Staging' cannot name a stage; use a-z, 0-9 and -",
                "only_to.Staging[1]: 'ourfirm.nl' is no pattern of an address",
                "only_to.Staging[2]: '5' is no pattern of an address",
                "only_to.Staging[3]: '*@nl' is no pattern of an address",
                "only_to.dev: lets no mail go at all",
            ],
        ),
        ("{ }", ["only_to: names no stage"]),
    ],
)
def test_whom_a_stage_may_mail_is_said_by_patterns_of_addresses(write, only_to, problems):
    root = write({})
    policy = root / "policy.yaml"
    policy.write_text(policy.read_text() + f"only_to: {only_to}\n")

    told_all = [str(one).split(": ", 1)[1] for one in check(root) if "only_to" in one.field]

    told_all = [one.removesuffix(" [only-these]") for one in told_all]
    remedies = ('; write { staging: ["*@ourfirm.nl"] }', "; write *@ourfirm.nl or ada@ourfirm.nl")
    bare = [one.removesuffix(remedies[0]).removesuffix(remedies[1]) for one in told_all]
    assert bare == problems
