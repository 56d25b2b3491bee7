"""One mistake each, and the very words that the marketer reads."""

import pytest

from kweek.catalogue.build import check

MAILS = {
    "mail/hello": "kind: nurture\nsubject: Hello\nlinks:\n  guide: https://www.example.com/guide\n",
    "mail/again": "",
    "mail/lead-handoff": "kind: service\nto: owner\nsubject: A lead\n",
}
OUTLINE = """\
title: A journey
status: live
topic: nurture
enter: { event: Form Submitted }
"""
AT = "journeys/j.yaml"


def told(write, journey, **files):
    """The problems of a folder whose journey `j` has this below its outline."""
    more = {name.replace("__", "/").replace("_yaml", ".yaml"): text for name, text in files.items()}
    root = write({**MAILS, "journeys/j.yaml": OUTLINE + journey, **more})
    return [str(problem) for problem in check(root)]


STEPS = {
    "a target that is misspelt": (
        """\
steps:
  - step: hello
    send: hello
    wait_for: clicked
    within: 3d
    then: { clicked: agian, otherwise: end }
  - step: again
    send: again
""",
        [f"{AT}:10: hello.then.clicked: no step is called 'agian'; did you mean 'again'?"],
    ),
    "a mail that is misspelt": (
        "steps:\n  - step: a\n    send: helo\n",
        [f"{AT}:7: a.send: no mail is called 'helo'; did you mean 'hello'?"],
    ),
    "a link that the mail has not": (
        """\
steps:
  - step: a
    send: hello
    wait_for: { clicked: gide }
    within: 3d
""",
        [
            (
                f"{AT}:8: a.wait_for.clicked: mail 'hello' has no link called 'gide'; "
                "did you mean 'guide'?"
            )
        ],
    ),
    "an owner nobody knows": (
        "steps:\n  - step: a\n    handoff: { to: acount-owner }\n",
        [f"{AT}:7: a.handoff.to: no owner is called 'acount-owner'; did you mean 'account-owner'?"],
    ),
    "a notice sent to the contact": (
        "steps:\n  - step: a\n    send: lead-handoff\n",
        [
            (
                f"{AT}:7: a.send: mail 'lead-handoff' goes to the owner, not to the contact; "
                "send it with `notify`"
            )
        ],
    ),
    "a step that others lead to and the one above falls into": (
        """\
steps:
  - step: choose
    branch: [ { if: { stage: mql }, to: b }, { otherwise: c } ]
  - step: b
    send: hello
  - step: c
    send: again
""",
        [
            f"{AT}:8: b: falls into 'c', to which other ways lead; say `next: c`, or another step",
        ],
    ),
    "a step that nothing reaches": (
        "steps:\n  - { step: a, send: hello, next: end }\n  - { step: b, send: again }\n",
        [f"{AT}:7: b: is never reached; lead a step to it, or remove it"],
    ),
    "a wait without end": (
        "steps:\n  - step: a\n    send: hello\n    wait_for: clicked\n",
        [f"{AT}:8: a.wait_for: waits without end; say `within: 3d`"],
    ),
    "an open asked where no mail is sent": (
        "steps:\n  - step: a\n    wait_for: opened\n    within: 3d\n",
        [
            (
                f"{AT}:7: a.wait_for: 'opened' is about the mail of its own step, and this step "
                "sends none; move the wait_for to the step that sends"
            )
        ],
    ),
    "waiting for what does not happen": (
        """\
steps:
  - step: a
    wait_for: { quiet: { none: [ { event: Page Viewed } ] } }
    within: 3d
""",
        [
            (
                f"{AT}:7: a.wait_for.quiet: only what happens can be waited for, not what does "
                "not; wait for the event and use `otherwise`"
            )
        ],
    ),
    "judging a goal that something does not happen": (
        """\
goal: { none: [ { event: Ticket Opened } ] }
steps:
  - step: a
    send: hello
    within: 3d
    then: { goal: end, otherwise: end }
""",
        [
            (
                f"{AT}:10: a.then.goal: a goal that something does not happen cannot be judged at "
                "a deadline; use `otherwise`"
            )
        ],
    ),
    "an outcome that is waited for and leads nowhere": (
        """\
steps:
  - { step: a, send: hello, wait_for: clicked, within: 3d, then: { otherwise: end } }
""",
        [
            (
                f"{AT}:6: a.then: does not say what follows 'clicked'; "
                "write clicked: STEP, or clicked: end"
            )
        ],
    ),
    "an outcome of no wait": (
        "steps:\n  - { step: a, send: hello, then: { clicked: end } }\n",
        [
            (
                f"{AT}:6: a.then.clicked: 'clicked' is judged at a deadline, and this step has "
                "none; say `within: 3d`"
            )
        ],
    ),
    "a condition without a name": (
        "steps:\n  - { step: a, wait_for: { event: Order Completed }, within: 3d }\n",
        [
            (
                f"{AT}:6: a.wait_for.event: a condition that is waited for needs a name of its "
                "own; write { seen: { event: … } }"
            )
        ],
    ),
    "two steps of one name": (
        "steps:\n  - { step: a, send: hello }\n  - { step: a, send: again }\n",
        [f"{AT}:7: a: two steps are called 'a'"],
    ),
    "a name that the machine needs": (
        "steps:\n  - { step: until, send: hello }\n",
        [f"{AT}:6: until: 'until' is taken; choose another name"],
    ),
    "an unknown key": (
        "steps:\n  - { step: a, send: hello, withn: 3d }\n",
        [f"{AT}:6: a.withn: 'withn' is not known here; did you mean 'within'?"],
    ),
    "an unknown action": (
        "steps:\n  - { step: a, sned: hello }\n",
        [f"{AT}:6: a: does not say what it does; did you mean 'send'?"],
    ),
    "two actions in one step": (
        "steps:\n  - { step: a, send: hello, notify: { to: x, mail: y } }\n",
        [f"{AT}:6: a: does 2 things: send, notify; give each a step of its own"],
    ),
    "no duration": (
        "steps:\n  - { step: a, wait: 6 days }\n",
        [f"{AT}:6: a.wait: '6 days' is no duration; write 6d, 4h, 30m or 1d12h"],
    ),
    "no time of the day": (
        'steps:\n  - { step: a, wait: { for: 2d, at: "9:00", days: weekday } }\n',
        [
            f"{AT}:6: a.wait.at: '9:00' is no time of the day; write \"09:00\"",
            f"{AT}:6: a.wait.days: 'weekday' is no day of the week; did you mean 'weekdays'?",
        ],
    ),
    "a duplicate key": (
        "steps:\n  - step: a\n    send: hello\n    send: again\n",
        [f"{AT}:8: steps[1].send: stands here twice; first on line 7"],
    ),
    "a placeholder of CloudFormation": (
        "steps:\n  - { step: a, update: { traits: { x: '${y}' } } }\n",
        [f"{AT}:6: a.update.traits.x: '${{' cannot stand in a journey"],
    ),
    "a goal that is not there": (
        "exit_when: goal\nsteps:\n  - { step: a, send: hello }\n",
        [f"{AT}:5: exit_when: this journey has no goal; say `goal:` at its top"],
    ),
    "two questions in one condition": (
        "only_if: { stage: mql, consent: nurture }\nsteps:\n  - { step: a, send: hello }\n",
        [f"{AT}:5: only_if: asks 2 things at once: stage, consent; put them in {{ all: [ … ] }}"],
    ),
    "an unknown condition": (
        "only_if: { stgae: mql }\nsteps:\n  - { step: a, send: hello }\n",
        [f"{AT}:5: only_if.stgae: no condition is called 'stgae'; did you mean 'stage'?"],
    ),
    "an unknown stage, topic and segment": (
        (
            "only_if: { all: [ { stage: mqll }, { consent: nuture }, { segment: x } ] }\n"
            "steps:\n  - { step: a, send: hello }\n"
        ),
        [
            f"{AT}:5: only_if.all[1].stage: no stage is called 'mqll'; did you mean 'mql'?",
            f"{AT}:5: only_if.all[2].consent: no topic is called 'nuture'; did you mean 'nurture'?",
            f"{AT}:5: only_if.all[3].segment: no segment is called 'x'",
        ],
    ),
    "an unknown operator": (
        "only_if: { trait: country, iss: NL }\nsteps:\n  - { step: a, send: hello }\n",
        [f"{AT}:5: only_if.iss: 'iss' is not known here; did you mean 'is'?"],
    ),
}


@pytest.mark.parametrize("mistake", STEPS)
def test_a_mistake_in_a_journey_is_told_with_its_line_and_a_remedy(mistake, write):
    journey, expected = STEPS[mistake]

    assert told(write, journey) == expected


def test_all_mistakes_of_all_files_are_told_in_one_go(write):
    problems = told(
        write,
        "re_entry: nevr\nsteps:\n  - { step: a, send: helo }\n",
        segments_yaml="warm: { score: engagment, at_least: 50 }\n",
        scoring_yaml="scores: { engagement: { half_life: 30, points: [] } }\n",
        stages_yaml="mql: { event: Form Submitted }\nsqll: { stage: mql }\n",
        segmnts_yaml="x: 1\n",
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
        segments_yaml="warm: { none: [ { segment: cold } ] }\ncold: { stage: lead }\n",
        stages_yaml="mql: { segment: warm }\n",
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
