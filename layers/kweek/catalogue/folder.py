"""The files of a campaigns folder, each as a piece; what has no place there is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problem, Problems, did_you_mean
from kweek.catalogue.yaml_file import read_yaml

FILES = ("policy", "segments", "stages", "lists", "scoring", "tracking")
BEHAVIOUR = "behaviour"  # of made-up people: `kweek simulate` reads it
FOLDERS = ("journeys", "mail", "forms", "surveys")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Every file, read as YAML only; one that is missing is an empty map."""

    policy: Piece
    segments: Piece
    stages: Piece
    lists: Piece
    scoring: Piece
    tracking: Piece
    journeys: Mapping[str, Piece]
    forms: Mapping[str, Piece]
    mails: Mapping[str, Piece]

    def all(self) -> Iterator[Piece]:
        """Every piece there is."""
        yield from (self.policy, self.segments, self.stages, self.lists, self.scoring)
        yield self.tracking
        for many in (self.journeys, self.forms, self.mails):
            yield from many.values()


def read_folder(root: Path, problems: Problems) -> Folder:
    """Read all YAML under the campaigns folder."""
    _check_entries(root, problems)
    if not (root / "policy.yaml").exists():
        problems.add(Problem("policy.yaml", 1, "", "is missing", "say who sends, and about what"))
    one = {name: _file(root, root / f"{name}.yaml", problems) for name in FILES}
    for survey in sorted((root / "surveys").glob("*.yaml")):
        name = survey.relative_to(root).as_posix()
        problems.add(Piece(None, name, {}).not_yet("surveys"))
    return Folder(
        **one,
        journeys=_files(root, "journeys", problems),
        forms=_files(root, "forms", problems),
        mails=_mails(root, problems),
    )


def _file(root: Path, path: Path, problems: Problems) -> Piece:
    name = path.relative_to(root).as_posix()
    piece = read_yaml(root, path, problems) if path.exists() else None
    if piece is None or piece.data is None:
        return Piece({}, name, {})
    return piece


def _files(root: Path, folder: str, problems: Problems) -> dict[str, Piece]:
    """By name; a file that is no YAML at all has been told, and is left out."""
    found = {}
    for path in sorted((root / folder).glob("*.y*ml")):
        if path.suffix == ".yml":
            name = path.relative_to(root).as_posix()
            problems.add(Problem(name, 1, "", "is not read", f"call it {path.stem}.yaml"))
        elif piece := read_yaml(root, path, problems):
            found[path.stem] = piece
    return found


def _mails(root: Path, problems: Problems) -> dict[str, Piece]:
    """By folder; `_parts` and the like hold what mails share."""
    found = {}
    for folder in sorted((root / "mail").glob("[!_.]*")):
        path = folder / "mail.yaml"
        if not folder.is_dir():
            continue
        if not path.exists():
            name = path.relative_to(root).as_posix()
            problems.add(Problem(name, 1, "", "is missing", "say at least `kind:` and `subject:`"))
        elif piece := read_yaml(root, path, problems):
            found[folder.name] = piece
    return found


def _check_entries(root: Path, problems: Problems) -> None:
    """A misspelt file would be silence: its rules would simply not be there."""
    known = [*(f"{name}.yaml" for name in (*FILES, BEHAVIOUR)), *FOLDERS]
    for path in sorted(root.iterdir()):
        odd = path.is_dir() or path.suffix in (".yaml", ".yml")
        if odd and path.name not in known and not path.name.startswith((".", "_")):
            remedy = did_you_mean(path.name, known) or f"known are: {', '.join(known)}"
            problems.add(Problem(path.name, 1, "", "is not read", remedy))
