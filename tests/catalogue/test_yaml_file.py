"""YAML 1.2 with lines."""

import pytest

from kweek.catalogue.problems import Problems
from kweek.catalogue.yaml_file import read_yaml


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "x.yaml"
        path.write_text(text, encoding="utf-8")
        problems = Problems()
        piece = read_yaml(tmp_path, path, problems)
        return piece, [str(problem) for problem in problems.sorted()]

    return read


def test_words_times_and_dates_are_text_and_numbers_are_numbers(read):
    piece, problems = read(
        "{ a: on, b: no, c: 10:00, d: 2027-02-11, e: 12-20, f: 010, g: 1.5, h: true, i: ~, j: -3 }"
    )

    assert problems == []
    assert piece.data == {
        "a": "on",
        "b": "no",
        "c": "10:00",
        "d": "2027-02-11",
        "e": "12-20",
        "f": 10,
        "g": 1.5,
        "h": True,
        "i": None,
        "j": -3,
    }


def test_every_key_and_item_knows_its_line(read):
    piece, _ = read("a:\n  - b: 1\n    c: 2\n  - { b: 3,\n      c: 4 }\n")

    found = [(leaf.field, leaf.line) for leaf in piece.leaves()]
    assert found == [("a[1].b", 2), ("a[1].c", 3), ("a[2].b", 4), ("a[2].c", 5)]


def test_duplicate_keys_at_any_depth_are_errors_and_the_first_counts(read):
    piece, problems = read("a: 1\nb:\n  - c: 1\n    c: 2\na: 2\n")

    assert piece.data == {"a": 1, "b": [{"c": 1}]}
    assert problems == [
        "x.yaml:4: b[1].c: stands here twice; first on line 3",
        "x.yaml:5: a: stands here twice; first on line 1",
    ]


def test_what_is_no_yaml_is_told_with_its_line(read):
    piece, problems = read("a: 1\nb: [1, 2\nc: 3\n")

    assert piece is None
    assert problems == [
        "x.yaml:3: is not YAML: while parsing a flow sequence expected ',' or ']', but got ':'"
    ]


def test_an_alias_that_holds_itself_is_refused(read):
    _, problems = read("a: &a [*a]\n")

    assert problems == ["x.yaml:1: a[1]: an alias holds itself"]


def test_a_file_that_is_no_text_is_told(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    problems = Problems()

    assert read_yaml(tmp_path, path, problems) is None
    assert [str(one) for one in problems.sorted()] == ["x.yaml:1: is not text; save it as UTF-8"]
