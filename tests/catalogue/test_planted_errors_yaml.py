"""Mistakes of YAML itself, and what YAML 1.1 would have made of plain words."""

import pytest
from planting import said

from kweek.catalogue.build import check

MISTAKES = {
    "a key that stands twice in a step": (
        "steps:\n  - step: a\n    send: hello\n    send: again\n",
        "8: steps[1].send: stands here twice; first on line 7",
    ),
    "a key that stands twice at the top": (
        "re_entry: never\nre_entry: { after: 90d }\n",
        "6: re_entry: stands here twice; first on line 5",
    ),
    "an outcome that stands twice": (
        (
            "steps:\n"
            "  - step: a\n"
            "    send: hello\n"
            "    wait_for: clicked\n"
            "    within: 3d\n"
            "    then: { clicked: end, clicked: a, otherwise: end }\n"
        ),
        "10: steps[1].then.clicked: stands here twice; first on line 10",
    ),
    "yes for true": (
        "only_if: { trait: country, exists: yes }\n",
        ("5: only_if.exists: must be true or false", "'yes' is text here: write true"),
    ),
    "off for false": (
        "only_if: { trait: country, exists: off }\n",
        ("5: only_if.exists: must be true or false", "'off' is text here: write false"),
    ),
    "on for a way in": (
        "enter: on\n",
        (
            "4: enter: must say one way in",
            "write one of: event, schedule, segment, stage, date, journey, manual",
        ),
    ),
    "no for an outcome": (
        (
            "steps:\n"
            "  - step: a\n"
            "    send: hello\n"
            "    wait_for: clicked\n"
            "    within: 3d\n"
            "    then: { clicked: end, no: a }\n"
        ),
        (
            "10: a.then.no: 'no' is no outcome of this step",
            "name one of: clicked, otherwise, held, failed",
        ),
    ),
    "a time without its nought": (
        "steps:\n  - { step: a, wait: { for: 2d, at: 9:00 } }\n",
        ("6: a.wait.at: '9:00' is no time of the day", 'write "09:00"'),
    ),
    "a time without its colon": (
        "steps:\n  - { step: a, wait: { for: 2d, at: 0900 } }\n",
        ("6: a.wait.at: must be text", "put it in quotes"),
    ),
    "a time in seconds": (
        "steps:\n  - { step: a, wait: { for: 2d, at: 09:00:00 } }\n",
        ("6: a.wait.at: '09:00:00' is no time of the day", 'write "09:00"'),
    ),
    "a number for a duration": (
        "steps:\n  - { step: a, send: hello, wait_for: clicked, within: 010 }\n",
        ("6: a.within: must be text", "put it in quotes"),
    ),
    "a date that is no day of the year": (
        "ends: 2027-12\n",
        (
            "5: ends: '2027-12' is no date",
            'write "2027-02-11 15:00" or $contact.renewal_date - 4d',
        ),
    ),
    "a list where a map is meant": (
        "goal: [ { stage: sql } ]\n",
        ("5: goal: is no condition", "write { all: [ … ] } or { any: [ … ] }"),
    ),
    "a merge of maps": (
        "exit_when: { <<: { stage: sql }, stage: customer }\n",
        (
            "5: exit_when.<<: '<<' is not known here",
            "'stage' stands alone",
        ),
    ),
    "a tag": (
        "re_entry: !!binary bmV2ZXI=\n",
        "5: re_entry: the tag 'tag:yaml.org,2002:binary' is not known here",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_of_yaml_is_told(mistake, planted):
    journey, *problems = MISTAKES[mistake]

    assert planted(journey) == said(problems)


RIGHT = {
    "a country called no": "only_if: { trait: country, is: no }\n",
    "a switch that is on": "only_if: { trait: machine, is: on }\n",
    "a time without quotes": "steps:\n  - { step: a, wait: { for: 1d, at: 10:00 } }\n",
    "a day without quotes": "enter_until: 2027-02-11\n",
    "a day of the year": "season: 11-01..12-10\n",
    "a date that means the country of Norway": "values: { country: no, at: 10:30 }\n",
}


@pytest.mark.parametrize("word", RIGHT)
def test_what_yaml_1_1_would_have_misread_is_text(word, planted):
    assert planted(RIGHT[word]) == []


def test_a_file_that_asks_for_yaml_1_1_is_refused(write):
    root = write({"journeys/j.yaml": "%YAML 1.1\n---\ntitle: A journey\n"})

    assert [str(problem) for problem in check(root)] == [
        "journeys/j.yaml:1: says which YAML it is; leave that line out"
    ]


def test_two_documents_in_one_file_are_refused(write):
    root = write({"segments.yaml": "warm: { stage: mql }\n---\ncold: { stage: lead }\n"})

    assert [str(problem) for problem in check(root)] == [
        (
            "segments.yaml:2: is not YAML: expected a single document in the stream "
            "but found another document"
        )
    ]
