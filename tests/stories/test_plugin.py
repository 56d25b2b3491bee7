"""The plug-in in projects of others: with campaigns, with wrong ones, and with none at all."""

import subprocess
import sys

import pytest

# Imported before the projects' own runs, which forget every module that was new in them.
import kweek.catalogue.build
import kweek.stories.world  # noqa: F401
from tests.stack import campaign

pytest_plugins = ["pytester"]

#: The plug-in by its module, once: an installed one has the name `kweek` as well.
ALONE = ("-p", "no:kweek", "-p", "kweek.stories.plugin", "-p", "no:randomly", "-p", "no:xdist")
STORY = """\
def test_who_is_silent_is_nudged(journey, person):
    ada = person(consent="nurture", known=False)
    journey("drip").of(ada).posts_form("ebook").advance("3d").expect(sent="nudge")
"""


@pytest.fixture
def project(pytester, monkeypatch):
    """A project of its own, with one story."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    pytester.makepyfile(test_drip=STORY)
    return pytester


def test_a_project_tests_its_journeys_from_the_folder_that_it_names(project):
    campaign.write(project.path / "content" / "mine")
    project.makeini("[pytest]\nkweek_campaigns = content/mine\n")

    project.runpytest_inprocess(*ALONE).assert_outcomes(passed=1)


@pytest.mark.slow
def test_a_folder_called_campaigns_need_not_be_named(project):
    campaign.write(project.path / "campaigns")
    tests = project.mkdir("tests")
    (project.path / "test_drip.py").rename(tests / "test_drip.py")

    project.runpytest_inprocess(*ALONE).assert_outcomes(passed=1)
    project.runpytest_inprocess(*ALONE, "tests/test_drip.py").assert_outcomes(passed=1)


def test_what_is_wrong_in_the_campaigns_fails_each_test_in_the_words_of_check(project):
    folder = campaign.write(project.path / "campaigns")
    journey = folder / "journeys" / "drip.yaml"
    journey.write_text(journey.read_text().replace("otherwise: nudge", "otherwise: nudj"))
    project.makepyfile(test_drip=STORY + STORY.replace("who_is", "whoever_is"))

    said = project.runpytest_inprocess(*ALONE)

    said.assert_outcomes(errors=2)
    line = "campaigns/journeys/drip.yaml:13: deliver.then.otherwise: no step is called 'nudj'"
    assert [one for one in said.outlines if one.startswith("campaigns/")][:2] == [
        f"{line}; did you mean 'nudge'?"
    ] * 2
    assert "Traceback" not in str(said.stdout)
    assert "plugin.py" not in str(said.stdout)


@pytest.mark.slow
def test_where_there_is_no_folder_it_is_said_how_to_name_it(project):
    said = project.runpytest_inprocess(*ALONE)

    said.assert_outcomes(errors=1)
    said.stdout.fnmatch_lines(["*there is no folder *campaigns*kweek_campaigns = DIR*"])


@pytest.mark.slow
def test_a_failing_story_shows_its_own_line_and_what_happened_not_the_plug_ins_code(project):
    campaign.write(project.path / "campaigns")
    project.makepyfile(test_drip=STORY.replace('"nudge"', '"welcome", at="fork"'))

    said = project.runpytest_inprocess(*ALONE)

    said.assert_outcomes(failed=1)
    said.stdout.fnmatch_lines(["*they are not at step fork*", "*got welcome (drip, step deliver)*"])
    assert "expecting.py" not in str(said.stdout)
    assert "story.py" not in str(said.stdout)


def test_a_project_that_asks_for_no_story_pays_and_notices_nothing():
    program = (
        "import sys, kweek.stories.plugin;"
        "print(*sorted(one for one in sys.modules if one.startswith('kweek')))"
    )

    done = subprocess.run(  # noqa: S603 - every word of it is ours
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )

    assert done.stdout.split() == ["kweek", "kweek.stories", "kweek.stories.plugin"]


@pytest.mark.slow
def test_fixtures_of_the_same_name_are_the_projects_own(project):
    project.makeconftest("import pytest\n@pytest.fixture\ndef journey():\n    return 'mine'\n")
    project.makepyfile(test_drip="def test_mine(journey):\n    assert journey == 'mine'\n")

    project.runpytest_inprocess(*ALONE).assert_outcomes(passed=1)
