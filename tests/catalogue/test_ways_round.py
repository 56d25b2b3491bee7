"""Loops, skipped steps and long runs that are in order."""

import pytest

RIGHT = {
    "a loop with a pause": (
        "steps:\n  - { step: mail, send: hello }\n  - { step: rest, wait: 30d, next: mail }\n"
    ),
    "a loop around a wait for a click": """\
steps:
  - step: mail
    send: hello
    wait_for: clicked
    within: 6d
    then: { clicked: end, otherwise: mail, held: end, failed: end }
""",
    "a loop around a wait whose mail, when it cannot go, leads to a pause": """\
steps:
  - step: mail
    send: hello
    wait_for: clicked
    within: 6d
    then: { clicked: mail, otherwise: rest }
  - { step: rest, wait: 1d, next: mail }
""",
    "a loop for each click until a day": """\
steps:
  - { step: watch, wait_for: { seen: { event: Page Viewed } }, until: 2027-02-11, then: THEN }
  - { step: mail, send: again, next: watch }
""".replace("THEN", "{ seen: mail, otherwise: end }"),
    "next for those who skip a step that waits": """\
steps:
  - step: a
    only_if: { stage: mql }
    send: hello
    wait_for: clicked
    within: 3d
    then: { clicked: end, otherwise: b }
    next: c
  - { step: b, send: again, next: c }
  - { step: c, wait: 1d }
""",
    "more days than one execution lasts": (
        "steps:\n  - { step: a, wait: 200d }\n  - { step: b, wait: 200d }\n"
    ),
}


@pytest.mark.parametrize("way", RIGHT)
def test_a_way_that_may_be_gone_is_not_told(way, planted):
    assert planted(RIGHT[way]) == []
