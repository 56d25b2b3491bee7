"""The schema of behaviour.yaml: it takes what the simulation takes, and marks a slip."""

from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from kweek.catalogue.problems import Problems
from kweek.catalogue.yaml_file import read_yaml
from kweek.simulation.behaviour_file import ASSUMED
from kweek.simulation.json_schema import schema

SHIPPED = Path(__file__).parents[2] / "campaigns/behaviour.yaml"
SCHEMA = Draft7Validator(schema())


def wrong(path):
    data = read_yaml(path.parent, path, Problems()).data
    return [".".join(map(str, error.absolute_path)) for error in SCHEMA.iter_errors(data)]


@pytest.mark.parametrize("path", [SHIPPED, ASSUMED], ids=lambda path: path.stem)
def test_what_kweek_brings_is_as_the_schema_says(path):
    Draft7Validator.check_schema(SCHEMA.schema)

    assert wrong(path) == []


@pytest.mark.parametrize(
    ("slip", "place"),
    [
        ("habit: []", ""),
        ("starts: soon", "starts"),
        ("arrive_within: 80", "arrive_within"),
        ("habits: [ { event: Page Viewed, every: often } ]", "habits.0.every"),
        ("mails: { opens: [ { chance: 20% } ] }", "mails"),
        ("mails: { open: [ { after: 5h } ] }", "mails.open"),
        ("mails: { open: [ { chance: 20%, stage: warm } ] }", "mails.open"),
    ],
)
def test_a_slip_is_marked_where_it_stands(tmp_path, slip, place):
    path = tmp_path / "behaviour.yaml"
    path.write_text(slip)

    assert wrong(path) == [place]
