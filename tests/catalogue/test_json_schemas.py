"""The schemas for editors: they take what Kweek takes, and mark what it would not."""

import json
from pathlib import Path
from random import Random

import pytest
from all_forms import JOURNEY
from jsonschema import Draft7Validator

from kweek.catalogue.json_schemas import MEANINGS, PLACES, schemas
from kweek.catalogue.problems import Problems
from kweek.catalogue.schema_words import NOT_YET
from kweek.catalogue.yaml_file import read_yaml
from tests.grammar.writing import Writing

ROOT = Path(__file__).parents[2]
SHIPPED = (
    ROOT / "campaigns",
    ROOT / "layers/kweek/cli/workspace/starter/campaigns",
    ROOT / "tests/e2e/campaigns",
)
#: One of them says what this version does not run, and editors do not offer.
EXAMPLES = sorted((Path(__file__).parent / "examples").glob("[!n]*.yaml"))
MADE = schemas()
HEAD = "title: J\nstatus: live\ntopic: news\nenter: { event: Form Submitted }\n"


def wrong(kind, data):
    """Where a file goes against its schema."""
    found = Draft7Validator(MADE[kind]).iter_errors(data)
    return [".".join(map(str, error.absolute_path)) for error in found]


def said(path):
    return read_yaml(path.parent, path, Problems()).data


def text(tmp_path, written):
    path = tmp_path / "written.yaml"
    path.write_text(written, "utf-8")
    return said(path)


def test_every_schema_is_one_and_none_leans_on_what_it_does_not_hold():
    for schema in MADE.values():
        Draft7Validator.check_schema(schema)
        names = {part.partition('"')[0] for part in json.dumps(schema).split("#/$defs/")[1:]}
        assert names == set(schema["$defs"])


@pytest.mark.parametrize("root", SHIPPED, ids=["shipped", "starter", "of the end-to-end tests"])
def test_every_file_that_kweek_brings_is_as_its_schema_says(root):
    files = {kind: sorted(root.glob(place)) for kind, place in PLACES.items()}

    found = {
        str(path.relative_to(root)): places
        for kind, paths in files.items()
        for path in paths
        if (places := wrong(kind, said(path)))
    }

    assert found == {}
    assert len([path for paths in files.values() for path in paths]) > 5


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_journeys_that_teach_the_grammar_are_as_their_schema_says(path):
    assert wrong("journey", said(path)) == []


def test_a_journey_of_all_forms_is_as_its_schema_says(tmp_path):
    assert wrong("journey", text(tmp_path, JOURNEY)) == []


def test_random_journeys_are_as_their_schema_says():
    found = {
        seed: places
        for seed in range(30)
        if (places := wrong("journey", Writing(Random(seed)).journey()))  # noqa: S311
    }

    assert found == {}


@pytest.mark.parametrize(
    ("slip", "place"),
    [
        ("entr: { event: Form Submitted }\nsteps: [ { step: a, send: m } ]\n", ""),
        ("steps: []\n", "steps"),
        ("steps: [ { step: a } ]\n", "steps.0"),
        ("steps: [ { send: m } ]\n", "steps.0"),
        ("steps: [ { step: a, send: m, wait: 2d } ]\n", "steps.0"),
        ("steps: [ { step: a, sned: m } ]\n", "steps.0"),
        ("steps: [ { step: a, wait: two days } ]\n", "steps.0"),
        ("steps: [ { step: a, wait: { for: 2d, at: 9:00 } } ]\n", "steps.0"),
        ("steps: [ { step: a, wait: { for: 2d, at: '09:00', days: workdays } } ]\n", "steps.0"),
        ("steps: [ { step: a, send: m, wait_for: clickd, within: 3d } ]\n", "steps.0"),
        ("steps: [ { step: a, send: m, within: 3 } ]\n", "steps.0"),
        ("steps: [ { step: a, send: m, then: { clicked: [b] } } ]\n", "steps.0"),
        ("steps: [ { step: a, branch: [ { if: { stage: warm }, to: b } ] } ]\n", "steps.0"),
        ("steps: [ { step: a, branch: [ { if: { stage: mql } } ] } ]\n", "steps.0"),
        ("steps: [ { step: a, split: { b: half, c: 50 } } ]\n", "steps.0"),
        ("steps: [ { step: a, handoff: { too: sales } } ]\n", "steps.0"),
        ("steps: [ { step: a, update: { add_to: [] } } ]\n", "steps.0"),
        ("steps: [ { step: a, send: m } ]\nre_entry: sometimes\n", "re_entry"),
        ("steps: [ { step: a, send: m } ]\nre_entry: { after: long }\n", "re_entry"),
        ("steps: [ { step: a, send: m } ]\ngoal: { stage: sql, target: 40 }\n", "goal"),
        ("steps: [ { step: a, send: m } ]\nexit_when: { segmant: x }\n", "exit_when"),
        ("steps: [ { step: a, send: m } ]\nexit_when: { score: x, is: 5 }\n", "exit_when"),
        ("steps: [ { step: a, send: m } ]\nexit_when: { all: [] }\n", "exit_when"),
        ("steps: [ { step: a, send: m } ]\nonly_if: { trait: x, atleast: 5 }\n", "only_if"),
        ("steps: [ { step: a, send: m } ]\nonly_if: { event: X, count: 0 }\n", "only_if"),
        ("steps: [ { step: a, send: m } ]\nonly_if: { event: X, in_last: 2x }\n", "only_if"),
    ],
)
def test_a_slip_in_a_journey_is_marked_where_it_stands(tmp_path, slip, place):
    assert wrong("journey", text(tmp_path, HEAD + slip)) == [place]


@pytest.mark.parametrize(
    ("kind", "written", "place"),
    [
        ("mail", "{ kind: nurturing, subject: A }", "kind"),
        ("mail", "{ kind: nurture }", ""),
        ("mail", "{ kind: nurture, subject: A, links: { a: { to: b } } }", "links.a"),
        ("segments", "{ dutch: { trait: country, iss: NL } }", "dutch"),
        ("segments", "{ dutch: country }", "dutch"),
        ("stages", "{ warm: { stage: lead } }", ""),
        ("lists", "{ one: [a, b] }", "one"),
        ("scoring", "{ scores: { s: { half_life: long, points: [] } } }", "scores.s.half_life"),
        ("scoring", "{ scores: { s: { points: [ { event: A } ] } } }", "scores.s.points.0"),
        ("scoring", "{ interests: { Prices: { events: A } } }", "interests.Prices"),
        ("tracking", "{ events: { Order Completed: order_id } }", "events.Order Completed"),
        ("tracking", "{ traits: { country: [a] } }", "traits.country"),
        ("form", "{ title: F, thanks: { title: A }, fields: [ { field: email } ] }", "fields.0"),
    ],
)
def test_a_slip_in_another_file_is_marked_where_it_stands(tmp_path, kind, written, place):
    assert wrong(kind, text(tmp_path, written))[0] == place


@pytest.mark.parametrize(
    ("slip", "place"),
    [
        ("quiet_hours: { from: '9', to: '21:00' }", "quiet_hours"),
        ("owners: { sales: [ { to: { name: A, address: a@example.com } } ] }", "owners.sales.0"),
        ("only_to: { staging: ourfirm.nl }", "only_to"),
        ("mail_rate: 0", "mail_rate"),
        ("pace: 6d", "pace"),
        ("time_zones: Europe/Paris", ""),
    ],
)
def test_a_slip_in_the_policy_is_marked_where_it_stands(tmp_path, slip, place):
    policy = (
        "sender: { name: A, address: a@example.com }\npostal_address: A\n"
        "website: https://www.example.com\ntime_zone: Europe/Paris\n"
        "topics: { news: { title: N } }\n"
    )

    assert wrong("policy", text(tmp_path, policy)) == []
    assert wrong("policy", text(tmp_path, policy + slip))[0].startswith(place)
    assert wrong("policy", text(tmp_path, policy + slip)) != []


def test_every_key_that_a_shape_leaves_open_has_its_meaning_here():
    """A new key of a shape that says no more than Any would be anything to an editor."""
    open_keys = {
        f"{kind}: {name}.{key}"
        for kind, schema in MADE.items()
        for name, shape in {kind: schema, **schema["$defs"]}.items()
        for key, one in shape.get("properties", {}).items()
        if one == {} and key not in MEANINGS and key not in NOT_YET
    }

    assert open_keys == set()
