"""The two commands that only read: `kweek check` and `kweek graph`."""

import argparse
import json

import pytest

from kweek.cli import check, graph

JOURNEY = """\
title: A journey
status: live
topic: nurture
enter: { event: Form Submitted }
steps:
  - step: hello
    send: hello
    wait_for: clicked
    within: 3d
    then: { clicked: end, opened: again, otherwise: which }
  - step: again
    send: hello
    next: which
  - step: which
    branch: [ { if: { stage: mql }, to: end }, { otherwise: nap } ]
  - step: nap
    wait: { for: 1d, at: "09:00", days: [mon, fri] }
"""


@pytest.fixture
def kweek(capsys):
    def kweek(*arguments):
        parser = argparse.ArgumentParser()
        commands = parser.add_subparsers()
        check.add(commands)
        graph.add(commands)
        asked = parser.parse_args([str(argument) for argument in arguments])
        code = asked.run(asked)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return kweek


ANSWER = "kind: reaction\nsubject: Hello\n"


def test_a_clean_folder_is_counted_and_warnings_do_not_fail(kweek, write):
    root = write({"mail/hello": ANSWER, "journeys/j.yaml": JOURNEY})

    assert kweek("check", "--campaigns", root) == (
        0,
        "1 journey, 1 mail, 0 forms, 0 segments: 2 warnings\n",
        (
            "journeys/j.yaml:10: hello.then.opened: warning: this path hangs on an open alone, and "
            "many opens are never seen; ask for a click where it matters [hangs-on-opens]\n"
            "journeys/j.yaml:17: nap.wait: warning: waits, and then nothing follows; "
            "say what comes after it, or take it out [dead-end]\n"
        ),
    )


def test_warnings_fail_where_that_is_asked_for_unless_they_are_accepted(kweek, write):
    root = write({"mail/hello": ANSWER, "journeys/j.yaml": JOURNEY})
    accepting = "accept: { hangs-on-opens: so be it, dead-end: so be it }\nsteps:"

    assert kweek("check", "--strict", "--campaigns", root)[0] == 1

    (root / "journeys/j.yaml").write_text(JOURNEY.replace("steps:", accepting))

    assert kweek("check", "--strict", "--campaigns", root) == (
        0,
        "1 journey, 1 mail, 0 forms, 0 segments: no problems (2 warnings accepted)\n",
        "",
    )


def test_errors_fail_and_can_be_read_by_a_program(kweek, write):
    root = write({"journeys/j.yaml": JOURNEY.replace("opened: again, ", "")})
    (root / "policy.yaml").write_text(
        (root / "policy.yaml").read_text().replace("https", "http")
        + "accept: { not-https: in a week }\n"
    )

    code, out, err = kweek("check", "--json", "--campaigns", root)

    assert (code, err) == (1, "")
    assert json.loads(out) == {
        "errors": 3,
        "warnings": 0,
        "accepted": 1,
        "problems": [
            {
                "file": "journeys/j.yaml",
                "line": line,
                "column": column,
                "path": path,
                "field": field,
                "level": "error",
                "code": None,
                "text": text,
                "remedy": remedy,
                "accepted": None,
            }
            for line, column, path, field, text, remedy in [
                (7, 5, ["steps", 0, "send"], "hello.send", "no mail is called 'hello'", ""),
                (
                    11,
                    5,
                    ["steps", 1],
                    "again",
                    "is never reached",
                    "lead a step to it, or remove it",
                ),
                (12, 5, ["steps", 1, "send"], "again.send", "no mail is called 'hello'", ""),
            ]
        ]
        + [
            {
                "file": "policy.yaml",
                "line": 3,
                "column": 1,
                "path": ["website"],
                "field": "website",
                "level": "warning",
                "code": "not-https",
                "text": "'http://www.example.com' is not encrypted",
                "remedy": "write https://",
                "accepted": "in a week",
            }
        ],
    }


def test_a_folder_that_is_not_there_is_a_wrong_call(kweek, tmp_path):
    root = tmp_path / "nowhere"

    assert kweek("check", "--campaigns", root) == (
        2,
        "",
        f"there is no folder {root}; say --campaigns DIR\n",
    )


def test_a_journey_is_drawn_with_every_outcome(kweek, write):
    root = write({"mail/hello": "", "journeys/j.yaml": JOURNEY})

    code, out, err = kweek("graph", "j", "--campaigns", root)

    assert (code, err) == (0, "")
    assert (
        out
        == """\
flowchart TD
  start(("start")) --> s_hello
  s_hello["<b>hello</b><br>Sends hello, waits 3 days at most for: clicked"]
  s_hello -->|"clicked"| s_end
  s_hello -->|"opened"| s_again
  s_hello -->|"otherwise"| s_which
  s_again["<b>again</b><br>Sends hello"]
  s_again --> s_which
  s_which{{"<b>which</b><br>Chooses by rule"}}
  s_which -->|"at stage mql"| s_end
  s_which -->|"otherwise"| s_nap
  s_nap(["<b>nap</b><br>Waits 1 day, then until 09:00 on Mon, Fri"])
  s_nap --> s_end
  s_end(("end"))
"""
    )


def test_a_journey_that_is_misspelt_is_a_wrong_call(kweek, write):
    root = write({"mail/hello": "", "journeys/onboarding.yaml": JOURNEY})

    assert kweek("graph", "onbording", "--campaigns", root) == (
        2,
        "",
        "no journey is called 'onbording'; did you mean 'onboarding'?\n",
    )


def test_a_journey_with_errors_is_not_drawn_but_told(kweek, write):
    root = write({"journeys/j.yaml": JOURNEY.replace("otherwise: nap", "otherwise: knap")})

    code, out, err = kweek("graph", "j", "--campaigns", root)

    assert (code, out) == (1, "")
    assert "no step is called 'knap'; did you mean 'nap'?" in err


def test_a_journey_is_drawn_as_a_picture_into_a_file(kweek, write, tmp_path):
    root = write({"mail/hello": "", "journeys/j.yaml": JOURNEY})
    file = tmp_path / "j.svg"

    told = kweek("graph", "j", "--svg", "--out", file, "--campaigns", root)
    printed = kweek("graph", "j", "--svg", "--campaigns", root)

    assert told == (0, "", "")
    assert printed == (0, file.read_text(), "")
    assert file.read_text().startswith("<svg ")
    assert "About hello" in file.read_text()
