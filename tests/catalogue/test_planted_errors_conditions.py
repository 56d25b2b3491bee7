"""Mistakes in conditions, in journeys and in the files that hold nothing else."""

import pytest
from planting import said

from kweek.catalogue.build import check

EXIT = "exit_when: %s\n"

MISTAKES = {
    "two questions in one condition": (
        EXIT % "{ stage: mql, consent: nurture }",
        (
            "5: exit_when: asks 2 things at once: stage, consent",
            "put them in { all: [ … ] }",
        ),
    ),
    "an unknown condition": (
        EXIT % "{ stgae: mql }",
        ("5: exit_when.stgae: no condition is called 'stgae'", "did you mean 'stage'?"),
    ),
    "an unknown stage, topic and segment": (
        EXIT % "{ all: [ { stage: mqll }, { consent: nuture }, { segment: x } ] }",
        ("5: exit_when.all[1].stage: no stage is called 'mqll'", "did you mean 'mql'?"),
        ("5: exit_when.all[2].consent: no topic is called 'nuture'", "did you mean 'nurture'?"),
        "5: exit_when.all[3].segment: no segment is called 'x'",
    ),
    "an unknown operator": (
        EXIT % "{ trait: country, iss: NL }",
        ("5: exit_when.iss: 'iss' is not known here", "did you mean 'is'?"),
    ),
    "a number in words": (
        EXIT % "{ trait: employees, at_least: fifty }",
        "5: exit_when.at_least: must be a number",
    ),
    "a part of a text that is a number": (
        EXIT % "{ trait: phone, starts_with: 31 }",
        ("5: exit_when.starts_with: must be text", "put it in quotes"),
    ),
    "a value that is a map": (
        EXIT % "{ trait: country, is: [ { code: NL } ] }",
        "5: exit_when.is[1]: must be text, a number, true or false",
    ),
    "one of no values": (
        EXIT % "{ event: A, where: { form: [] } }",
        "5: exit_when.where.form: must not be empty",
    ),
    "a property that is not compared": (
        EXIT % "{ event: A, where: { total: {} } }",
        ("5: exit_when.where.total: is not compared", "write at_least: 50"),
    ),
    "one of no segments": (
        EXIT % "{ segment: [] }",
        "5: exit_when.segment: must name a segment",
    ),
    "a score that is not compared": (
        EXIT % "{ score: warmth }",
        ("5: exit_when.score: is not compared", "write at_least: 50"),
    ),
    "no conditions in a list of them": (
        EXIT % "{ any: [] }",
        "5: exit_when.any: must be a list of conditions",
    ),
    "an event without a name": (
        EXIT % "{ event: [] }",
        "5: exit_when.event: must be the name of an event, or a list of names",
    ),
    "less than once": (
        EXIT % "{ event: Page Viewed, count: 0 }",
        "5: exit_when.count: must be greater than or equal to 1",
    ),
    "no window": (
        EXIT % "{ event: Page Viewed, in_last: fortnight }",
        ("5: exit_when.in_last: 'fortnight' is no duration", "write 6d, 4h, 30m or 1d12h"),
    ),
    "looking ahead where the past is asked": (
        EXIT % "{ event: Page Viewed, within: 14d }",
        (
            "5: exit_when.within: looks ahead, and a condition asks what has been",
            "say `in_last: 14d`, or `then:` as well",
        ),
    ),
    "one event after another, however late": (
        EXIT % "{ event: Page Viewed, then: { event: Asked } }",
        (
            "5: exit_when.then: does not say how soon after the first",
            "say `within: 2d`",
        ),
    ),
    "three events after one another": (
        EXIT % "{ event: A, then: { event: B, then: { event: C } }, within: 2d }",
        ("5: exit_when.then.then: 'then' is not known here", "write one of: event, where"),
    ),
    "a mail that was neither sent nor opened nor clicked": (
        EXIT % "{ mail: hello, was: read }",
        "5: exit_when.was: 'read' is not one of: sent, opened, clicked",
    ),
    "a grade": (
        EXIT % "{ grade: A }",
        ("5: exit_when.grade: not yet: grades", "this version reads it, but does not run it"),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_condition_is_told(mistake, planted):
    journey, *problems = MISTAKES[mistake]

    assert planted(journey) == said(problems)


POINTS = "scores: { warmth: { %s } }\n"

FILES = {
    "points that fade and expire": (
        "scoring.yaml",
        POINTS % "half_life: 30d, expires: 90d, points: []",
        (
            "1: scores.warmth.expires: points that fade need not expire as well",
            "keep `half_life` or `expires`",
        ),
    ),
    "points that expire at no time": (
        "scoring.yaml",
        POINTS % "expires: never, points: []",
        ("1: scores.warmth.expires: 'never' is no duration", "write 6d, 4h, 30m or 1d12h"),
    ),
    "no points a day": (
        "scoring.yaml",
        POINTS % "points: [ { event: A, points: 1, per_day: 0 } ]",
        "1: scores.warmth.points[1].per_day: must be greater than 0",
    ),
    "points for one event after another": (
        "scoring.yaml",
        POINTS % "points: [ { event: A, then: { event: B }, within: 2d, points: 1 } ]",
        (
            "1: scores.warmth.points[1].then: 'then' is not known here",
            "write one of: event, where, points, label, per_day",
        ),
        (
            "1: scores.warmth.points[1].within: 'within' is not known here",
            "write one of: event, where, points, label, per_day",
        ),
    ),
    "a segment by a word that only a wait knows": (
        "segments.yaml",
        "warm: clicked\n",
        ("1: warm: 'clicked' can only be waited for", "write { mail: NAME, was: opened }"),
    ),
    "a segment that asks itself": (
        "segments.yaml",
        "warm: { none: [ { segment: warm } ] }\n",
        ("1: warm: asks in a circle: warm → warm", "break it somewhere"),
    ),
    "a list without a title": (
        "lists.yaml",
        "vip:\n",
        "1: vip: must be text: the title of the list",
    ),
}


@pytest.mark.parametrize("mistake", FILES)
def test_a_mistake_in_a_file_of_conditions_is_told(mistake, write):
    file, text, *problems = FILES[mistake]

    told = [str(problem).removeprefix(f"{file}:") for problem in check(write({file: text}))]

    assert told == said(problems)
