"""The plug-in for pytest: fixtures that let a project test its journeys as it tests its code.

Nothing of Kweek is imported before a test asks for one of them.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kweek.catalogue.problems import Problem
    from kweek.stories.crowd import Crowd
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
    from kweek.catalogue.problems import ContentError  # noqa: PLC0415
    from kweek.stories.playbook import compiled  # noqa: PLC0415

    folder = _folder(pytestconfig)
    if not folder.is_dir():
        pytest.fail(f"there is no folder {folder}; say where it is: {FOLDER} = DIR", pytrace=False)
    try:
        return compiled(folder, tmp_path_factory.mktemp("campaigns"))
    except ContentError as wrong:
        told = _told(wrong.problems, folder)
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


@pytest.fixture(scope="session")
def crowd(campaigns: "Playbook") -> "Callable[..., Crowd]":
    """`crowd(people=200, days=365, seed=1)`: made-up people who have lived through all journeys.

    They behave as behaviour.yaml says, and live once for all tests that ask for the same.
    """
    from kweek.catalogue.problems import ContentError  # noqa: PLC0415
    from kweek.stories.crowd import Crowd  # noqa: PLC0415
    from kweek.stories.crowd_life import lived  # noqa: PLC0415

    @cache
    def known(people: int, days: int, seed: int) -> "Crowd":
        try:
            return Crowd(lived(campaigns, people, days, seed))
        except ContentError as wrong:
            told = _told(wrong.problems, campaigns.folder)
        return pytest.fail(told, pytrace=False)

    def asked(people: int = 200, days: int = 365, seed: int = 1) -> "Crowd":
        return known(people, days, seed)

    return asked


def _folder(config: pytest.Config) -> Path:
    """The folder below the project's root; without any settings that may be where pytest runs."""
    name = str(config.getini(FOLDER))
    here = config.invocation_params.dir / name
    return here if config.inipath is None and here.is_dir() else config.rootpath / name


def _told(problems: "Iterable[Problem]", folder: Path) -> str:
    """What is wrong in a folder, as `kweek check` says it, each with its whole path."""
    from kweek.catalogue.problems import errors  # noqa: PLC0415

    return "\n".join(f"{_place(folder)}/{problem}" for problem in errors(problems))


def _place(folder: Path) -> Path:
    """The folder as people call it."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
