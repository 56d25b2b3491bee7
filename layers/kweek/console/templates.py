"""The compiled templates of mails and pages, found in the content that was made at synth."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import ChainableUndefined, Environment, ModuleLoader

from kweek.console.dates import FILTERS


def environment_in(folder: Path) -> Environment:
    """Jinja over compiled templates; nothing is parsed or compiled here.

    A field that a contact does not have is empty, at any depth: a mail never fails on data.
    """
    environment = Environment(
        loader=ModuleLoader(folder),
        autoescape=True,
        undefined=ChainableUndefined,
        auto_reload=False,
    )
    environment.filters |= FILTERS
    return environment


@cache
def environment() -> Environment:
    """The templates of the deployed content, package `kweek_content`."""
    return environment_in(Path(str(files("kweek_content"))) / "templates")
