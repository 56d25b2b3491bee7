"""`kweek simulate` as it is called: what goes where, and with which exit code."""

import importlib.util
import io
import json
import sys
from pathlib import Path

import pytest

from kweek.cli.main import main

_small = Path(__file__).parents[1] / "simulation" / "small.py"
_spec = importlib.util.spec_from_file_location("small_workspace", _small)
small = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(small)


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return small.workspace(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def simulate(campaigns, capsys):
    def call(*more):
        asked = [
            "simulate",
            "--campaigns",
            str(campaigns),
            "--contacts",
            "5",
            "--days",
            "40",
            *more,
        ]
        verdict = main(asked)
        return verdict, *capsys.readouterr()

    return call


def test_the_report_goes_to_stdout_and_the_rest_to_stderr(simulate):
    verdict, out, err = simulate()

    assert verdict == 0
    assert out.startswith("5 people, 40 days: 2027-01-04 to 2027-02-13 (seed 1)\n")
    assert "  5 entered, 5 came to the end, 0 left early, 0 are still in it\n" in out
    assert "  10 mails, 100% opened, 50% clicked\n" in out
    assert "  goal: 5 of 5, 100%; target 50%: met\n" in out
    assert err.startswith("5 people, 40 days: ")


def test_as_json_it_is_the_same_to_the_byte_each_time(simulate):
    verdict, once, _ = simulate("--json")
    _, again, _ = simulate("--json")
    _, other, _ = simulate("--json", "--seed", "2")

    assert verdict == 0
    assert json.loads(once)["asked"]["contacts"] == 5
    assert once == again
    assert once != other


def test_one_of_them_can_be_asked_for_by_number_or_address(simulate):
    by_number = simulate("--contact", "3")
    by_address = simulate("--contact", "person-3@example.org")

    assert by_number[:2] == by_address[:2]
    assert by_number[0] == 0
    assert "They filled in the form guide." in by_number[1]


def test_the_story_of_one_can_be_read_by_a_program(simulate):
    verdict, out, _ = simulate("--contact", "3", "--json")

    assert verdict == 0
    assert [*json.loads(out)] == ["timeline", "at_the_end"]


def test_a_report_is_written_where_it_was_asked_for(simulate, tmp_path):
    verdict, out, err = simulate("--html", str(tmp_path / "report.html"))

    assert (verdict, out) == (0, "")
    assert f"the report is in {tmp_path / 'report.html'}" in err
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")


def test_it_begins_on_the_day_that_was_asked_for(simulate):
    _, out, _ = simulate("--from", "2028-03-01")

    assert out.startswith("5 people, 40 days: 2028-03-01 to 2028-04-10")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--contact", "6"), "--contact is a number from 1 to 5"),
        (("--contact", "1", "--html", "x"), "--contact goes without --html"),
        (("--campaigns", "nowhere"), "there is no folder nowhere; say --campaigns DIR"),
    ],
)
def test_what_cannot_be_meant_is_called_wrongly(simulate, more, said):
    verdict, out, err = simulate(*more)

    assert (verdict, out, err) == (2, "", f"{said}\n")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--contacts", "0"), ("--days", "many"), ("--contact", "ada"), ("--from", "soon")],
)
def test_what_is_no_number_or_day_is_called_wrongly(simulate, option, value):
    with pytest.raises(SystemExit) as left:
        simulate(option, value)

    assert left.value.code == 2


def test_a_wrong_behaviour_file_is_told_and_nothing_is_simulated(tmp_path, capsys):
    campaigns = small.workspace(tmp_path, behaviour="mails: { opn: [ { chance: 3% } ] }\n")

    assert main(["simulate", "--campaigns", str(campaigns)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "behaviour.yaml:1: mails.opn: 'opn' is nothing that people do about a mail; "
        "did you mean 'open'?\n"
    )


def test_wrong_campaigns_are_told_and_nothing_is_simulated(tmp_path, capsys):
    journey = small.JOURNEY.replace("send: hello", "send: hallo")
    campaigns = small.workspace(tmp_path, journeys__guide=journey)

    assert main(["simulate", "--campaigns", str(campaigns)]) == 1
    assert "no mail is called 'hallo'; did you mean 'hello'?" in capsys.readouterr().err


def test_on_a_terminal_a_bar_shows_how_far_it_is(campaigns, monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)

    main(["simulate", "--campaigns", str(campaigns), "--contacts", "100", "--days", "4", "--json"])

    shown = terminal.getvalue().split("\r")[1:]
    assert len(shown) == 4
    assert shown[0].startswith("███████·")
    assert " 25 %  25 of 100 people" in shown[0]
    assert "100 %  100 of 100 people\n" in shown[-1]
