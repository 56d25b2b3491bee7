"""`kweek init`: a workspace of one's own, with content to begin with and a test of it."""

import argparse
import json
import shlex
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kweek.catalogue.folder import BEHAVIOUR
from kweek.catalogue.json_schemas import PLACES, schemas
from kweek.cli import carried
from kweek.cli.telling import aside, product
from kweek.cli.trouble import CalledWrongly
from kweek.simulation.json_schema import PLACE
from kweek.simulation.json_schema import schema as behaviour

HELP = """\
Writes campaigns to begin with, a test of them, JSON Schemas for your editor, a CI file and what a
deploy needs. Functions and infrastructure stay in Kweek's package. Nothing that is there already
is written over.
"""
CAMPAIGNS, SCHEMAS = "campaigns", "schemas"
#: A name in the package, and what it becomes: hidden files would be easy to lose on the way.
DOT, TEMPLATE = "dot-", ".template"
SHOWN = 5


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `init` to the commands."""
    parser = commands.add_parser(
        "init",
        help="make a workspace of your own",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("directory", nargs="?", type=Path, default=Path(), metavar="DIR")
    what = parser.add_mutually_exclusive_group()
    said = "with all the campaigns that Kweek comes with, not only a welcome and a hand-off"
    what.add_argument("--example", action="store_true", help=said)
    said = "only write the editor's schemas anew, after an upgrade"
    what.add_argument("--schemas", action="store_true", help=said)
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Write what is missing; 2 when something of it is there already."""
    root: Path = asked.directory
    if asked.schemas:
        return _schemas_anew(root)
    files = dict(_files(example=asked.example))
    if there := [name for name in sorted(files) if (root / name).exists()]:
        more = f" and {len(there) - SHOWN} more" if len(there) > SHOWN else ""
        msg = f"nothing was written, since {root} has {', '.join(there[:SHOWN])}{more} already"
        raise CalledWrongly(msg)
    _write(root, files)
    journeys = sum(Path(name).parent.name == "journeys" for name in files)
    aside(f"wrote {len(files)} files: {journeys} journeys with their mails, a test, a CI file")
    product(_next_steps(root))
    return 0


def _schemas_anew(root: Path) -> int:
    if not (root / CAMPAIGNS).is_dir():
        msg = f"there is no workspace in {root}: it has no campaigns folder"
        raise CalledWrongly(msg)
    written = dict(_schema_files())
    _write(root, written)
    product(f"wrote {len(written)} schemas into {root / SCHEMAS}")
    return 0


def _files(*, example: bool) -> Iterator[tuple[str, bytes]]:
    """Each file of a workspace, by its place in it."""
    yield from _below(carried.WORKSPACE / "any")
    yield ".vscode/settings.json", _json({"yaml.schemas": _where_schemas_hold()})
    yield from _schema_files()
    yield from _below(carried.WORKSPACE / ("example" if example else "starter"))
    if example:
        for place, data in _below(carried.example()):
            yield f"{CAMPAIGNS}/{place}", data


def _schema_files() -> Iterator[tuple[str, bytes]]:
    for kind, schema in {**schemas(), BEHAVIOUR: behaviour()}.items():
        yield f"{SCHEMAS}/{kind}.json", _json(schema)


def _where_schemas_hold() -> dict[str, str]:
    places = {**PLACES, BEHAVIOUR: PLACE}
    return {f"{SCHEMAS}/{kind}.json": f"{CAMPAIGNS}/{place}" for kind, place in places.items()}


def _below(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and "__pycache__" not in parts:
            shown = (f".{one.removeprefix(DOT)}" if one.startswith(DOT) else one for one in parts)
            yield "/".join(shown).removesuffix(TEMPLATE), _filled_in(path)


def _filled_in(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix != TEMPLATE:
        return data
    return data.replace(b"KWEEK_VERSION", version("kweek").encode())


def _json(data: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(data, indent=2, ensure_ascii=False)}\n".encode()


def _write(root: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _next_steps(root: Path) -> str:
    there = [] if root == Path() else [("cd " + shlex.quote(str(root)), "")]
    steps = [
        *there,
        ("kweek check", "everything that is wrong or risky"),
        ("kweek simulate", "a year of all journeys, before they mail anyone"),
        ("kweek watch", "drawings, words and mails in your browser, at each save"),
        ("less README.md", "your editor, the tests, the whole stack here, and AWS"),
    ]
    return "\n".join(f"{step:<16}{f'# {why}' if why else ''}".rstrip() for step, why in steps)
