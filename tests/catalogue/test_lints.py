"""Planted risks: each is told in its file, on its line, in these words; and nothing else is."""

import shutil
from pathlib import Path

import pytest
from planting import MJML, MJML_TO_OWNER, TEXT

from kweek.catalogue.checking import read_checked
from kweek.catalogue.lints.codes import CODES

PLANTED = Path(__file__).parent / "planted" / "risks"
MARK = "#!"


def remarks(root):
    """What the files say should be told of them; a comment in a mail's body would be mailed."""
    for file in sorted(root.rglob("*.yaml")):
        name = file.relative_to(root).as_posix()
        for number, line in enumerate(file.read_text().splitlines(), 1):
            for remark in line.split(MARK)[1:]:
                yield f"{name}:{number}: {remark.strip()}"
    yield from (root / "told.txt").read_text().splitlines()


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    root = tmp_path_factory.mktemp("planted") / "campaigns"
    shutil.copytree(PLANTED, root)
    for mail in root.glob("mail/[!_]*/mail.yaml"):
        to_owner = "to: owner" in mail.read_text()
        for name, text in (
            (
                "body.mjml",
                MJML_TO_OWNER if to_owner else MJML.replace("LINKS", ""),
            ),
            ("body.txt", "{{ lead.email }}\n" if to_owner else TEXT.replace("LINKS", "")),
        ):
            if not (mail.parent / name).exists():
                (mail.parent / name).write_text(text)
    return root


@pytest.fixture(scope="module")
def told(planted):
    return {str(problem) for problem in read_checked(planted).problems}


@pytest.mark.parametrize("remark", sorted(remarks(PLANTED)), ids=lambda said: said.split()[0])
def test_a_planted_risk_is_told_where_it_is(told, remark):
    assert remark in told


def test_nothing_is_told_that_was_not_planted(told, planted):
    assert sorted(told - set(remarks(planted))) == []


def test_each_kind_of_warning_is_planted():
    said = {remark.rpartition("[")[2].rstrip("]") for remark in remarks(PLANTED)}

    assert said == set(CODES)
