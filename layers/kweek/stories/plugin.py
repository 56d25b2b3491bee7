"""The plug-in for pytest: fixtures that let a project test its journeys as it tests its code.

Nothing of Kweek is imported before a test asks for one of them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from kweek.stories.person import Person
    from kweek.stories.playbook import Playbook
    from kweek.stories.story import Story
    from kweek.stories.world import World

FOLDER = "kweek_campaigns"


def pytest_addoption(parser: pytest.Parser) -> None:
    """One setting: where the campaigns are."""
    parser.addini(
        FOLDER, "the campaigns folder that journeys are tested from", "string", "campaigns"
    )


@pytest.fixture(scope="session")
def campaigns(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> "Playbook":
    """The campaigns folder, compiled once; what is wrong in it fails the tests, in plain words."""
    from kweek.catalogue.problems import ContentError, errors  # noqa: PLC0415
    from kweek.stories.playbook import compiled  # noqa: PLC0415

    folder = pytestconfig.rootpath / str(pytestconfig.getini(FOLDER))
    if not folder.is_dir():
        pytest.fail(f"there is no folder {folder}; say where it is: {FOLDER} = DIR", pytrace=False)
    try:
        return compiled(folder, tmp_path_factory.mktemp("campaigns"))
    except ContentError as wrong:
        told = "\n".join(f"{_place(folder)}/{problem}" for problem in errors(wrong.problems))
    return pytest.fail(told, pytrace=False)


@pytest.fixture
def world(campaigns: "Playbook") -> "World":
    """The world of this test: its people, its mail, its time."""
    from kweek.stories.world import World  # noqa: PLC0415

    return World(campaigns)


@pytest.fixture
def journey(world: "World") -> "Callable[[str], Story]":
    """`journey("webinar")`: a story about a journey of the campaigns folder."""
    return world.journey


@pytest.fixture
def person(world: "World") -> "Callable[..., Person]":
    """`person("ada@example.org", traits={"country": "NL"}, consent="events")`: somebody new."""
    return world.person


def _place(folder: Path) -> Path:
    """The folder as people call it."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
