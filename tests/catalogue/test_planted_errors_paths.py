"""Mistakes in where steps lead: targets, falls, what is never reached, loops."""

import pytest
from planting import said

MISTAKES = {
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
        ("10: hello.then.clicked: no step is called 'agian'", "did you mean 'again'?"),
    ),
    "a step for those who come too late that is misspelt": (
        """\
steps:
  - step: day
    wait: { until: $entry.day, late: manul }
  - step: manual
    send: hello
""",
        ("7: day.wait.late: no step is called 'manul'", "did you mean 'manual'?"),
    ),
    "a part of a split that is misspelt": (
        """\
steps:
  - { step: which, split: { premium: 50, fre: 50 } }
  - { step: premium, send: hello, next: end }
  - { step: free, send: again }
""",
        ("6: which.split.fre: no step is called 'fre'", "did you mean 'free'?"),
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
        (
            "8: b: falls into 'c', to which other ways lead",
            "say `next: c`, or another step",
        ),
    ),
    "a step that the late ones go to and the one above falls into": (
        """\
steps:
  - step: day
    wait: { until: $entry.day, late: manual }
  - step: manual
    send: hello
""",
        (
            "6: day: falls into 'manual', to which other ways lead",
            "say `next: manual`, or another step",
        ),
    ),
    "a wait that falls into a step of its own": (
        """\
steps:
  - step: ask
    send: hello
    wait_for: clicked
    within: 3d
    then: { clicked: thanks }
  - step: thanks
    send: again
""",
        (
            "6: ask: falls into 'thanks', to which other ways lead",
            "say `otherwise: thanks`, or another step",
        ),
    ),
    "a split that may be skipped into one of its parts": (
        """\
steps:
  - { step: which, only_if: { stage: mql }, split: { a: 50, b: 50 } }
  - { step: a, send: hello, next: end }
  - { step: b, send: again }
""",
        (
            "6: which: falls into 'a', to which other ways lead",
            "say `next: a`, or another step",
        ),
    ),
    "a step that nothing reaches": (
        "steps:\n  - { step: a, send: hello, next: end }\n  - { step: b, send: again }\n",
        ("7: b: is never reached", "lead a step to it, or remove it"),
    ),
    "a loop without a wait": (
        """\
steps:
  - step: ask
    branch: [ { if: { stage: mql }, to: mail }, { otherwise: note } ]
  - step: note
    update: { traits: { noted: true } }
    next: ask
  - step: mail
    send: hello
""",
        (
            "6: ask: goes round without a wait: ask → note → ask",
            "put `wait: 1d` on the way, or lead it elsewhere",
        ),
    ),
    "a step that leads to itself": (
        "steps:\n  - { step: mail, send: hello, next: mail }\n",
        (
            "6: mail: goes round without a wait: mail → mail",
            "put `wait: 1d` on the way, or lead it elsewhere",
        ),
    ),
    "a loop whose wait may be skipped": (
        """\
steps:
  - { step: rest, only_if: { stage: mql }, wait: 1d }
  - { step: mail, send: hello, next: rest }
""",
        (
            "6: rest: goes round without a wait: rest → mail → rest",
            "put `wait: 1d` on the way, or lead it elsewhere",
        ),
    ),
    "a loop that waits for a moment that has passed the second time": (
        """\
steps:
  - { step: day, wait: { until: 2027-02-11 } }
  - { step: mail, send: hello, next: day }
""",
        (
            "6: day: goes round without a wait: day → mail → day",
            "put `wait: 1d` on the way, or lead it elsewhere",
        ),
    ),
    "a loop for those who failed": (
        """\
steps:
  - { step: mail, send: hello, wait_for: clicked, within: 3d, then: { clicked: end, failed: mail } }
""",
        (
            "6: mail: goes round without a wait: mail → mail",
            "put `wait: 1d` on the way, or lead it elsewhere",
        ),
    ),
    "a loop for those whose mail was held": (
        """\
steps:
  - { step: mail, send: hello, wait_for: clicked, within: 3d, then: { clicked: end, held: mail } }
""",
        (
            "6: mail: goes round without a wait: mail → mail",
            "put `wait: 1d` on the way, or lead it elsewhere",
        ),
    ),
    "a loop for those whose mail can never go, since `otherwise` is theirs as well": (
        """\
steps:
  - { step: mail, send: hello, wait_for: clicked, within: 6d, then: THEN }
""".replace("THEN", "{ clicked: end, otherwise: mail }"),
        (
            "6: mail: goes round without a wait when its mail cannot go: mail → mail",
            "say in `then` where `held:` and `failed:` lead",
        ),
    ),
    "the same by way of another step, with one of the two named": (
        """\
steps:
  - { step: note, update: { traits: { asked: true } } }
  - { step: mail, send: hello, wait_for: clicked, within: 6d, then: THEN, next: note }
""".replace("THEN", "{ clicked: end, held: end }"),
        (
            "7: mail: goes round without a wait when its mail cannot go: note → mail → note",
            "say in `then` where `failed:` leads",
        ),
    ),
    "a hand-off that is given again when its mail can never go": (
        """\
steps:
  - { step: give, handoff: HANDOFF, then: { accepted: end, otherwise: give } }
""".replace("HANDOFF", "{ to: account-owner, accept_within: 1d }"),
        (
            "6: give: goes round without a wait when its mail cannot go: give → give",
            "say in `then` where `held:` and `failed:` lead",
        ),
    ),
    "a loop that waits for what may be so already": (
        """\
steps:
  - step: watch
    wait_for: { seen: { any: [ { event: Page Viewed, in_last: 2d }, { event: Bought } ] } }
    within: 3d
    then: { seen: mail, otherwise: end }
  - { step: mail, send: hello, next: watch }
""",
        (
            "6: watch: goes round without a wait: watch → mail → watch",
            "put `wait: 1d` on the way, or lead it elsewhere",
        ),
    ),
    "one of two loops without a wait": (
        """\
steps:
  - { step: rest, wait: 6d, next: ask }
  - step: ask
    branch:
      - { if: { stage: lead }, to: rest }
      - { if: { stage: mql }, to: tell }
      - { otherwise: end }
  - step: tell
    notify: { to: account-owner, mail: lead-handoff }
    next: ask
""",
        (
            "7: ask: goes round without a wait: ask → tell → ask",
            "put `wait: 1d` on the way, or lead it elsewhere",
        ),
    ),
    "two steps of one name": (
        "steps:\n  - { step: a, send: hello }\n  - { step: a, send: again }\n",
        "7: a: two steps are called 'a'",
    ),
    "a name that the machine needs": (
        "steps:\n  - { step: until, send: hello }\n",
        ("6: until: 'until' is taken", "choose another name"),
    ),
    "a name that is no name": (
        "steps:\n  - { step: Say Hello, send: hello }\n",
        (
            "6: Say Hello: 'Say Hello' cannot name a step",
            "use a-z, 0-9 and -, at most 79 of them",
        ),
    ),
    "a choice that answers as a skipped step does": (
        """\
steps:
  - step: which
    only_if: { stage: mql }
    branch: [ { if: { stage: sql }, to: skipped }, { otherwise: end } ]
  - { step: skipped, send: hello }
""",
        (
            (
                "8: which.branch[1].to: 'skipped' is what this step answers when its `only_if` is "
                "false"
            ),
            "give that step another name",
        ),
    ),
    "next beside otherwise": (
        """\
steps:
  - { step: a, send: hello, wait_for: clicked, within: 3d, then: THEN, next: b }
  - { step: b, send: again }
""".replace("THEN", "{ clicked: end, otherwise: b }"),
        (
            "6: a.next: is never used, since `otherwise` says what follows",
            "keep one of them",
        ),
    ),
    "next on a split": (
        """\
steps:
  - { step: a, split: { b: 60, end: 40 }, next: end }
  - { step: b, send: again }
""",
        (
            "6: a.next: is never used, since a split leads to one of its parts",
            "leave it out",
        ),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_where_a_step_leads_is_told(mistake, planted):
    journey, *problems = MISTAKES[mistake]

    assert planted(journey) == said(problems)
