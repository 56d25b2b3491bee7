"""Mistakes in what a step waits for, for how long, and what follows."""

import pytest
from planting import said

STEP = "steps:\n  - { step: a, %s }\n"
SEND = "steps:\n  - { step: a, send: hello, %s }\n"
LONG = "wait 300d at most, and then wait again"

MISTAKES = {
    "no duration": (
        STEP % "wait: 6 days",
        ("6: a.wait: '6 days' is no duration", "write 6d, 4h, 30m or 1d12h"),
    ),
    "a duration of nothing": (
        STEP % "wait: 0d",
        ("6: a.wait: '0d' is no duration", "write 6d, 4h, 30m or 1d12h"),
    ),
    "nothing at all": (
        STEP % "wait: ",
        ("6: a.wait: nothing is no duration", "write 6d, 4h, 30m or 1d12h"),
    ),
    "a map that says nothing": (
        STEP % "wait: {}",
        ("6: a.wait: does not say how long", "write for: 6d"),
    ),
    "a year": (
        STEP % "wait: 365d",
        ("6: a.wait: '365d' is longer than one wait can be", LONG),
    ),
    "a year for a click": (
        SEND % "wait_for: clicked, within: 52w",
        ("6: a.within: '52w' is longer than one wait can be", LONG),
    ),
    "no time of the day, and no day": (
        STEP % 'wait: { for: 2d, at: "9:00", days: weekday }',
        ("6: a.wait.at: '9:00' is no time of the day", 'write "09:00"'),
        ("6: a.wait.days: 'weekday' is no day of the week", "did you mean 'weekdays'?"),
    ),
    "days without a time": (
        STEP % "wait: { for: 2d, days: [mon] }",
        ("6: a.wait.days: does not say the time of the day", 'write at: "09:00"'),
    ),
    "a length and a moment": (
        STEP % "wait: { for: 2d, until: 2027-02-11 }",
        ("6: a.wait.for: `for` cannot stand beside `until`", "keep one of them"),
    ),
    "days and a moment": (
        STEP % 'wait: { until: 2027-02-11, at: "08:00", days: weekdays }',
        ("6: a.wait.days: `days` cannot stand beside `until`", "keep one of them"),
    ),
    "too late for a pause": (
        STEP % "wait: { for: 2d, late: end }",
        (
            "6: a.wait.late: nobody is late for a wait that begins when they come",
            "`late` belongs to `until`",
        ),
    ),
    "too late for a wait of some days": (
        STEP % "wait_for: { seen: { event: A } }, within: 3d, late: end",
        (
            "6: a.late: nobody is late for a wait that begins when they come",
            "`late` belongs to `until`",
        ),
    ),
    "within and until": (
        SEND % "wait_for: clicked, within: 3d, until: 2027-02-11",
        ("6: a.within: cannot stand beside `until`", "keep one of them"),
    ),
    "a time of the day and no day": (
        SEND % 'wait_for: clicked, within: 3d, at: "09:00"',
        ("6: a.at: says at what time, but not on which day", "say `until:`"),
    ),
    "a wait without end": (
        SEND % "wait_for: clicked",
        ("6: a.wait_for: waits without end", "say `within: 3d`"),
    ),
    "a wait for nothing": (
        SEND % "within: 3d",
        ("6: a: waits for nothing", "say `wait_for:`, or name what is judged in `then`"),
    ),
    "a wait for none of several": (
        SEND % "wait_for: [], within: 3d, then: { clicked: end, otherwise: end }",
        "6: a.wait_for: must name what is waited for",
    ),
    "no days at all": (
        STEP % 'wait: { at: "09:00", days: [] }',
        "6: a.wait.days: names no day of the week",
    ),
    "an open asked where no mail is sent": (
        STEP % "wait_for: opened, within: 3d",
        (
            "6: a.wait_for: 'opened' is about the mail of its own step, and this step sends none",
            "move the wait_for to the step that sends",
        ),
    ),
    "a link that the mail has not": (
        SEND % "wait_for: { clicked: gide }, within: 3d",
        ("6: a.wait_for.clicked: mail 'hello' has no link called 'gide'", "did you mean 'guide'?"),
    ),
    "a word that is misspelt": (
        SEND % "wait_for: cliked, within: 3d",
        ("6: a.wait_for: 'cliked' is no condition", "did you mean 'clicked'?"),
    ),
    "waiting for what does not happen": (
        STEP % "wait_for: { quiet: { none: [ { event: Page Viewed } ] } }, within: 3d",
        (
            "6: a.wait_for.quiet: only what happens can be waited for, not what does not",
            "wait for the event and use `otherwise`",
        ),
    ),
    "waiting for one thing or for another that does not happen": (
        STEP % "wait_for: { x: { any: [ { event: A }, { none: [ { event: B } ] } ] } }, within: 3d",
        (
            "6: a.wait_for.x: only what happens can be waited for, not what does not",
            "wait for the event and use `otherwise`",
        ),
    ),
    "judging a goal that something does not happen": (
        "goal: { none: [ { event: Ticket Opened } ] }\n"
        + SEND % "within: 3d, then: { goal: end, otherwise: end }",
        (
            "7: a.then.goal: a goal that something does not happen cannot be judged at a deadline",
            "use `otherwise`",
        ),
    ),
    "waiting for a goal that something does not happen": (
        "goal: { none: [ { event: Ticket Opened } ] }\n" + SEND % "wait_for: goal, within: 3d",
        (
            "7: a.wait_for: a goal that something does not happen cannot be waited for",
            "use `otherwise`",
        ),
    ),
    "judging a split by what does not happen": (
        (
            "steps:\n"
            "  - step: a\n"
            "    split: { b: 50, end: 50 }\n"
            "    judged_by: { none: [ { event: Unsubscribed } ] }\n"
            "    within: 14d\n"
            "  - { step: b, send: hello }\n"
        ),
        (
            "8: a.judged_by: only what happens can be judged, not what does not",
            "ask for the event itself",
        ),
    ),
    "a goal that is not there": (
        SEND % "wait_for: goal, within: 3d",
        ("6: a.wait_for: this journey has no goal", "say `goal:` at its top"),
    ),
    "an outcome that is waited for and leads nowhere": (
        SEND % "wait_for: clicked, within: 3d, then: { otherwise: end }",
        ("6: a.then: does not say what follows 'clicked'", "write clicked: STEP, or clicked: end"),
    ),
    "an outcome of no wait": (
        SEND % "then: { clicked: end }",
        (
            "6: a.then.clicked: 'clicked' is judged at a deadline, and this step has none",
            "say `within: 3d`",
        ),
    ),
    "an outcome that is misspelt": (
        SEND % "wait_for: clicked, within: 3d, then: { clicked: end, otherwize: end }",
        (
            "6: a.then.otherwize: 'otherwize' is no outcome of this step",
            "did you mean 'otherwise'?",
        ),
    ),
    "late among the outcomes": (
        SEND % "wait_for: clicked, until: 2027-02-11, then: { clicked: end, late: end }",
        (
            "6: a.then.late: 'late' stands beside `until`, not among the outcomes",
            "write `late: end` in the step",
        ),
    ),
    "a condition without a name": (
        STEP % "wait_for: { event: Order Completed }, within: 3d",
        (
            "6: a.wait_for.event: a condition that is waited for needs a name of its own",
            "write { seen: { event: … } }",
        ),
    ),
    "a condition by a name that is taken": (
        STEP % "wait_for: { skipped: { event: Order Completed } }, within: 3d",
        ("6: a.wait_for.skipped: 'skipped' is taken", "choose another name"),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_wait_is_told(mistake, planted):
    journey, *problems = MISTAKES[mistake]

    assert planted(journey) == said(problems)
